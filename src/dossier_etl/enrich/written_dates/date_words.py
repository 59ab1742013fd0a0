"""Month and weekday names of some seventy languages, loaded once from ``date_words.json`` (CLDR names)."""

import datetime as dt
import json
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class DateWords:
    """Names folded by `fold`; a name that two languages use for different months keeps both, each with its languages."""

    months: Mapping[str, Mapping[int, frozenset[str]]]
    weekdays: Mapping[str, Mapping[int, frozenset[str]]]
    """0 is Monday, as in `datetime.date.weekday`."""
    solar_hijri: Mapping[str, int]
    month_ends: frozenset[str]
    """Last words of all months' names: a quick test whether a name may end here."""


def fold(word: str) -> str:
    """Case-folded, composed, without the dot of an abbreviation."""
    if word.isascii():
        return word.lower().strip(" .")
    return unicodedata.normalize("NFC", word).casefold().replace("\xa0", " ").strip(" .\u200e\u200f")


@cache
def date_words() -> DateWords:
    raw = json.loads(files(__package__).joinpath("date_words.json").read_text(encoding="utf-8"))

    def table(name: str) -> dict[str, dict[int, frozenset[str]]]:
        return {
            word: {int(number): frozenset(languages.split()) for number, languages in meanings.items()}
            for word, meanings in raw[name].items()
        }

    hijri = dict(raw["solar_hijri"])
    ends = frozenset(name.rsplit(" ", 1)[-1] for name in (*raw["months"], *hijri))
    return DateWords(table("months"), table("weekdays"), hijri, ends)


def _choose(meanings: Mapping[int, frozenset[str]] | None, language: str) -> int | None:
    """The number a name stands for: the only one, or the one it has in ``language``; None when that does not decide."""
    if not meanings:
        return None
    if len(meanings) == 1:
        return next(iter(meanings))
    return next((number for number, languages in meanings.items() if language in languages), None)


_ABBREVIATING = frozenset({"en"})
"""Languages whose short month names are trusted on pages in any language; others' short names ("mac", "set", "gen") are
everyday words elsewhere and count only on a page in their own language, or in none that is known."""


def month_number(word: str, language: str = "und") -> int | None:
    """1–12 for a month's name in any known language (``language`` settles names that mean different months), else None."""
    folded = fold(word)
    meanings = date_words().months.get(folded)
    if meanings and len(folded) <= 3 and folded.isascii():
        meanings = {
            m: known for m, known in meanings.items() if language in known or language == "und" or known & _ABBREVIATING
        }
    return _choose(meanings, language)


def month_beside_weekday(word: str, weekday: str, year: int, day: int) -> int | None:
    """Return the month of a short name that is trusted because a weekday of the same language, and the right one, precedes it.

    Feeds and templates write dates in the language of their software ("lun, 23 ott 2017" on a German page).
    """
    months, weekdays = date_words().months.get(fold(word), {}), date_words().weekdays.get(fold(weekday), {})
    fitting = set()
    for month, known in months.items():
        with suppress(ValueError):
            if known & weekdays.get(dt.date(year, month, day).weekday(), frozenset()):
                fitting.add(month)
    return fitting.pop() if len(fitting) == 1 else None


def weekday_number(word: str, language: str = "und") -> int | None:
    """0 (Monday) – 6 for a weekday's name or abbreviation, else None. Short names ("on", "so", "do") count in their language."""
    folded = fold(word)
    meanings = date_words().weekdays.get(folded)
    if meanings and len(folded) <= 3 and folded.isascii():
        meanings = {day: known for day, known in meanings.items() if language in known or "en" in known}
    return _choose(meanings, language)
