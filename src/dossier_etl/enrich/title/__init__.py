"""The headline of an article."""

from dossier_etl.enrich.title.candidates import title_candidates

__all__ = ["title_candidates"]
