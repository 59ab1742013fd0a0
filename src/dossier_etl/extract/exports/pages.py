"""Deliveries that put each article on a page of its own, without any label: split at page breaks."""

from collections.abc import Sequence

from dossier_etl.extract.exports.model import PAGE_BREAK, ExportedArticle, Line, date_line

_NEAR_TOP = 10
"""Filled lines of a page among which its date must be."""
_LEAST_WORDS = 30


def articles(lines: Sequence[Line]) -> list[ExportedArticle] | None:
    """Return an article per page if at least two pages have text and each has a line near its top that is a date; else None."""
    pages: list[list[str]] = [[]]
    for line in lines:
        if line == PAGE_BREAK or line.text.strip() == "\f":
            pages.append([])
        else:
            pages[-1].append(line.text.strip())
    filled = [page for page in pages if any(page)]
    if len(filled) < 2 or not all(map(_is_article, filled)):
        return None
    return [ExportedArticle(["\n".join(page).strip()]) for page in filled]


def _is_article(page: Sequence[str]) -> bool:
    top = [line for line in page if line][:_NEAR_TOP]
    words = sum(len(line.split()) for line in page)
    return words >= _LEAST_WORDS and any(date_line().fullmatch(line) for line in top)
