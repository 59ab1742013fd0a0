"""What an expression is read against: the anchor, what was mentioned before, and whether the text is news or narrative.

HeidelTime (Strötgen & Gertz 2010) lets the user say "news" or "narrative"; here the text says it itself: a text whose dates mostly
carry their own year, and that year is not the anchor's, is read as a narrative, and a date without a year takes the last one
mentioned (the carry-forward that WikiWars, Mazur & Dale 2010, needs).
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dossier_etl.enrich.timex.interpretation import DATE, Interpretation
from dossier_etl.enrich.timex.lexicon import Grain
from dossier_etl.enrich.timex.period import Period
from dossier_etl.enrich.timex.scan import SurfaceMatch
from dossier_etl.model.edtf import Edtf

_DEICTIC_RULES = frozenset({"deictic", "last_night", "weekday", "rel_unit", "rel_month"})
_YEAR_RULES = frozenset({"year", "month_year", "month_day", "day_month", "year_bc", "iso", "numeric"})
_BARE_RULES = frozenset({"month_day", "day_month", "month"})
_NARRATIVE_SHARE = 3
"""Dates with their own foreign year per deictic one ("yesterday", "Friday") that make a narrative; WikiWars texts have more than
ten, newswire texts mostly fewer than one."""
_NARRATIVE_MIN = 3
"""Days or months with their own foreign year a text must have to count as a narrative: a few bare years are background to news."""
_NARRATIVE_YEARS = 12
"""… or this many dates with a foreign year of any kind."""
_NARRATIVE_BARE = 10
"""… or this many days and months without any year, when nothing points at the time of writing."""
_QUARTER_REACH = 900
"""Characters over which a company report goes on about the quarter it named: value F1 on TimeBank is flat from 300 to 900."""
_UNRESOLVED = {
    Grain.DAY: "XXXX-XX-XX",
    Grain.WEEK: "XXXX-WXX",
    Grain.WEEKEND: "XXXX-WXX-WE",
    Grain.MONTH: "XXXX-XX",
    Grain.QUARTER: "XXXX-QX",
    Grain.HALF: "XXXX-HX",
    Grain.SEASON: "XXXX-XX",
    Grain.YEAR: "XXXX",
    Grain.DECADE: "XXX",
    Grain.CENTURY: "XX",
}


def is_narrative(hits: Sequence[SurfaceMatch], anchor: Edtf | None) -> bool:
    """True when the text tells of other years than the anchor's."""
    deictic = sum(hit.rule in _DEICTIC_RULES for hit in hits)
    dated = placed = bare = 0
    for hit in hits:
        groups = hit.match.groupdict()
        year = groups.get("year") or groups.get("y") or ""
        if hit.rule in _BARE_RULES and not year:
            bare += 1
        elif hit.rule == "year_bc" or (
            hit.rule in _YEAR_RULES
            and len(year) == 4
            and year.isdigit()
            and (anchor is None or int(year) < anchor.earliest.year - 1)
        ):
            dated += 1
            placed += hit.rule != "year"
    chronicle = not deictic and bare >= _NARRATIVE_BARE and dated >= _NARRATIVE_MIN
    enough = placed >= _NARRATIVE_MIN or dated >= _NARRATIVE_YEARS
    return chronicle or (enough and dated >= _NARRATIVE_SHARE * deictic)


@dataclass(slots=True)
class Context:
    """Changes as the text is read, from left to right."""

    text: str
    anchor: Edtf | None
    narrative: bool
    last: Period | None = None
    """Last calendar period mentioned, of any grain up to a year."""
    last_end: int = -1
    """Where in the text it was mentioned."""
    last_year: int | None = None
    """Last year mentioned explicitly or resolved."""
    last_quarter: Period | None = None
    quarter_end: int = -1
    borrowed: dict[int, int] = field(default_factory=dict)
    """Start of a date without a year → the year its range partner states ("July 1 to July 3, 1863")."""

    @property
    def anchor_year(self) -> int | None:
        """The anchor's year, if it has just one."""
        if self.anchor is None or self.anchor.earliest.year != self.anchor.latest.year:
            return None
        return self.anchor.earliest.year

    def borrowed_year(self, hit: SurfaceMatch) -> int | None:
        return self.borrowed.get(hit.start)

    def note(self, hit: SurfaceMatch, reading: Interpretation) -> None:
        """Remember what a date said for the expressions after it."""
        period = reading.period
        if period is None or reading.timex.endswith("_REF") or period.grain in (Grain.DECADE, Grain.CENTURY):
            return
        self.last, self.last_end, self.last_year = period, hit.end, period.start.year
        if (
            period.grain is Grain.QUARTER
            and hit.rule in ("quarter", "quarter_code")
            and "year" not in hit.match[0].lower()
        ):
            self.last_quarter, self.quarter_end = period, hit.end

    def relative(self, resolve: Callable[[dt.date], Period], *, mod: str = "") -> Interpretation:
        """Resolve against the anchor: one period if every day the anchor can mean agrees, else the span they leave open."""
        if self.anchor is None:
            return Interpretation(DATE, _UNRESOLVED[resolve(dt.date(2000, 6, 15)).grain], mod=mod)
        low, high = resolve(self.anchor.earliest), resolve(self.anchor.latest)
        if high.start < low.start:
            low, high = high, low
        if low == high:
            return Interpretation(DATE, low.timex(), low, low, mod)
        return Interpretation(DATE, common_timex(low, high), low, high, mod)

    def near_quarter(self, start: int) -> Period | None:
        """The last quarter mentioned, if it stands close before ``start``."""
        return self.last_quarter if self.last_quarter and start - self.quarter_end <= _QUARTER_REACH else None


def common_timex(low: Period, high: Period) -> str:
    """TIMEX3 value of what two readings share, the rest as X: ``2014-06-XX``, ``2014-WXX``, ``XXXX-XX-XX``."""
    a, b = low.timex(), high.timex()
    pattern = _UNRESOLVED[low.grain]
    if a[:4] != b[:4]:
        return pattern
    if low.grain is Grain.DAY and a[:7] == b[:7]:
        return a[:7] + "-XX"
    return a[:4] + pattern[4:]
