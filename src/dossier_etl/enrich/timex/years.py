"""Years, decades and centuries."""

import datetime as dt
import re

from dossier_etl.enrich.timex.context import Context
from dossier_etl.enrich.timex.fields import day_number, full_year, mod_of, with_mod, year_words
from dossier_etl.enrich.timex.interpretation import DATE, Interpretation, fixed, vague
from dossier_etl.enrich.timex.lexicon import DECADES, Grain
from dossier_etl.enrich.timex.numbers import parse_spelled_year
from dossier_etl.enrich.timex.period import Period
from dossier_etl.enrich.timex.scan import SurfaceMatch
from dossier_etl.model.text import lower_keeping_offsets

_LONGEST_RANGE = 60
"""Years a range written ``1914-18`` may span; beyond, the second number is something else."""
_MEASURES = re.compile(
    r"[ \t\n-]?(?:people|persons?|men|women|children|troops|soldiers|miles?|kilomet|km|met(?:er|re)s?|feet|foot|pounds?|dollars?|tons?|"
    r"tonnes?|workers|members|employees|percent|per cent|points|shares|votes|barrels|acres|hectares|guests|students|homes|houses|jobs|"
    r"residents|refugees|prisoners|passengers|square|degrees|copies|words|megawatts|yards|cases|deaths|dead|others|killed|units|"
    r"euros?|yen|rubles?|hours|civilians|tanks|aircraft|men\b|ships|guns|hp|rpm|mAh|kg|lbs?|francs|marks|or more\b|to \d,)",
    re.IGNORECASE,
)
# What stands before a year is searched in lower case: three times as fast as without regard to case.
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|to|of|before|after|during|between|and|early|late|mid|through|circa|around|about|for|year|"
    r"fiscal|the|summer|spring|fall|winter|autumn|than|on|his|her|its|their|a|s)|[(,\[–—/-])\s*$"
)
_NOT_YEAR_BEFORE = re.compile(
    r"(?:[$£€¥#]|\bno\.|\bnumber|\bflight|\broom|\bhighway|\bpage|\bp\.|\bpp\.|\bmodel|\bbox|\d[.,/]|\broute|\bsome|\bmore than|"
    r"\babout|\bnearly|\balmost|\bover|\bunder|\bleast|\brs\.?|\bapartment|\bext\.|\bwindows|\boffice|\w@|\biso)\s*$"
)


def year(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """A bare four-digit number is a year unless its neighbours make it a quantity, a price or a number of something."""
    value = int(hit.match["year"])
    start = hit.match.start("year")
    before, after = lower_keeping_offsets(ctx.text[max(0, start - 24) : start]), ctx.text[hit.end : hit.end + 24]
    if not hit["mod"]:
        if _NOT_YEAR_BEFORE.search(before) or _MEASURES.match(after):
            return None
        prepared = _BEFORE_YEAR.search(before)
        if re.match(r"-(?!(?:1[0-9]|20)\d\d\b)\d{3,}|-(?!to-|told)[A-Za-z]", after) or (
            before.endswith("-") and re.search(r"\d-$", before) and not re.search(r"\d{4}-$", before)
        ):
            return None
        if not prepared and (value < 1600 or value > 2060 or (value % 100 == 0 and re.match(r"\s[a-z]+s\b", after))):
            return None
        if value < 1200 and not re.search(r"\b(?:in|since|by|until|year|of)\s$", before):
            return None
    if value > 2100:
        return None
    return (
        with_mod(fixed(Period.year(value)), mod_of(hit["mod"]))
        if not mod_of(hit["mod"]).startswith("H")
        else fixed(Period.of(Grain.HALF, dt.date(value, 1 if mod_of(hit["mod"]) == "H1" else 7, 1)))
    )


def the_year(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    value = year_words(hit.match["year"], ctx)
    return None if value is None or not 1 <= value <= 2999 else with_mod(fixed(Period.year(value)), mod_of(hit["mod"]))


def spelled_year(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    words = hit.match["year"].lower()
    value = parse_spelled_year(words)
    before = ctx.text[max(0, hit.start - 20) : hit.start]
    prepared = re.search(
        r"\b(?:in|since|by|until|of|from|to|and|year|january|february|march|april|may|june|july|august|september|october|november|december)\s$",
        before,
        re.IGNORECASE,
    )
    if (
        value is None
        or not (prepared or words.startswith("nineteen "))
        or (re.fullmatch(r"two thousand|twenty \w+", words) and not prepared)
    ):
        return None
    if re.match(r"\s(?:years|people|\w+s\b)", ctx.text[hit.end : hit.end + 12]) and not words.startswith("nineteen "):
        return None
    return fixed(Period.year(value))


def short_year(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    return fixed(Period.year(full_year(hit.match["year"], ctx)))


def year_tail(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``1914-18``: the second year of a range, when it comes after the first."""
    first, tail = int(ctx.text[hit.start - 5 : hit.start - 1]), int(hit.match["year"])
    return (
        fixed(Period.year(first // 100 * 100 + tail))
        if 0 < tail - first % 100 <= _LONGEST_RANGE and first >= 1000
        else None
    )


def year_bc(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    ctx.last_year = None
    return vague(f"BC{int(hit.match['year']):04d}")


def year_ad(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    value = int(hit.match["y1"] or hit.match["y2"])
    if value < 100 and re.search(r"C\.?E", hit.match[0]):
        return None  # 15 CE credits
    return with_mod(fixed(Period.year(value)), mod_of(hit["mod"])) if value > 0 else None


def fiscal(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    return fixed(Period.year(full_year(hit.match["year"], ctx)))


def decade(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``the 1990s``, ``the '80s``, ``the nineties``: two digits alone mean the last such decade before the anchor."""
    words = hit.match["decade"].lower()
    digits = re.search(r"\d{2,4}", words)
    if digits and len(digits[0]) == 4:
        start = int(digits[0])
    else:
        tens = int(digits[0]) if digits else next((v for w, v in DECADES.items() if w in words), 0)
        if digits and not re.match(r"['’‘`]", words):
            before = ctx.text[max(0, hit.match.start("decade") - 5) : hit.match.start("decade")].lower()
            if re.search(r"\b(?:his|her|their|my|our|mid)[- ]$", before) or not re.search(
                r"(?:the|mid|late|arly)[- ]$", before
            ):
                return None
        elif (
            not digits
            and re.search(
                r"\b(?:his|her|their|my|our|in|low|high)(?: early| late| mid)?[- ]$",
                ctx.text[max(0, hit.start - 12) : hit.start].lower(),
            )
            and not re.search(r"\bthe\b", hit.match[0].lower())
        ):
            return None
        pivot = ctx.anchor.latest.year if ctx.anchor else 2000
        start = pivot // 100 * 100 + tens
        start -= 100 if start > pivot else 0
    if start % 100 == 0 and start < 2000:  # "the 1800s" names a century
        return Interpretation(
            DATE,
            f"{start // 100:02d}",
            Period.of(Grain.CENTURY, dt.date(start, 1, 1)),
            Period.of(Grain.CENTURY, dt.date(start, 1, 1)),
            mod_of(hit["mod"]),
            explicit=True,
        )
    return with_mod(fixed(Period.of(Grain.DECADE, dt.date(start, 1, 1))), mod_of(hit["mod"]))


def century(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    number = day_number(hit.match["ord"])
    if number is None or not 1 <= number <= 30:
        return None
    if hit["bc"]:
        return vague(f"BC{number - 1:02d}")
    return with_mod(fixed(Period.of(Grain.CENTURY, dt.date(max((number - 1) * 100, 1), 1, 1))), mod_of(hit["mod"]))
