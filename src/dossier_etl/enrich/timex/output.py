"""From readings to `DateMention`: EDTF values and the days they can mean."""

import datetime as dt

from dossier_etl.enrich.timex.lexicon import Grain
from dossier_etl.enrich.timex.period import Period
from dossier_etl.enrich.timex.reading import DATE, TIME, Reading
from dossier_etl.model.mentions import DateMention

_THIRDS = {"early": (0, 1), "start": (0, 1), "mid": (1, 2), "late": (2, 3), "end": (2, 3)}
"""Position modifier → which thirds of the period it means."""
_DIVISIBLE = frozenset({Grain.MONTH, Grain.QUARTER, Grain.SEASON, Grain.HALF, Grain.YEAR, Grain.DECADE, Grain.CENTURY})


def days(reading: Reading) -> tuple[dt.date, dt.date] | None:
    """First and last day the expression can mean; "late 2001" is its last third."""
    if reading.low is None or reading.high is None:
        return None
    first, last = reading.low.start, reading.high.end
    period = reading.period
    if period is not None and reading.mod in _THIRDS and period.grain in _DIVISIBLE:
        lo, hi = _THIRDS[reading.mod]
        length = (last - first).days + 1
        first, last = first + dt.timedelta(days=length * lo // 3), first + dt.timedelta(days=length * hi // 3 - 1)
    return first, last


def edtf(reading: Reading) -> str | None:
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
    return period.grain in (Grain.DAY, Grain.MONTH, Grain.YEAR, Grain.DECADE, Grain.CENTURY)


def mention(start: int, end: int, reading: Reading, text: str) -> DateMention:
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
