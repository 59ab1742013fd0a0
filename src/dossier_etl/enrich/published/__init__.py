"""When was it published? Everything on a page that could tell, as candidates; the choice is made in ``decide.published``."""

from dossier_etl.enrich.published.address import address_candidates
from dossier_etl.enrich.published.archives import mark_captures
from dossier_etl.enrich.published.bounds import bound_candidates
from dossier_etl.enrich.published.day_month_order import country_of, page_order
from dossier_etl.enrich.published.forum import forum_candidates
from dossier_etl.enrich.published.metadata import metadata_candidates
from dossier_etl.enrich.published.visible import visible_candidates
from dossier_etl.enrich.written_dates.scan import scan_written_dates
from dossier_etl.model.documents import Article
from dossier_etl.model.evidence import Candidate

__all__ = ["published_candidates"]


def published_candidates(article: Article) -> list[Candidate]:
    """Every date that could be the article's publication date, in a fixed order: metadata, address, visible text.

    Returns:
        Candidates for the field ``published`` with EDTF values. Nothing is filled in and nothing is left out for being
        unlikely: footers, related links and modification dates are candidates too, marked by their rule and note, which
        hold space-separated tokens (``label=mod``: labelled as modified; ``utc``; ``open=dmy``: order of day and month not
        known …).
    """
    found = scan_written_dates(article.document.text, article.language)
    order = page_order(article, country_of(article), found)
    candidates = [
        *metadata_candidates(article, order),
        *address_candidates(article),
        *visible_candidates(article, found, order),
        *bound_candidates(article, found),
        *forum_candidates(article, found),
    ]
    return mark_captures(article, candidates)
