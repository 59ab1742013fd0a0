"""Reads one machine-written date: ISO 8601, RFC 5322, epoch seconds or milliseconds, compact digits, or written words."""

import datetime as dt
import re
from typing import NamedTuple

from dossier_etl.enrich.written_dates.calendars import machine_day
from dossier_etl.enrich.written_dates.scan import WrittenDate, civil, scan_written_dates

MAX_STAMP = 120
"""Characters; a longer value is prose, not a date."""

_ISO = re.compile(
    r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:T|\s+|\s*-\s*)(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?(?:[.,]\d+)?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?",
    re.I,
)
_COMPACT = re.compile(r"\s*((?:19|20)\d\d)([01]\d)([0-3]\d)(?:T?([0-2]\d)([0-5]\d)([0-5]\d)?(Z|[+-]\d\d:?\d\d)?)?\s*")
_EPOCH = re.compile(r"\s*(\d{9,10})(?:\.\d+)?(?:(?<=\d{10})\d{3})?\s*")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)(?::(\d\d))?\s?([ap])?\.?m?\b", re.I)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-]\d\d):?(\d\d)\b|\b(GMT|UTC|Z)\b")


class Stamp(NamedTuple):
    """A date as a machine states it, on the calendar day it writes. ``value`` is EDTF, with the time of day and offset when
    both the hour and minute are stated; midnight without seconds to spare is taken for "no time given"."""

    value: str
    day: dt.date | None
    utc: bool = False
    """The time is stated in UTC: where the page is read it may have been another day."""
    minute: int | None = None
    """Minute of the stated day, when a time is stated."""
    written: WrittenDate | None = None
    """For a numeric date that reads both ways (``day`` is None then)."""


def _offset(text: str | None) -> str:
    if not text:
        return ""
    upper = text.upper()
    if upper in ("Z", "UTC", "GMT"):
        return "Z"
    return upper if ":" in upper else f"{upper[:3]}:{upper[3:]}"


def _timed(day: dt.date, hour: int, minute: int, second: int, offset: str) -> Stamp:
    at = 60 * hour + minute
    if hour > 23 or minute > 59 or second > 59 or (at == 0 and second == 0):
        return Stamp(day.isoformat(), day)
    utc = offset in ("Z", "+00:00", "-00:00")
    return Stamp(f"{day.isoformat()}T{hour:02d}:{minute:02d}:{second:02d}{offset}", day, utc, at)


def _from_epoch(seconds: int) -> Stamp:
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds)
    return _timed(moment.date(), moment.hour, moment.minute, moment.second, "Z")


def read_stamp(text: str, language: str = "und") -> Stamp | None:
    """The date a metadata value states, or None. The first of several wins."""
    if len(text) > MAX_STAMP:
        return None
    if m := _ISO.match(text):
        day = machine_day(int(m[1]), int(m[2]), int(m[3]), language)
        if day is None:
            return None
        return _timed(day, int(m[4]), int(m[5]), int(m[6] or 0), _offset(m[7])) if m[4] else Stamp(day.isoformat(), day)
    if m := _COMPACT.fullmatch(text):
        day = civil(int(m[1]), int(m[2]), int(m[3]))
        if day:
            return (
                _timed(day, int(m[4]), int(m[5]), int(m[6] or 0), _offset(m[7]))
                if m[4]
                else Stamp(day.isoformat(), day)
            )
    if m := _EPOCH.fullmatch(text):
        return _from_epoch(int(m[1]))
    found = next(iter(scan_written_dates(text, language)), None) or next(iter(scan_written_dates(text)), None)
    if found is None:
        return None
    if found.form == "month":
        return Stamp(f"{found.year:04d}-{found.month:02d}", None)
    if found.day is None:
        return Stamp("", None, written=found)
    clock, zone = _CLOCK.search(text), _OFFSET.search(text)
    if clock is None:
        return Stamp(found.day.isoformat(), found.day)
    hour = int(clock[1]) % 12 + (12 if clock[4] in ("p", "P") else 0) if clock[4] else int(clock[1])
    offset = "" if zone is None else "Z" if zone[3] else f"{zone[1]}:{zone[2]}"
    return _timed(found.day, hour, int(clock[2]), int(clock[3] or 0), offset)
