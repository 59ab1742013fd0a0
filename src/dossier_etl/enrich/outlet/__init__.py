"""Who published an article, and from whom it was taken."""

from dossier_etl.enrich.outlet.candidates import outlet_candidates
from dossier_etl.enrich.outlet.origin import origin_candidates

__all__ = ["origin_candidates", "outlet_candidates"]
