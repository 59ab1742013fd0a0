"""From whom an article was taken: agencies and republished sources."""

from dossier_etl.model.documents import Article
from dossier_etl.model.evidence import Candidate


def origin_candidates(article: Article) -> list[Candidate]:
    return []
