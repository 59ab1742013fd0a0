"""A resolved expression: the TIMEX3 kind and value, and the calendar periods it may mean."""

from typing import NamedTuple

from dossier_etl.enrich.timex.period import Period

DATE, TIME, DURATION, SET = "date", "time", "duration", "set"


class Interpretation(NamedTuple):
    """``low`` and ``high`` are the same period when the anchor pins the expression down, the first and last it can mean when it
    does not, and None when it names no calendar period."""

    kind: str
    timex: str
    low: Period | None = None
    high: Period | None = None
    mod: str = ""
    """``early``, ``mid``, ``late``, ``start``, ``end``, ``about`` or nothing."""
    clock: str = ""
    """``09:00`` for a time of day on a clock."""
    explicit: bool = False
    """The expression names its own year: it needs no context and may give context to others."""

    @property
    def period(self) -> Period | None:
        """The one period it means, if it is one."""
        return self.low if self.low == self.high else None


def fixed(period: Period, *, mod: str = "", explicit: bool = True) -> Interpretation:
    """A date that means exactly this period."""
    return Interpretation(DATE, period.timex(), period, period, mod, explicit=explicit)


def vague(timex: str) -> Interpretation:
    """A date that cannot be placed (``PAST_REF``, ``XXXX-XX-XX`` …)."""
    return Interpretation(DATE, timex)


def duration(timex: str) -> Interpretation:
    return Interpretation(DURATION, timex)


def recurring(timex: str) -> Interpretation:
    return Interpretation(SET, timex)
