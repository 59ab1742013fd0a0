"""Who wrote an article, and who posted it."""

from dossier_etl.enrich.authors.candidates import author_candidates
from dossier_etl.enrich.authors.posters import posted_by_candidates

__all__ = ["author_candidates", "posted_by_candidates"]
