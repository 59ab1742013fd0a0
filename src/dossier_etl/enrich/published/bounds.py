"""When no date is stated: what the text still rules out. A dated picture is older than the article, a deadline spoken of as
coming is later, a newer post stands above an older one. Two bounds make an interval; one alone makes nothing.
"""

import bisect
import datetime as dt
import re
from collections.abc import Iterator, Sequence

from dossier_etl.enrich.published import labels
from dossier_etl.enrich.written_dates.date_words import month_number
from dossier_etl.enrich.written_dates.scan import WrittenDate, scan_written_dates
from dossier_etl.model.documents import Article, Role
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.evidence import Candidate, EvidenceSource

CAPTION_WORDS = re.compile(
    r"\b(?:in this (?:\w+\s){0,3}(?:picture|photo|image|file|frame)|(?:picture|photo|image) (?:released|taken|provided|made)"
    r"|file photo|pictured|seen (?:in|during|here)|a[fp]p photo|reuters/|auf diesem (?:bild|foto)|foto:|archivbild|photo\s?:)",
    re.I,
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
COMING = re.compile(
    rf"\b(?:an?|the|this|by|before|until|upcoming|next)\s(?:late[- ]|mid-|early\s)?({_MONTHS})(?:\s\d{{1,2}})?"
    r"\s(?:deadline|election|vote|referendum|summit|ballot|polls?)\b"
    r"|\b(?:deadline|due|scheduled|expected|slated|set)\s(?:is\s|of\s|for\s|in\s|on\s|by\s){1,2}(?:late\s|early\s|mid-)?"
    rf"({_MONTHS})\b"
    rf"|\bdeadline\b[^.\n]{{0,60}}\bin\s({_MONTHS})\b",
    re.I,
)
"""A month spoken of as still to come."""
POST_RHYTHM = 14
"""Days: posts that share a page follow one another within the month, at least within a fortnight."""


def _end_of_month(day: dt.date) -> dt.date:
    return Edtf.month(day.year, day.month).latest


def _line_text(article: Article, at: int) -> tuple[int, str, Role]:
    document = article.document
    index = bisect.bisect_right(document.starts, at) - 1
    if index < 0 or at >= document.lines[index].end:
        return at, "", Role.FURNITURE
    line = document.lines[index]
    return line.start, document.text[line.start : line.end], line.role


def _picture(article: Article, found: Sequence[WrittenDate]) -> WrittenDate | None:
    """The latest date of a caption in the window."""
    low, high = _window(article)
    dated = []
    for date in found:
        if date.day is None or not low <= date.start < high:
            continue
        _, text, role = _line_text(article, date.start)
        if role is Role.CAPTION or (len(text) < 900 and CAPTION_WORDS.search(text)):
            dated.append(date)
    return max(dated, key=lambda d: (d.day or dt.date.min, -d.start), default=None)


def _window(article: Article) -> tuple[int, int]:
    low, high = article.window
    return low, high if high >= 0 else len(article.document.text)


def bound_candidates(article: Article, found: Sequence[WrittenDate]) -> Iterator[Candidate]:
    """Intervals from bounds, for articles that state no date of their own; the decision uses them only then."""
    document = article.document
    low, high = _window(article)
    picture = _picture(article, found)
    if picture is not None and picture.day is not None:
        earliest = picture.day + dt.timedelta(days=1)
        for m in COMING.finditer(document.text, low, high):
            month = month_number(m[1] or m[2] or m[3], "en")
            if month is None:
                continue
            latest = _end_of_month(dt.date(earliest.year + (month < earliest.month), month, 1))
            yield Candidate(
                "published", Edtf.interval(earliest, latest).value, "bound.picture_and_coming_month@1", 0.8,
                EvidenceSource.DOCUMENT, start=m.start(), end=m.end(), snippet=document.text[m.start() : m.end()],
                features=(f"after_picture_at_{picture.start}",),
            )  # fmt: skip
            break
    if high < len(document.text) and document.text[high:].strip():
        yield from _below(article, high)
    yield from _months(article, found)


def _below(article: Article, end: int) -> Iterator[Candidate]:
    """An older post under this one on the same page says which day it is."""
    text = article.document.text
    for date in scan_written_dates(text[end:], article.language):
        if date.day is None:
            continue
        start = end + date.start
        if not labels.THIS_DAY.search(text[max(0, start - 20) : start].lower()):
            continue
        latest = max(_end_of_month(date.day), date.day + dt.timedelta(days=POST_RHYTHM))
        yield Candidate(
            "published", Edtf.interval(date.day, latest).value, "bound.older_post_below@1", 0.7, EvidenceSource.DOCUMENT,
            start=start, end=end + date.end, snippet=text[start : end + date.end],
        )  # fmt: skip
        return


def _months(article: Article, found: Sequence[WrittenDate]) -> Iterator[Candidate]:
    """A bare month and year above the body: an issue's date, unless the page tells of days after it."""
    newest = max((d.day for d in found if d.day is not None), default=dt.date.min)
    segments = article.body_map.segments
    low, _ = _window(article)
    body = segments[0][1] if segments else low
    for date in found:
        if date.form != "month" or not low <= date.start < body:
            continue
        if newest > _end_of_month(dt.date(date.year, date.month, 1)):
            continue
        start, text, _ = _line_text(article, date.start)
        rest = text[: date.start - start] + text[date.end - start :]
        if sum(c.isalpha() for c in rest) <= 7 and not labels.COPYRIGHT.search(rest.lower()):
            yield Candidate(
                "published", f"{date.year:04d}-{date.month:02d}", "bound.month_line@1", 0.5, EvidenceSource.DOCUMENT,
                start=date.start, end=date.end, snippet=article.document.text[date.start : date.end],
            )  # fmt: skip
            return
