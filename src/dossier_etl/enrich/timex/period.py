"""A stretch of the calendar with a grain: what a resolved DATE is, and how TIMEX3 and EDTF write it.

Sources: TimeML annotation guidelines 1.2.1 (TIMEX3 ``value``: ``1998-W12``, ``1998-W12-WE``, ``1989-Q3``, ``1998-SU``, decades
as ``199``, centuries as ``19``); EDTF (2019) for the values that leave the tagger.
"""

import calendar
import datetime as dt
from typing import NamedTuple

from dossier_etl.enrich.timex.lexicon import SEASON_MONTH, Grain

_EDTF_SEASON = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}
_MONTHS_LONG = {Grain.MONTH: 1, Grain.SEASON: 3, Grain.QUARTER: 3, Grain.HALF: 6, Grain.YEAR: 12, Grain.DECADE: 120,
                Grain.CENTURY: 1200}  # fmt: skip


def add_months(day: dt.date, months: int) -> dt.date:
    """``day`` moved by months, clamped to the month's last day. Raises ValueError outside years 1–9999."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"year {year} is out of range")
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Period(NamedTuple):
    """``start`` is its first day; the grain says how long it is. Build it with `Period.of`, which aligns the start."""

    grain: Grain
    start: dt.date

    @classmethod
    def of(cls, grain: Grain, day: dt.date) -> "Period":
        """The period of that grain which contains ``day``. Winter belongs to the year its December lies in."""
        if grain is Grain.WEEK:
            day -= dt.timedelta(days=day.weekday())
        elif grain is Grain.WEEKEND:
            day += dt.timedelta(days=5 - day.weekday())
        elif grain is Grain.MONTH:
            day = day.replace(day=1)
        elif grain is Grain.QUARTER:
            day = dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        elif grain is Grain.HALF:
            day = dt.date(day.year, 1 if day.month < 7 else 7, 1)
        elif grain is Grain.SEASON:
            day = add_months(day.replace(day=1), -(day.month % 3))
        elif grain is Grain.YEAR:
            day = dt.date(day.year, 1, 1)
        elif grain is Grain.DECADE:
            day = dt.date(max(day.year // 10 * 10, 1), 1, 1)
        elif grain is Grain.CENTURY:
            day = dt.date(max(day.year // 100 * 100, 1), 1, 1)
        return cls(grain, day)

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(Grain.YEAR, dt.date(year, 1, 1))

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        return cls(Grain.MONTH, dt.date(year, month, 1))

    @classmethod
    def day(cls, year: int, month: int, day: int) -> "Period":
        return cls(Grain.DAY, dt.date(year, month, day))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> "Period":
        return cls(Grain.QUARTER, dt.date(year, quarter * 3 - 2, 1))

    @classmethod
    def season(cls, year: int, code: str) -> "Period":
        return cls(Grain.SEASON, dt.date(year, SEASON_MONTH[code], 1))

    @property
    def end(self) -> dt.date:
        """Last day, inclusive."""
        if self.grain is Grain.DAY:
            return self.start
        if self.grain is Grain.WEEK:
            return self.start + dt.timedelta(days=6)
        if self.grain is Grain.WEEKEND:
            return self.start + dt.timedelta(days=1)
        return add_months(self.start, _MONTHS_LONG[self.grain]) - dt.timedelta(days=1)

    def shift(self, steps: int) -> "Period":
        """The period ``steps`` of its own grain later. Raises ValueError or OverflowError outside years 1–9999."""
        if self.grain is Grain.DAY:
            return Period(self.grain, self.start + dt.timedelta(days=steps))
        if self.grain in (Grain.WEEK, Grain.WEEKEND):
            return Period(self.grain, self.start + dt.timedelta(weeks=steps))
        if self.grain is Grain.SEASON:  # "next summer" is a year away, not a season
            return Period(self.grain, add_months(self.start, 12 * steps))
        return Period(self.grain, add_months(self.start, steps * _MONTHS_LONG[self.grain]))

    def years_later(self, years: int) -> "Period":
        """Same place in the calendar, years away."""
        return Period.of(self.grain, add_months(self.start, 12 * years))

    @property
    def season_code(self) -> str:
        return next(code for code, month in SEASON_MONTH.items() if month == self.start.month)

    def timex(self) -> str:
        """TIMEX3 value."""
        year = f"{self.start.year:04d}"
        if self.grain is Grain.DAY:
            return self.start.isoformat()
        if self.grain in (Grain.WEEK, Grain.WEEKEND):
            iso = self.start.isocalendar()
            return f"{iso.year:04d}-W{iso.week:02d}" + ("-WE" if self.grain is Grain.WEEKEND else "")
        if self.grain is Grain.MONTH:
            return f"{year}-{self.start.month:02d}"
        if self.grain is Grain.QUARTER:
            return f"{year}-Q{(self.start.month + 2) // 3}"
        if self.grain is Grain.HALF:
            return f"{year}-H{1 if self.start.month == 1 else 2}"
        if self.grain is Grain.SEASON:
            return f"{year}-{self.season_code}"
        return {Grain.YEAR: year, Grain.DECADE: year[:3], Grain.CENTURY: year[:2]}[self.grain]

    def edtf(self) -> str:
        """EDTF value; weeks, weekends and halves become intervals of days, which is how EDTF level 1 can say them."""
        year = f"{self.start.year:04d}"
        if self.grain in (Grain.DAY, Grain.MONTH, Grain.YEAR):
            return self.timex()
        if self.grain is Grain.QUARTER:
            return f"{year}-{32 + (self.start.month + 2) // 3}"
        if self.grain is Grain.SEASON:
            return f"{year}-{_EDTF_SEASON[self.season_code]}"
        if self.grain is Grain.DECADE and self.start.year >= 10:
            return f"{year[:3]}X"
        if self.grain is Grain.CENTURY and self.start.year >= 100:
            return f"{year[:2]}XX"
        return f"{self.start.isoformat()}/{self.end.isoformat()}"
