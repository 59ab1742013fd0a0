"""The stamp of a forum post: the date and time under the poster's count of posts."""

import re
from collections.abc import Sequence

from dossier_etl.enrich.written_dates.scan import WrittenDate
from dossier_etl.model.documents import Article
from dossier_etl.model.evidence import Candidate, EvidenceSource

_STAMP = re.compile(
    r"^[ \t]*+(?:\([ \t]*+)?[\d.,]+[ \t]*(?:posts?|beiträge|messages?|mensajes)[ \t]*\)?[ \t]*\n(?:[ \t]*\n)*"
    r"(?P<stamp>[^\n]{6,80}\d\d?:\d\d[^\n]{0,60})",
    re.I | re.M,
)
"""``(30,099 posts)`` on a line, the stamp with its clock time on the next."""
_COUNT = re.compile(r"[\d.,][ \t]*(?:posts?|beiträge|messages?|mensajes)", re.I)
_ABOVE = 120
"""Characters before a stamp's line that hold the count and empty lines."""


def _below_count(text: str, date: WrittenDate) -> bool:
    """Return True if a count of posts stands in the line above a date: the cheap test before ``_STAMP``."""
    line = text.rfind("\n", 0, date.start)
    above = text[max(0, line - _ABOVE) : max(0, line)].rstrip().rpartition("\n")[2]
    return _COUNT.search(above) is not None


def forum_candidates(article: Article, found: Sequence[WrittenDate]) -> list[Candidate]:
    """When a post was posted. What the post quotes may bear dates of its own; the forum published it when it was posted."""
    lo, hi = article.window
    text = article.document.text
    if not any(_below_count(text, date) for date in found):
        return []
    out = []
    for m in _STAMP.finditer(text, lo, hi if hi >= 0 else len(text)):
        for date in found:
            if date.day is not None and m.start("stamp") <= date.start < m.end("stamp"):
                snippet = text[date.start : date.end]
                out.append(
                    Candidate(
                        "published",
                        date.day.isoformat(),
                        "forum.stamp@1",
                        0.95,
                        EvidenceSource.DOCUMENT,
                        start=date.start,
                        end=date.end,
                        snippet=snippet,
                    )
                )
                break
    return out[:1]
