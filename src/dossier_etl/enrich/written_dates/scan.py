"""Finds written dates in text, in any of the known languages and calendars. Nothing is ever filled in: a part that is not
written is not there, and a numeric date that can be read two ways keeps both readings.

Stages: 1. digits of other scripts become ASCII (same offsets); 2. one search for the runs of digits, which all dates have; at
them 3. numeric dates; 4. dates with a month's name, found from their year outwards; 5. East Asian 年月日 dates; 6. weekday and
time of day next to what was found; 7. overlaps removed.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dossier_etl.enrich.written_dates.calendars import (
    BUDDHIST_OFFSET,
    buddhist_year,
    era_year,
    solar_hijri_to_gregorian,
    solar_hijri_year,
)
from dossier_etl.enrich.written_dates.date_words import (
    date_words,
    fold,
    month_beside_weekday,
    month_number,
    weekday_number,
)
from dossier_etl.enrich.written_dates.regional import regional_dates


class WrittenDate(NamedTuple):
    """Characters ``[start, end)`` that write a date. One of ``day`` (certain), ``day_first``/``month_first`` (a numeric date
    readable both ways; ``day`` is None) or only ``year`` and ``month``."""

    start: int
    end: int
    form: str
    """``name`` (with a month's name), ``numeric``, ``ymd`` (year first), ``cjk``, ``compact`` (20140617), ``month`` (no day)."""
    year: int
    month: int
    day: dt.date | None = None
    day_first: dt.date | None = None
    month_first: dt.date | None = None
    weekday: int | None = None
    time: bool = False
    """A time of day stands next to it."""
    certain_order: str = ""
    """``dmy`` or ``mdy`` when this numeric date can be read only one way: it tells how the page writes dates."""

    @property
    def ambiguous(self) -> bool:
        return self.day is None and self.day_first is not None and self.month_first is not None

    @property
    def readings(self) -> tuple[dt.date, ...]:
        return tuple(d for d in (self.day, self.day_first, self.month_first) if d is not None)


_SEP = r"[\s.,/\-–’'‘·|]{0,4}"
_WORD = r"[^\s\d.,:;/()\[\]<>|•·\"“”«»\-–—'’‘!?&+=]{2,14}"
_ORDINAL = r"(?:st|nd|rd|th|er|ère|eme|ème|º|°|ª|:e|:a|-?го|-?ро)?"
_LINK = r"(?:de|del|of|di|du|d|do|den|da|ta)"
_TIME_BETWEEN = r"(?:\s\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?(?:\s(?:[A-Z]{1,5}|[+-]\d{4}))?)?"
# A pattern that begins with one character of a class is searched for by it, many times faster: hence "[0-9][0-9]?" for
# "[0-9]{1,2}", and what must not precede it is looked for behind the first digit.
_BEFORE_DMY = re.compile(
    rf"(\d(?<!\d\d)\d?){_ORDINAL}{_SEP}(?:{_LINK}[\s’']+)?({_WORD})(\s{_WORD})?{_SEP}(?:{_LINK}[\s’'])?{_SEP}(?:พ\.ศ\.\s?)?{_TIME_BETWEEN}\s?\Z",
    re.I,
)
_BEFORE_MDY = re.compile(
    rf"({_WORD}){_SEP}(?:the\s)?(?<!\d)(\d{{1,2}}){_ORDINAL}{_SEP}(?:{_LINK}\s)?{_TIME_BETWEEN}{_SEP}\Z", re.I
)
_DAY_AFTER_MONTH = 24
"""Characters, more than `_BEFORE_MDY` has before its day."""
_DAY_AT_END = re.compile(rf"\d(?<!\d\d)\d?{_ORDINAL}{_SEP}(?:{_LINK}\s)?{_TIME_BETWEEN}{_SEP}\Z", re.I)
"""What `_BEFORE_MDY` ends with: mostly missing, and found missing much sooner."""
_BEFORE_MONTH = re.compile(rf"({_WORD}){_SEP}(?:{_LINK}\s)?\Z", re.I)
_VIETNAMESE = re.compile(r"(\d(?<!\d\d)\d?)\s?(?:tháng|thg|th)\.?\s?(\d{1,2})(?:,|\s|năm)*\Z", re.I)
_AFTER_YMD = re.compile(
    rf"[^\S\n]?[.,/\-]?[^\S\n]?(?:(?:m|г|оны|жылғы|year)\b\.?\s)?({_WORD}){_SEP}(\d{{1,2}})(?!\d|[:.]\d)", re.I
)
_NUMERIC = re.compile(
    r"([0-9][0-9]{0,3})(\s?[./\-–]\s?)([0-9]{1,2})\2([0-9]{4}(?=[0-9]{2}:[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}|[0-9]{1,2}\.\s)|[0-9]{2}(?=[0-2][0-9]:[0-5][0-9](?![0-9:]))|"
    r"[0-9]{4}(?![0-9])|[0-9]{1,2}(?![0-9]))(?![./\-][0-9])"
)
_PART_OF_NUMBER = re.compile(r"[0-9$€£#]\Z|[0-9][.,:/\-]\Z")
_CJK = re.compile(
    r"(?:(?<!\d)(\d{2,4})|(令和|平成|昭和|大正|民國|民国)\s?(\d{1,3}|元))\s?[年년]\s{0,2}(\d{1,2})\s?[月월]\s{0,2}(\d{1,2})\s?[日일號号]?"
)
_COMPACT = re.compile(r"(?<![\d.,])((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_CLOCK_AFTER = re.compile(
    r"(?:T|[\s,.|·•@(\-–—/]|at|um|à|às|as|alle|ore|ob|kl\.?|klo|o|в|om|pukul|lúc|時間|오전|오후|上午|下午|a las|[^\W\d_]{1,4}\.?\)?\s)*"
    r"\d{1,2}(?:[:h.]|\s?Uhr|時|시|点)\s?(?:\d\d|Uhr|[ap]m|\b)",
    re.I,
)
_CLOCK_AFTER_LIMIT = 26
_CLOCK_BEFORE = re.compile(
    r"\d{1,2}[:h.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?|\s?Uhr)?(?:\s?\(?[A-Z]{2,4}\)?)?[\s,.|·•\-–—/]*(?:on\s|am\s)?(?:\w+,?\s)?\Z",
    re.I,
)
_LAST_WORD = re.compile(r"[^\W\d_]{2,14}\Z")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_OTHER_SCRIPT = re.compile("[\u0660-\u1c59\ua620-\uabf9\uff10-\uff19\U000104a0-\U0001fbf9]")
"""Blocks of Unicode that hold all other digits: a quick test that Latin, Greek, Cyrillic, Chinese and Korean text fails."""
_SHORT_YEAR = re.compile(
    r"[0-9][0-9]?[\s.\-]{1,2}[^\W\d_]{3,9}\.?(?:[\s,]{0,2}['’]|\s|-)[0-9]{2}(?![0-9]|[:.,][0-9]|\s[^\W\d_]*\s?[0-9]{4})"
)
_SHORT_PARTS = re.compile(r"([0-9]{1,2})[\s.\-]{1,2}([^\W\d_]+)\.?\D{1,3}([0-9]{2})\Z")
_SEPARATOR = re.compile(r"[\s.,/\-–’'‘·|]")
_SEPARATORS = ".,/-–’'‘·| \t\n\r\f\v\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_DIGIT = re.compile("[0-9]")
_RUN = re.compile("[0-9][0-9]*")
_Run = tuple[int, int]
"""Start and end of a run of digits."""
_CONNECTORS = frozenset(["de", "del", "of", "di", "du", "d", "do", "den", "da", "ta", "г", "พ.ศ", "năm", "the"])
_GLUED = re.compile(r"(?:[A-ZÀ-Þ][a-zß-ÿ]+|(?<=[a-z])[A-Z]{3,})\Z")
_REACH = 46
"""Characters looked at on either side of a year for its month and day."""
_MONTH_AFTER = 30
"""Characters, more than `_AFTER_YMD` has before its day."""
_MONTH_REACH = 22
"""The longest match of `_BEFORE_MONTH`."""


def ascii_digits(text: str) -> str:
    """``text`` with the decimal digits of every script as 0–9; offsets stay the same."""
    if text.isascii() or not _OTHER_SCRIPT.search(text):
        return text
    return _OTHER_DIGIT.sub(lambda m: str(int(m[0])), text)


def full_year(digits: str) -> int:
    """A two-digit year is 1970–2069, as RFC 5322 readers and POSIX take it."""
    n = int(digits)
    if len(digits) > 2:
        return n
    return 2000 + n if n < 70 else 1900 + n


def civil(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None when the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _common_year(year: int, language: str, named: bool) -> int | None:
    """Gregorian year of a plain year number: Thai pages count Buddhist years; years outside 1500–2100 are none."""
    if 2400 <= year <= 2643 and (language == "th" or named):
        return year - BUDDHIST_OFFSET
    return year if 1500 <= year <= 2100 else None


def _at_runs(pattern: re.Pattern[str], digits: int, text: str, runs: Sequence[_Run]) -> Iterator[re.Match[str]]:
    """Matches of a pattern that begins with up to so many digits and goes on with something else."""
    end = 0
    for low, high in runs:
        if end < high and (m := pattern.match(text, max(low, high - digits, end))):
            end = m.end()
            yield m


_SOLAR_HIJRI = frozenset({"fa", "ps", "ckb"})
"""Languages whose pages write Solar Hijri years."""


def _solar_hijri(first: str, second: str, third: str) -> dt.date | None:
    """Return the day of ``04/11/07`` (year first) or ``7/11/1404`` (day first), None if it is neither."""
    if len(third) == 4:
        return solar_hijri_to_gregorian(int(third), int(second), int(first)) if 1300 <= int(third) <= 1450 else None
    return solar_hijri_to_gregorian(solar_hijri_year(first), int(second), int(third)) if len(first) == 2 else None


def _numeric(text: str, runs: Sequence[_Run], language: str) -> Iterator[WrittenDate]:
    for m in _at_runs(_NUMERIC, 4, text, runs):
        if _PART_OF_NUMBER.search(text, max(0, m.start() - 2), m.start()):
            continue
        first, separator, second, third = m.groups()
        if len(first) == 4:
            if len(third) > 2:
                continue
            if language in _SOLAR_HIJRI and 1300 <= int(first) <= 1450:
                day = solar_hijri_to_gregorian(int(first), int(second), int(third))
            else:
                year = _common_year(int(first), language, False)
                day = civil(year, int(second), int(third)) if year else None
            if day:
                yield WrittenDate(m.start(), m.end(), "ymd", day.year, day.month, day)
            continue
        if (
            len(first) == 3
            or len(third) == 1
            or (len(third) == 2 and len(first) + len(second) < 4 and "-" in separator)
        ):
            continue
        if language in _SOLAR_HIJRI and (day := _solar_hijri(first, second, third)):
            yield WrittenDate(m.start(), m.end(), "ymd", day.year, day.month, day)
            continue
        if (
            len(third) == 2
            and language in ("ko", "ja", "zh", "hu")
            and (day := civil(full_year(first), int(second), int(third)))
        ):
            yield WrittenDate(m.start(), m.end(), "ymd", day.year, day.month, day)
            continue
        year = buddhist_year(third) if language == "th" else _common_year(full_year(third), language, False)
        if year is None:
            continue
        by_day, by_month = civil(year, int(second), int(first)), civil(year, int(first), int(second))
        if separator.strip() == "." and by_day:  # dotted dates are day first wherever they are in use
            yield WrittenDate(m.start(), m.end(), "numeric", by_day.year, by_day.month, by_day)
        elif by_day and by_month and by_day != by_month:
            yield WrittenDate(m.start(), m.end(), "numeric", year, by_day.month, day_first=by_day, month_first=by_month)
        elif day := by_day or by_month:
            order = "" if by_day == by_month else "dmy" if by_day else "mdy"
            yield WrittenDate(m.start(), m.end(), "numeric", day.year, day.month, day, certain_order=order)


def _east_asian(text: str) -> Iterator[WrittenDate]:
    for m in _CJK.finditer(text):
        year = full_year(m[1]) if m[1] else era_year(m[2], 1 if m[3] == "元" else int(m[3]))
        day = civil(year, int(m[4]), int(m[5])) if year else None
        if day:
            yield WrittenDate(m.start(), m.end(), "cjk", day.year, day.month, day)


def _month_of(word: str, more: str | None, language: str) -> int | None:
    """Month of a one- or two-word name; a second word that is neither part of a name nor a connector spoils it."""
    if more is None:
        month = month_number(word, language)
        if month is None and (tail := _GLUED.search(word)):  # "By Jessica ChoiDec. 21": dumps lose the line break
            return month_number(tail[0], language)
        return month
    if month := month_number(word + more, language):
        return month
    return (
        month_number(word, language) if fold(more) in {"de", "del", "of", "di", "do", "г", "ng", "año", "năm"} else None
    )


def _may_end_a_date(text: str, at: int) -> bool:
    """Return True if the word before a year can belong to a date: a month, a day, a connector, the time or zone of a Unix date.
    Most years in prose ("in 2019") are settled here, before the patterns are tried."""
    before = text[max(0, at - 24) : at]
    bare = before.rstrip(_SEPARATORS)
    if not bare or len(before) - len(bare) > 6:
        return False
    word = _SEPARATOR.split(bare)[-1][-20:]
    if not word.isalpha():
        return True
    folded = fold(word)
    ends = date_words().month_ends
    if folded in ends or folded in _CONNECTORS or (len(word) <= 5 and word.isupper()):
        return True
    tail = _GLUED.search(word)
    return tail is not None and fold(tail[0]) in ends


def _named(text: str, runs: Sequence[_Run], language: str) -> Iterator[WrittenDate]:
    hijri = date_words().solar_hijri
    for at, high in runs:
        end = at + 4
        if high < end or not 1300 <= (written := int(text[at:end])) <= 2643 or (at and text[at - 1].isdigit()):
            continue
        low = max(0, at - _REACH)
        before = text[low:at] if _may_end_a_date(text, at) else ""
        if 1300 <= written <= 1450:
            m = _BEFORE_DMY.search(before)
            month = hijri.get(m[2]) if m else None
            day = solar_hijri_to_gregorian(written, month, int(m[1])) if m and month else None
            if m and day:
                yield WrittenDate(low + m.start(), end, "name", day.year, day.month, day)
            continue
        year = _common_year(written, language, True)
        if year is None:
            continue
        month_only: WrittenDate | None = None
        if before[-1:] and not before[-1:].isdigit():
            if m := _BEFORE_DMY.search(before):
                month = _month_of(m[2], m[3], language)
                if month is None and not m[3] and (w := _LAST_WORD.search(before[: m.start()].rstrip(" .,"))):
                    month = month_beside_weekday(m[2], w[0], year, int(m[1]))
                day = civil(year, month, int(m[1])) if month else None
                if day:
                    yield WrittenDate(low + m.start(), end, "name", day.year, day.month, day)
                    continue
            if (d := _DAY_AT_END.search(before)) and (
                m := _BEFORE_MDY.search(before, max(0, d.start() - _DAY_AFTER_MONTH))
            ):
                month = _month_of(m[1], None, language)
                day = civil(year, month, int(m[2])) if month else None
                if day:
                    yield WrittenDate(low + m.start(), end, "name", day.year, day.month, day)
                    continue
            if m := _VIETNAMESE.search(before):
                day = civil(year, int(m[2]), int(m[1]))
                if day:
                    yield WrittenDate(low + m.start(), end, "name", day.year, day.month, day)
                    continue
            if (m := _BEFORE_MONTH.search(before, max(0, len(before) - _MONTH_REACH))) and (
                month := month_number(m[1], language)
            ):
                month_only = WrittenDate(low + m.start(), end, "month", year, month)
        if _DIGIT.search(text, end, end + _MONTH_AFTER) and (m := _AFTER_YMD.match(text, end, end + _REACH)):
            month = month_number(m[1], language)
            day = civil(year, month, int(m[2])) if month else None
            if day and not month_only:
                yield WrittenDate(at, m.end(), "name", day.year, day.month, day)
                continue
        if month_only:
            yield month_only


def _named_short_year(text: str, runs: Sequence[_Run], language: str) -> Iterator[WrittenDate]:
    for found in _at_runs(_SHORT_YEAR, 2, text, runs):
        m = _SHORT_PARTS.match(found[0])
        if m is None or (found.start() and text[found.start() - 1] in "0123456789.,"):
            continue
        month = month_number(m[2], language)
        day = civil(full_year(m[3]), month, int(m[1])) if month else None
        if day:
            yield WrittenDate(found.start(), found.end(), "name", day.year, day.month, day)


def _compact(text: str) -> Iterator[WrittenDate]:
    for m in _COMPACT.finditer(text):
        if day := civil(int(m[1]), int(m[2]), int(m[3])):
            yield WrittenDate(m.start(), m.end(), "compact", day.year, day.month, day)


def _with_surroundings(text: str, found: WrittenDate, language: str) -> WrittenDate:
    before = text[max(0, found.start - 32) : found.start]
    weekday = None
    start = found.start
    bare = before.rstrip(" .,(\xa0\t\n")
    m = _LAST_WORD.search(bare) if bare and bare[-1].isalpha() else None
    if m:
        weekday = weekday_number(m[0], language)
        if weekday is not None:
            start = found.start - len(before) + m.start()
    time = bool(_CLOCK_AFTER.match(text, found.end, found.end + _CLOCK_AFTER_LIMIT) or _CLOCK_BEFORE.search(before))
    return WrittenDate(
        start, found.end, found.form, found.year, found.month, found.day, found.day_first, found.month_first,
        weekday, time, found.certain_order,
    )  # fmt: skip


def scan_written_dates(text: str, language: str = "und", *, compact: bool = False) -> list[WrittenDate]:
    """Every written date in ``text``, in order, not overlapping (the longest wins, then the first).

    ``language`` settles Thai and Persian years, two-digit years written first (Korean, Japanese, Chinese, Hungarian) and
    month names that mean different months. ``compact`` also finds 20140617 (metadata and addresses only).
    """
    plain = ascii_digits(text)
    runs = [m.span() for m in _RUN.finditer(plain)]
    found = [
        *_numeric(plain, runs, language),
        *_named(plain, runs, language),
        *_named_short_year(plain, runs, language),
    ]
    found += [WrittenDate(start, end, "name", day.year, day.month, day) for start, end, day in regional_dates(plain)]
    if "年" in plain or "년" in plain:
        found += _east_asian(plain)
    if compact:
        found += _compact(plain)
    found.sort(key=lambda d: (d.start, d.start - d.end))
    kept: list[WrittenDate] = []
    for date in found:
        if kept and date.start < kept[-1].end:
            if date.end - date.start > kept[-1].end - kept[-1].start:
                kept[-1] = date
            continue
        kept.append(date)
    return [_with_surroundings(plain, d, language) for d in kept]
