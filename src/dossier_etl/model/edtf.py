"""Dates with honest precision: EDTF (ISO 8601-2) level 0/1 values as intervals of days.

Source: Extended Date/Time Format specification, Library of Congress, 2019.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum


class Precision(StrEnum):
    TIME = "time"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    INTERVAL = "interval"


_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d(?::?\d\d)?)?")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14), 33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12)}
"""EDTF sub-year groupings: 21–24 seasons (northern, meteorological), 33–36 quarters; months over 12 fall into the next year."""


def _last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class Edtf:
    """An EDTF expression and the days it can mean. ``earliest``/``latest`` are inclusive, on the calendar the page itself shows."""

    value: str
    earliest: dt.date
    latest: dt.date
    precision: Precision

    def __str__(self) -> str:
        return self.value

    @classmethod
    def day(cls, year: int, month: int, day: int) -> "Edtf":
        d = dt.date(year, month, day)
        return cls(d.isoformat(), d, d, Precision.DAY)

    @classmethod
    def month(cls, year: int, month: int) -> "Edtf":
        return cls(f"{year:04d}-{month:02d}", dt.date(year, month, 1), _last_day(year, month), Precision.MONTH)

    @classmethod
    def year(cls, year: int) -> "Edtf":
        return cls(f"{year:04d}", dt.date(year, 1, 1), dt.date(year, 12, 31), Precision.YEAR)

    @classmethod
    def interval(cls, earliest: dt.date, latest: dt.date) -> "Edtf":
        """Days from ``earliest`` to ``latest``; a day when they are the same. Raises ValueError when reversed."""
        if earliest == latest:
            return cls.day(earliest.year, earliest.month, earliest.day)
        if latest < earliest:
            raise ValueError(f"interval ends before it starts: {earliest}/{latest}")
        return cls(f"{earliest.isoformat()}/{latest.isoformat()}", earliest, latest, Precision.INTERVAL)

    @classmethod
    def parse(cls, text: str) -> "Edtf":
        """Read an EDTF string: time, day, month, year, season, decade (``201X``), century (``19XX``), closed interval;
        qualifiers ``~ ? %`` are kept in the value and do not widen the interval. Raises ValueError on anything else."""
        bare = re.sub(r"[~?%]", "", text.strip())
        if "/" in bare:
            left, _, right = bare.partition("/")
            a, b = cls.parse(left), cls.parse(right)
            if b.latest < a.earliest:
                raise ValueError(f"interval ends before it starts: {text!r}")
            return cls(text.strip(), a.earliest, b.latest, Precision.INTERVAL)
        if m := _TIME.fullmatch(bare):
            d = dt.date.fromisoformat(m[1])
            dt.time(int(m[2]) % 24, int(m[3]), min(int(m[4] or 0), 59))
            return cls(text.strip(), d, d, Precision.TIME)
        if m := _DAY.fullmatch(bare):
            d = dt.date(int(m[1]), int(m[2]), int(m[3]))
            return cls(text.strip(), d, d, Precision.DAY)
        if m := _MONTH.fullmatch(bare):
            year, month = int(m[1]), int(m[2])
            if month in _SEASONS:
                lo, hi = _SEASONS[month]
                end = _last_day(year + (hi > 12), (hi - 1) % 12 + 1)
                return cls(text.strip(), dt.date(year, lo, 1), end, Precision.INTERVAL)
            if not 1 <= month <= 12:
                raise ValueError(f"not an EDTF date: {text!r}")
            return cls(text.strip(), dt.date(year, month, 1), _last_day(year, month), Precision.MONTH)
        if re.fullmatch(r"\d{4}", bare) and int(bare) > 0:
            return cls(text.strip(), dt.date(int(bare), 1, 1), dt.date(int(bare), 12, 31), Precision.YEAR)
        if m := re.fullmatch(r"(\d{3})X|(\d{2})XX", bare):
            lo = int(m[1]) * 10 if m[1] else int(m[2]) * 100
            width = 10 if m[1] else 100
            if lo > 0:
                return cls(text.strip(), dt.date(lo, 1, 1), dt.date(lo + width - 1, 12, 31), Precision.INTERVAL)
        raise ValueError(f"not an EDTF date: {text!r}")

    @property
    def is_day(self) -> bool:
        """True when it names one single day."""
        return self.earliest == self.latest

    def contains(self, other: "Edtf") -> bool:
        return self.earliest <= other.earliest and other.latest <= self.latest

    def overlaps(self, other: "Edtf") -> bool:
        return self.earliest <= other.latest and other.earliest <= self.latest
