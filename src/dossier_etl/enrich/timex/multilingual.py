"""Dates written with numbers and month names in languages other than English.

Covered are day, month and year in the orders a language uses them ("13. Juni 2014", "13 de junio de 2014", "2014. június 13.",
"ngày 13 tháng 6 năm 2014", "2014年6月13日", "١٣ يونيو ٢٠١٤"), month and year, and day and month without a year, whose year is the
anchor's nearest. Relative expressions are English only. The names are CLDR's, shared with the reading of publication dates.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dossier_etl.enrich.timex.interpretation import DATE, Interpretation, fixed
from dossier_etl.enrich.timex.period import Period
from dossier_etl.enrich.timex.trie import all_alike, trie
from dossier_etl.enrich.written_dates.date_words import date_words, fold
from dossier_etl.enrich.written_dates.scan import ascii_digits
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.text import lower_keeping_offsets

_LINK = r"(?:de[lr]?|do|da|di|du|d['’]|of|den|dne|az?|από|του)"
_YEAR_LINK = r"(?:(?:de[l]?|do|anul|année|año|year|tahun|roku|vuonna)\s)?"
_YEAR_WORD = r"(?:\s?(?:г\.|г(?!\w)|года?(?!\w)|году(?!\w)|р\.|року(?!\w)|році(?!\w)|m\.(?=\s)))?"
_ORDINAL = r"(?:\.|er|º|°|ª|-го|-е|:e|:a)?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_NOT_IN_NUMBER = r"(?<![\w.,:/$€£-])"
_MONTH_AHEAD = 240
"""Days a month without a year must be nearer to be one to come: reports tell of months gone by."""
_CARRY_REACH = 160
"""Characters over which, without an anchor, a date with month and year lends its year to the next."""
_BEFORE_MONTH = (
    r"(?:im|in|seit|bis|ab|anfang|mitte|ende|en|em|a|ad|nel|dal|i|w|we|od|do|в|у|во|с|до|з|від|v|ve|în|pada|bulan|op|desde|hasta|"
    r"até|depuis|dès|fin|début|mi|finales de|principios de|sinds|tot|sedan|siden|mes de|mois de|mês de|mese di)"
)
"""Words that make a bare month's name a month and not a first name or a verb."""
_STEM = 3
"""Shortest stem under which an inflected month name ("w czerwcu 2014", "в июне 2014", "kesäkuussa 2014") is believed."""
_INFLECTING = frozenset(
    [
        "ru",
        "uk",
        "be",
        "pl",
        "cs",
        "sk",
        "sl",
        "hr",
        "sr",
        "bs",
        "bg",
        "mk",
        "fi",
        "et",
        "hu",
        "tr",
        "el",
        "lt",
        "lv",
        "sq",
        "ka",
        "kk",
        "hy",
    ]
)
_CJK = re.compile(
    r"(?:(?P<y>(?:1[5-9]|20)\d\d)\s?[年년]\s{0,2})?(?P<m>1[0-2]|0?[1-9])\s?[月월]\s{0,2}(?P<d>3[01]|[12]\d|0?[1-9])\s?[日일號号]"
    r"|(?P<y2>(?:1[5-9]|20)\d\d)\s?[年년]\s{0,2}(?P<m2>1[0-2]|0?[1-9])\s?[月월](?!\s?\d)|(?P<y3>(?:1[5-9]|20)\d\d)\s?[年년](?!\s?(?:间|間|前|度|대|간))"
)
_VIETNAMESE = re.compile(
    r"(?:(?:ngày|hôm|mùng)\s)?(?P<d>3[01]|[12]\d|0?[1-9])\s(?:tháng|thg)\s(?P<m>1[0-2]|0?[1-9])(?!\d)(?:(?:,|\snăm)?\s(?P<y>(?:19|20)\d\d))?"
    r"|tháng\s(?P<m2>1[0-2]|0?[1-9])(?:,|\snăm|/)\s?(?P<y2>(?:19|20)\d\d)|năm\s(?P<y3>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d{1,4}[./-]")
"""How a date in figures begins."""
_NUMERIC = re.compile(
    r"(?<![\w.,:/$€£-])(?:(?P<d>\d{1,2})(?P<sep>[./-])\s?(?P<m>\d{1,2})(?P=sep)\s?(?P<y>(?:19|20)\d\d)|(?P<y2>(?:19|20)\d\d)(?P<sep2>[./-])\s?(?P<m2>\d{1,2})(?P=sep2)\s?(?P<d2>\d{1,2}))"
    r"(?![\w%]|[./-]\d)"
)
_YEAR_ALONE = re.compile(r"(?:1[6-9]|20)\d\d(?![\w%]|[.,:/-]\d)")
_BEFORE_YEAR = re.compile(
    r"\b(?:in|im|jahre?|seit|bis|vor|nach|von|en|em|no|na|desde|hasta|até|depuis|dès|avant|après|jusqu['’]en|année|el|año|ano|nel|dal|"
    r"del|fino al|anno|sinds|tot|jaar|w|v|od|do|po|roku|rok|roce|в|с|до|по|у|з|від|i|år|sedan|siden|fra|til|från|till|vuonna|vuoden|"
    r"vuodesta|yılında|σε|το|στο|από|tahun|pada|sejak|anul|din|عام|سنة|في)\s\Z",
    re.IGNORECASE,
)
_LEAD_REACH = 16
"""Characters, more than the longest of these words has."""
_NAME_REACH = 80
"""Characters on either side of a month's name, more than a date has."""


@dataclass(frozen=True, slots=True)
class Written:
    """Characters ``[start, end)`` that write a date, and what it says."""

    start: int
    end: int
    reading: Interpretation


@dataclass(frozen=True, slots=True)
class Grammar:
    """Patterns of one language and the months its names mean."""

    name: re.Pattern[str]
    """A month's name or stem and the character before it, in lower-case text: all patterns need one."""
    patterns: tuple[re.Pattern[str], ...]
    months: dict[str, int]
    stems: dict[str, int]

    def month(self, word: str) -> int | None:
        """Month of a name, whole or inflected."""
        folded = fold(word)
        if folded in self.months:
            return self.months[folded]
        return next((n for stem, n in self.stems.items() if folded.startswith(stem)), None)


def _stems(months: dict[str, int]) -> dict[str, int]:
    """Beginnings of month names that survive inflection, longest first; one that two months share is none."""
    found: dict[str, set[int]] = {}
    for name, number in months.items():
        if len(name) > _STEM and " " not in name and (len(name) > 4 or not name.isascii()):
            found.setdefault(name[: max(_STEM, len(name) - (2 if len(name) > 5 else 1))], set()).add(number)
    kept = {stem: numbers.pop() for stem, numbers in found.items() if len(numbers) == 1}
    return dict(sorted(kept.items(), key=lambda item: (-len(item[0]), item[0])))


@cache
def grammar(language: str) -> Grammar | None:
    """The patterns of a language (ISO 639-1); None when its month names are not known."""
    words = date_words()
    language = {"nb": "no", "nn": "no"}.get(language, language)
    alike = {language, "nb", "nn"} if language == "no" else {language}
    months = {
        name: number
        for name, meanings in words.months.items()
        for number, known in meanings.items()
        if known & alike and not name.isdigit() and len(name) > 1
    }
    if not months:
        return None
    weekdays = [
        name
        for name, meanings in words.weekdays.items()
        if any(known & alike for known in meanings.values()) and len(name) > 1
    ]
    stems = _stems(months) if language in _INFLECTING else {}
    name = rf"(?P<m>{_alternation(months)})(?![^\W\d_])\.?"
    inflected = (
        rf"(?P<m>(?:{_alternation(stems)})[^\W\d_]{{0,5}}|(?:{_alternation(months)})(?![^\W\d_]))\.?" if stems else name
    )
    weekday = rf"(?:(?:{_alternation(weekdays)})[.,]{{0,2}}\s(?:{_LINK}\s)?)?" if weekdays else ""
    year = rf"(?P<y>{_YEAR})(?!\d){_YEAR_WORD}"
    sources = [
        rf"{weekday}(?P<d>\d{{1,2}}){_ORDINAL}\s?(?:{_LINK}\s)?{name}(?:,?\s?(?:{_LINK}\s)?{_YEAR_LINK}{year})?",
        rf"{inflected}\s?(?:{_LINK}\s)?{_YEAR_LINK}{year}",
    ]
    if language in ("hu", "lt", "eu", "mn", "kk"):
        sources.insert(
            0,
            rf"(?P<y>{_YEAR})(?:\.|\sm\.|\s?г\.|(?:e|a)ko)?,?\s{inflected}(?:\s(?P<d>\d{{1,2}})(?!\d)\.?(?:-\w{{1,4}})?(?:\sd\.)?)?",
        )
        sources.insert(1, rf"{name}\s(?P<d>\d{{1,2}})(?!\d)\.?(?:-\w{{1,4}})?(?:\sd\.)?")
    elif language in ("es", "pt", "tl", "sw"):
        sources.append(rf"{name}\s(?P<d>\d{{1,2}})(?!\d),?\s(?:{_LINK}\s)?(?P<y>{_YEAR})(?!\d)")
    whole = {
        n: m for n, m in months.items() if not any(o != n and k == m and o.startswith(n) for o, k in months.items())
    }
    alone = (
        rf"(?:{_alternation(stems)})[^\W\d_]{{0,5}}|(?:{_alternation(whole)})(?![^\W\d_])"
        if stems
        else _alternation(whole)
    )
    sources.append(rf"(?P<lead>{_BEFORE_MONTH}\s)(?P<m>{alone})(?![^\W\d_]|[.,]?\s\d)")
    compiled = tuple(re.compile(_NOT_IN_NUMBER + source, re.IGNORECASE) for source in sources)
    anywhere = trie({**dict.fromkeys(months, r"(?![^\W\d_])"), **dict.fromkeys(stems, "")}, all_alike)
    return Grammar(re.compile(rf"[\W\d_ºª]{anywhere}"), compiled, months, stems)


def _alternation(words: list[str] | dict[str, int]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s") for w in sorted(words, key=lambda w: (-len(w), w)))


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _reading(
    year: int | None, month: int | None, day: int | None, anchor: Edtf | None, carried: int | None
) -> Interpretation | None:
    """The date of its parts; a missing year is the anchor's nearest, or without an anchor that of a date close before."""
    try:
        if month is None:
            return fixed(Period.year(year)) if year else None
        if year is not None:
            return fixed(_period(year, month, day))
        unplaced = f"XXXX-{month:02d}" + (f"-{day:02d}" if day else "")
        _period(2000, month, day)
        if anchor is None:
            return fixed(_period(carried, month, day), explicit=False) if carried else Interpretation(DATE, unplaced)
        low, high = (_nearest(ref, month, day) for ref in (anchor.earliest, anchor.latest))
    except ValueError:
        return None
    if low is None or high is None:
        return Interpretation(DATE, unplaced)
    return fixed(low, explicit=False) if low == high else Interpretation(DATE, unplaced, low, high)


def _period(year: int, month: int, day: int | None) -> Period:
    return Period.day(year, month, day) if day else Period.month(year, month)


def _nearest(ref: dt.date, month: int, day: int | None) -> Period | None:
    """The day or month of that name closest to ``ref``; a month alone must be clearly nearer to be one to come."""
    found: list[tuple[int, Period]] = []
    for year in (ref.year - 1, ref.year, ref.year + 1):
        try:
            period = _period(year, month, day)
        except ValueError:
            continue  # 29 February
        ahead = period.start > ref
        distance = (period.start - ref).days if ahead else max((ref - period.end).days, 0)
        found.append((distance + (_MONTH_AHEAD if ahead and not day else 0), period))
    return min(found, key=lambda item: item[0])[1] if found else None


def _figures(text: str) -> Iterator[re.Match[str]]:
    """Dates in figures, looked for where one can begin."""
    end = 0
    for figure in _FIGURES.finditer(text):
        if figure.start() >= end and (m := _NUMERIC.match(text, figure.start())):
            yield m
            end = m.end()


def near_names(text: str, known: Grammar) -> Iterator[re.Match[str]]:
    """Matches of the patterns, looked for only near months' names, which they all need."""
    windows: list[list[int]] = []
    for name in known.name.finditer("\n" + lower_keeping_offsets(text)):
        at = name.start()
        if windows and at - _NAME_REACH <= windows[-1][1]:
            windows[-1][1] = at + _NAME_REACH
        else:
            windows.append([max(at - _NAME_REACH, 0), at + _NAME_REACH])
    for pattern in known.patterns:
        for low, high in windows:
            for m in pattern.finditer(text, low, high):
                # what touches the window's edge may have been cut there
                whole = m if m.end() < high else pattern.match(text, m.start())
                if whole:
                    yield whole


def _matches(text: str, language: str) -> Iterator[tuple[int, int, int | None, int | None, int | None]]:
    """(start, end, year, month, day) of everything that looks like a date, overlaps included."""
    for m in _figures(text):
        year, first, second = _number(m["y"] or m["y2"]), int(m["m"] or m["m2"]), int(m["d"] or m["d2"])
        if m["sep"] and first > 12 >= second:  # written month first after all
            first, second = second, first
        yield m.start(), m.end(), year, first, second
    if language in ("zh", "ja", "ko"):
        for m in _CJK.finditer(text):
            yield m.start(), m.end(), _number(m["y"] or m["y2"] or m["y3"]), _number(m["m"] or m["m2"]), _number(m["d"])
        return
    if language == "vi":
        for m in _VIETNAMESE.finditer(text):
            yield m.start(), m.end(), _number(m["y"] or m["y2"] or m["y3"]), _number(m["m"] or m["m2"]), _number(m["d"])
    if known := grammar(language):
        for m in near_names(text, known):
            groups = m.groupdict()
            month = known.month(m["m"])
            if month is not None:
                start = m.start("m") if groups.get("lead") else m.start()
                yield start, m.end(), _number(groups.get("y")), month, _number(groups.get("d"))
    for m in _YEAR_ALONE.finditer(text):
        if _BEFORE_YEAR.search(text, max(0, m.start() - _LEAD_REACH), m.start()):
            yield m.start(), m.end(), int(m[0]), None, None


def find_written(text: str, *, anchor: Edtf | None, language: str) -> Iterator[Written]:
    """Dates in text order, the longest of overlapping ones."""
    found = sorted(_matches(ascii_digits(text), language), key=lambda m: (m[0], -m[1]))
    carried: int | None = None
    end = 0
    for start, stop, year, month, day in found:
        if start < end:
            continue
        reading = _reading(year, month, day, anchor, carried if start - end <= _CARRY_REACH else None)
        if reading is None:
            continue
        stop = start + len(text[start:stop].rstrip(" .,\n\t"))
        if reading.period is not None and month is not None:
            carried = reading.period.start.year
        end = stop
        yield Written(start, stop, reading)
