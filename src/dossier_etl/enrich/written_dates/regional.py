"""Written dates that the general patterns miss: Arabic double month names, Thai abbreviations and Buddhist years, Persian dates.

Arabic pages name a month twice ("1 يونيو/حزيران 2023") and number the Levantine autumn months ("تشرين 1"); Thai abbreviates with
full stops inside the word ("14 มิ.ย. 2562"); Persian writes "۷ بهمن‌ماه ۰۴". Offsets are those of the searched text.
"""

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache

from dossier_etl.enrich.written_dates.calendars import buddhist_year, solar_hijri_to_gregorian, solar_hijri_year
from dossier_etl.enrich.written_dates.date_words import date_words, fold

_ARABIC_LETTER = re.compile("[\u0621-\u06d3]")
_THAI_LETTER = re.compile("[\u0e01-\u0e4e]")
_LETTER_FORMS = {
    "ا": "[اأإآ]",
    "أ": "[اأإآ]",
    "آ": "[اأإآ]",
    "إ": "[اأإآ]",
    "ي": "[يىی]",
    "ی": "[يىی]",
    "ك": "[كک]",
    "ک": "[كک]",
}
_PAIRED = {"كانون": (12, 1), "تشرين": (10, 11)}
"""Levantine names that two consecutive months share, told apart as the first and the second."""
_FIRST, _SECOND = ("الأول", "أول", "1"), ("الثاني", "ثاني", "ثان", "2")
_DARI = ("حمل", "ثور", "جوزا", "سرطان", "اسد", "سنبله", "میزان", "عقرب", "قوس", "جدی", "دلو", "حوت")
"""Afghan names of the Solar Hijri months."""

Found = tuple[int, int, dt.date]
"""Start, end and day of a written date."""


def _spelling(name: str) -> str:
    """Return a pattern for a name in any of its usual spellings (hamza or none, Arabic or Persian letters)."""
    return "".join(_LETTER_FORMS.get(c, r"\s" if c == " " else re.escape(c)) for c in name)


def _plain(name: str) -> str:
    return " ".join(name.translate(str.maketrans("أإآىیک", "اااييك")).split())


@cache
def _arabic() -> tuple[re.Pattern[str], dict[str, int]]:
    months = {
        name: number
        for name, meanings in date_words().months.items()
        for number, known in meanings.items()
        if "ar" in known
    }
    for name, numbers in _PAIRED.items():
        for number, words in zip(numbers, (_FIRST, _SECOND), strict=True):
            months |= {f"{name} {word}": number for word in words}
    either = "|".join(_spelling(name) for name in sorted(months, key=lambda n: (-len(n), n)))
    pattern = re.compile(
        rf"([0-9]{{1,2}})[\s/\-،,]{{1,3}}(?:من\s)?(?:شهر\s)?({either})(?:\s{{0,2}}[/(\-–|]\s{{0,2}}({either})\s?\)?)?"
        r"[\s،,/\-]{1,4}(?:من\s)?(?:عام\s|سنة\s)?([0-9]{4})(?![0-9])"
    )
    return pattern, {_plain(name): number for name, number in months.items()}


@cache
def _persian() -> tuple[re.Pattern[str], dict[str, int]]:
    months = {**date_words().solar_hijri, **{name: number for number, name in enumerate(_DARI, 1)}}
    either = "|".join(_spelling(name) for name in sorted(months, key=lambda n: (-len(n), n)))
    pattern = re.compile(
        rf"([0-9]{{1,2}})\s({either})(?:[\s\u200c]ماه)?[\s،,]{{1,2}}(?:سال\s)?['’]?([0-9]{{4}}|[0-9]{{2}})(?![0-9]|[:.،,][0-9])"
    )
    return pattern, {_plain(name): number for name, number in months.items()}


@cache
def _thai() -> tuple[re.Pattern[str], dict[str, int]]:
    months = {
        name: number
        for name, meanings in date_words().months.items()
        for number, known in meanings.items()
        if "th" in known
    }
    either = "|".join(
        re.escape(name) + (r"\.?" if "." in name else "") for name in sorted(months, key=lambda n: (-len(n), n))
    )
    pattern = re.compile(
        rf"([0-9]{{1,2}})\s{{0,2}}({either})\s{{0,2}}(?:(พ\.?ศ\.?|ค\.?ศ\.?|ปี)\s{{0,2}})?([0-9]{{4}}|[0-9]{{2}})(?![0-9]|[:.][0-9])"
    )
    return pattern, months


def regional_dates(text: str) -> Iterator[Found]:
    """Find regional dates in ``text``, whose digits are ASCII already.

    A day named by two months is given only if both are the same month.
    """
    if text.isascii():
        return
    if _ARABIC_LETTER.search(text):
        yield from _arabic_dates(text)
        yield from _persian_dates(text)
    if _THAI_LETTER.search(text):
        yield from _thai_dates(text)


def _arabic_dates(text: str) -> Iterator[Found]:
    pattern, months = _arabic()
    for m in pattern.finditer(text):
        number = months[_plain(m[2])]
        if m[3] and months[_plain(m[3])] != number:
            continue
        if (found := _day(int(m[4]), number, int(m[1]))) and not text[m.start() - 1 : m.start()].isdigit():
            yield m.start(), m.end(), found


def _persian_dates(text: str) -> Iterator[Found]:
    pattern, months = _persian()
    for m in pattern.finditer(text):
        found = solar_hijri_to_gregorian(solar_hijri_year(m[3]), months[_plain(m[2])], int(m[1]))
        if found and not text[m.start() - 1 : m.start()].isdigit():
            yield m.start(), m.end(), found


def _thai_dates(text: str) -> Iterator[Found]:
    pattern, months = _thai()
    for m in pattern.finditer(text):
        is_common_era = (m[3] or "").startswith("ค")
        year = (
            int(m[4])
            if is_common_era and len(m[4]) == 4
            else 2000 + int(m[4])
            if is_common_era
            else buddhist_year(m[4])
        )
        found = _day(year, months[fold(m[2])], int(m[1]))
        if found and not text[m.start() - 1 : m.start()].isdigit():
            yield m.start(), m.end(), found


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
