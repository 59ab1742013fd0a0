"""From readings to `DateMention`: EDTF values and the days they can mean."""

import datetime as dt

from dossier_etl.enrich.timex.interpretation import DATE, TIME, Interpretation
from dossier_etl.enrich.timex.lexicon import Grain
from dossier_etl.enrich.timex.period import Period
from dossier_etl.model.mentions import DateMention

_SIXTHS = {"start": (0, 1), "early": (0, 2), "mid": (2, 4), "late": (4, 6), "end": (5, 6)}
"""Position modifier → which sixths of the period it means."""
_DIVISIBLE = frozenset({Grain.MONTH, Grain.QUARTER, Grain.SEASON, Grain.HALF, Grain.YEAR, Grain.DECADE, Grain.CENTURY})


def days(reading: Interpretation) -> tuple[dt.date, dt.date] | None:
    """First and last day the expression can mean; "late 2001" is its last third, "the end of 2001" its last sixth."""
    if reading.low is None or reading.high is None:
        return None
    first, last = reading.low.start, reading.high.end
    period = reading.period
    if period is not None and reading.mod in _SIXTHS and period.grain in _DIVISIBLE:
        return _part(first, last, *_SIXTHS[reading.mod])
    return first, last


def _part(first: dt.date, last: dt.date, lo: int, hi: int) -> tuple[dt.date, dt.date]:
    """From the ``lo``-th to the ``hi``-th sixth; of more than a year in whole years, generously rounded."""
    years = last.year - first.year + 1
    if years > 1:
        return dt.date(first.year + years * lo // 6, 1, 1), dt.date(first.year - (-years * hi // 6) - 1, 12, 31)
    length = (last - first).days + 1
    return first + dt.timedelta(days=length * lo // 6), first + dt.timedelta(days=length * hi // 6 - 1)


def edtf(reading: Interpretation) -> str | None:
    """EDTF value: qualified with ``~`` when a modifier makes it approximate, an interval when the anchor leaves it open."""
    if reading.low is None or reading.high is None:
        return None
    period = reading.period
    if period is None:
        return f"{reading.low.start.isoformat()}/{reading.high.end.isoformat()}"
    if reading.clock and reading.clock != "24:00":
        return f"{period.start.isoformat()}T{reading.clock}:00"
    value = period.edtf()
    return f"{value}~" if reading.mod and "/" not in value and _approximate(period) else value


def _approximate(period: Period) -> bool:
    return period.grain in (Grain.MONTH, Grain.YEAR, Grain.DECADE, Grain.CENTURY)


def mention(start: int, end: int, reading: Interpretation, text: str) -> DateMention:
    """The public value for the expression at ``[start, end)``."""
    surface = text[start:end]
    if reading.kind not in (DATE, TIME):
        return DateMention(start, end, surface, reading.kind, reading.timex)
    span = days(reading)
    return DateMention(
        start,
        end,
        surface,
        reading.kind,
        reading.timex,
        edtf(reading),
        span[0].isoformat() if span else None,
        span[1].isoformat() if span else None,
    )
