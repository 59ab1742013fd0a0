"""One calendar: the page's own. A moment stated in UTC belongs to the day the page shows beside it.

A stamp of 03:00Z on the 23rd is the evening of the 22nd in the Americas; one of 23:00Z is the next morning in East Asia. When
the page itself shows such a neighbouring day as its date, and not the UTC day, the stamp is read as that day.
"""

import datetime as dt
from collections.abc import Sequence

from dossier_etl.model.evidence import Candidate

_SHOWN = ("text", "dump", "time", "microdata", "attr", "url")
_NEAR = frozenset({"first_loose", "last_above", "role=byline", "label=pub", "first", "before_body", "second_loose"})
_NOT_PUBLISHED = frozenset(
    [
        "label=mod",
        "label_after=mod",
        "label_above=mod",
        "with=comment",
        "context=comment",
        "masthead_day",
        "label=event",
        "label=copy",
        "prose",
        "after_body",
    ]
)
_WESTERNMOST = 12
_EASTERNMOST = 14
"""Civil time runs from UTC−12 to UTC+14."""


def local_days(candidates: Sequence[Candidate], days: Sequence[dt.date]) -> list[dt.date]:
    """The day of every candidate on the page's own calendar; the same as ``days`` except for relocated UTC moments."""
    universal = [_hour_utc(c) for c in candidates]
    if not any(hour is not None for hour in universal):
        return list(days)
    clocks = {c.value[11:19] for c, hour in zip(candidates, universal, strict=True) if hour is not None}
    unzoned = [(c, day) for c, day, hour in zip(candidates, days, universal, strict=True) if hour is None]
    near = [(c, day, tokens) for c, day in unzoned if _is_near(c, tokens := frozenset(c.features))]
    shown = {day for c, day, tokens in near if _is_published(tokens) and c.value[11:19] not in clocks}
    displayed = {day for _, day, _ in near}
    out = []
    for candidate, day, hour in zip(candidates, days, universal, strict=True):
        if hour is None and len(candidate.value) == 19 and candidate.value[11:19] in clocks:
            hour = int(candidate.value[11:13])  # the same moment, its zone left off
        out.append(day if hour is None or day in displayed else _neighbour(day, hour, shown))
    return out


def _hour_utc(candidate: Candidate) -> int | None:
    value = candidate.value
    return int(value[11:13]) if len(value) > 19 and value[19:] in ("Z", "+00:00", "-00:00") else None


def _is_near(candidate: Candidate, tokens: frozenset[str]) -> bool:
    """Stands where an article's own date stands, or in its own address."""
    space = candidate.rule.partition(".")[0]
    if space == "url":
        return candidate.rule.startswith("url.day")
    return space in _SHOWN and not _NEAR.isdisjoint(tokens)


def _is_published(tokens: frozenset[str]) -> bool:
    """Nothing says that it is another date than the publication's."""
    return _NOT_PUBLISHED.isdisjoint(tokens) and ("context=mod" not in tokens or "context=pub" in tokens)


def _neighbour(day: dt.date, hour: int, shown: set[dt.date]) -> dt.date:
    before, after = day - dt.timedelta(days=1), day + dt.timedelta(days=1)
    if hour < _WESTERNMOST and before in shown:
        return before
    if hour >= 24 - _EASTERNMOST and after in shown:
        return after
    return day
