"""Durations and sets: ``three years`` → P3Y, ``a few days`` → PXD, ``every Friday`` → XXXX-WXX-5, ``annually`` → P1Y."""

import re

from dossier_etl.enrich.timex.context import Context
from dossier_etl.enrich.timex.interpretation import Interpretation, duration, recurring, vague
from dossier_etl.enrich.timex.lexicon import PERIODIC, PLURALS, UNITS
from dossier_etl.enrich.timex.numbers import parse_number
from dossier_etl.enrich.timex.scan import SurfaceMatch

_RATE_BEFORE = re.compile(
    r"(?:(?<![\d,.])\d[\d,.]*+|million|billion|trillion|thousand|hundred|percent|%|dollars?|euros?|times?|once|twice|tons?|barrels|people|"
    r"(?<![a-z])[a-z]+s)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_AMOUNT_BEFORE = re.compile(
    r"(?:[$£€]\s?\d|\d|million|billion|times|once|twice|thousand|hundred|percent|dollars|hours)[^.;:]{0,28}$",
    re.IGNORECASE,
)
_SPAN_BEFORE = re.compile(
    r"\b(?:for|in|after|over|within|of|take|takes|took|lasted|lasting|by|during|through|spent|several|many|just)\s$",
    re.IGNORECASE,
)


def unit_of(word: str) -> str:
    """Singular of a unit: ``centuries`` → ``century``."""
    text = word.lower()
    return PLURALS.get(text) or (text[:-1] if text.endswith("s") else text)


def designator(unit: str) -> str:
    """TIMEX3 designator of a unit in any number."""
    return UNITS[unit_of(unit)]


def quantity(count: float | None, unit: str) -> str:
    """``P3Y``, ``PT24H``, ``P2.5Y``, ``PXM`` (unknown count); decades and centuries are counted in years when the count is known."""
    code = designator(unit)
    if count is not None:
        if unit_of(unit) == "fortnight":
            count *= 2
        elif unit_of(unit) == "semester":
            count *= 6
        elif code in ("E", "C", "L"):
            count, code = count * {"E": 10, "C": 100, "L": 1000}[code], "Y"
    elif code in ("E", "C"):
        code = {"E": "DE", "C": "CE"}[code]
    number = "X" if count is None else f"{count:g}" if count < 1e6 else f"{count:.0f}"
    return f"PT{number}{code[1:]}" if code.startswith("T") else f"P{number}{code}"


def whole_number(words: str) -> float | None:
    """Count of a quantity; a range counts as its first number, ``a couple`` as two, ``several`` as unknown (None)."""
    text = re.sub(r"\s+", " ", words.lower())
    if "couple" in text:
        return 2
    first = re.split(r" (?:to|or) | and (?=\d|(?!a half))|[-–](?=\d)", text)[0]
    return parse_number(first)


def simple(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """A counted duration."""
    words, unit = hit.match[0].lower(), hit.match["unit"]
    count = whole_number(hit.match["n"])
    vague_count = count is None
    before = ctx.text[max(0, hit.start - 12) : hit.start].lower()
    if re.search(r"\b(?:aged?|age of)\s$", before):
        return None
    if words == "one day" and re.search(r"\b(?:will|would|could|may|might|can)\s$", before):
        return vague("FUTURE_REF")
    if re.match(r"some\s", hit.match["n"].lower()) and unit.lower().rstrip("s") == unit.lower():
        return None
    if vague_count and re.match(r"many|few|some", hit.match["n"].lower()) and unit_of(unit) in ("second", "quarter"):
        return None
    if unit_of(unit) in ("second", "quarter", "season", "night") and unit.lower()[-1] != "s":
        return None
    if (
        unit.lower()[-1] != "s"
        and unit.lower() not in ("centuries", "millennia")
        and count not in (1, 0.5)
        and unit.lower() not in ("day", "year", "hour", "month", "week", "minute")
    ):
        return None
    if re.match(r"\d{4}$", hit.match["n"]) and hit.match["n"][:2] in ("19", "20"):
        return None
    if (
        count is not None
        and re.search(r"and\s+a\s+half$", words)
        and not re.search(r"and\s+a\s+half$", hit.match["n"].lower())
    ):
        count += 0.5
    return duration(quantity(count, unit))


def article(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``a year``: a rate (SET) behind an amount, else a duration."""
    unit, n = unit_of(hit.match["unit"]), hit.match["n"].lower()
    if unit in ("second", "quarter", "season", "weekday", "night", "semester", "millennium"):
        return None
    before = ctx.text[max(0, hit.start - 40) : hit.start]
    after = ctx.text[hit.end : hit.end + 12].lower()
    if (
        n in ("a", "an")
        and _AMOUNT_BEFORE.search(before)
        and not re.search(
            r"\b(?:for|in|after|of|within|than|about|over|nearly|almost|and|to|least|half|took|was|is)\s$",
            before.lower(),
        )
    ):
        return recurring(quantity(1, unit))
    if (
        unit in ("day", "weekend", "century")
        and n in ("a", "an")
        and not re.search(r"\b(?:for|in|after|within|than|least|of|over|nearly|about)\s$", before.lower())
    ):
        return None
    if unit == "minute" and re.match(r"\s[a-z]{5,}", after):
        return None  # a minute quantity
    if (
        n == "one"
        and unit == "day"
        and not re.match(r"\s(?:after|before|of|later|in)\b", after)
        and not re.search(r"\b(?:in|for|than|least|only|just|within|after)\s$", before.lower())
    ):
        return vague("FUTURE_REF")
    return duration(quantity(1, unit))


def hyphen(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``two-month siege``, ``10-year``; never an age (``12-year-old``)."""
    if hit["old"] in ("old", "olds") or "-old" in (hit["long"] or ""):
        return None
    n = hit.match["n"].lower()
    unit = hit.match["unit"].lower()
    if unit in ("second", "quarter", "season") and not hit.match["n"][0].isdigit():
        return None
    count = (
        None
        if n in ("several", "multi")
        else 0.5
        if n == "half"
        else 100
        if n == "hundred"
        else parse_number(n.replace("-and-a-half", ""))
    )
    if count is not None and n.endswith("and-a-half"):
        count += 0.5
    return duration(quantity(count, unit))


def half(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    unit = hit.match["unit"] or hit.match["unit2"]
    one_and_a_half = hit["unit"] is not None
    code = designator(unit)
    if one_and_a_half and code == "TM":
        return duration("PT1M30S")
    if not one_and_a_half and code == "TH":
        return duration("PT30M")
    if not one_and_a_half and code == "Y":
        return duration("P6M")
    return duration(quantity(1.5 if one_and_a_half else 0.5, unit))


def unit_long(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    unit = hit.match["unit"].lower()
    return duration(quantity(None if unit.endswith("s") or unit == "centuries" else 1, unit))


def past_span(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``the last 24 hours``, ``the next few days``."""
    if unit_of(hit.match["unit"]) == "second":
        return None
    return duration(quantity(whole_number(hit.match["n"]), hit.match["unit"]))


def vague_span(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``recent years`` and ``past years`` point at the past, ``coming weeks`` at the future; the rest are spans of unknown length."""
    rel, unit = hit.match["rel"].lower(), unit_of(hit.match["unit"])
    if rel in ("last", "next", "past") and not hit.match[0].lower().startswith("th"):
        # "it may last hours" is a verb; "past years" lie behind
        return None if rel == "last" else vague("PAST_REF" if rel == "past" else "FUTURE_REF")
    if (
        unit == "second"
        or (rel == "early" and unit in ("day", "hour", "minute"))
        or (
            rel in ("first", "final", "early", "initial", "opening", "closing", "latest", "last")
            and unit in ("night", "quarter", "season")
        )
    ):
        return None
    if rel == "recent" and unit in ("year", "decade"):
        return vague("PAST_REF")
    if rel in ("coming", "upcoming") and unit != "day":
        return vague("FUTURE_REF")
    return duration(quantity(None, unit))


def bare_units(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``for years``, ``within days``, ``weeks after``: plural units stand alone only beside a word of duration."""
    word = hit.match["word"].lower()
    before, after = ctx.text[max(0, hit.start - 12) : hit.start], ctx.text[hit.end : hit.end + 10].lower()
    if word == "a while":
        return duration("PXM")
    if word == "generations":
        return None
    if not (_SPAN_BEFORE.search(before) or re.match(r"\s(?:after|before|of (?:war|fighting|talks))\b", after)):
        return None
    if re.search(r"\b(?:of|by|just|in)\s$", before.lower()) and word not in (
        "years",
        "months",
        "weeks",
        "decades",
        "centuries",
    ):
        return None
    if re.search(r"\b(?:number|couple|lot|all|kind|two|hours)\s(?:of)\s$", before.lower()):
        return None
    return duration(quantity(None, word))


def set_every(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    unit = unit_of(hit.match["unit"])
    if unit in ("morning", "afternoon", "evening"):
        return recurring(f"XXXX-XX-XXT{ {'morning': 'MO', 'afternoon': 'AF', 'evening': 'EV'}[unit] }")
    if unit == "night":
        return recurring("XXXX-XX-XXTNI")
    if unit == "second":
        return None
    n = {"other": 2.0, "second": 2.0, "third": 3.0, "fourth": 4.0}.get(hit["other"] or "") or (
        whole_number(hit.match["n"]) if hit["n"] else 1
    )
    return recurring(f"P{n:g}Q") if unit == "quarter" and n else recurring(quantity(n, unit))


def set_per(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    return recurring(quantity(1, hit.match["unit"]))


def set_word(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    word = hit.match["word"].lower()
    before, after = ctx.text[max(0, hit.start - 2) : hit.start], ctx.text[hit.end : hit.end + 12]
    if re.match(r"\s[A-Z]", after) or re.search(
        r"(?:an?|[Pp]arty|newspaper|Communist)\s$", ctx.text[max(0, hit.start - 10) : hit.start]
    ):
        return None  # the Moscow daily Izvestia
    if hit.match["word"][0].isupper() and (re.match(r"\s[A-Z]", after) or before.endswith(("'s ", "’s "))):
        return None  # the Daily Telegraph
    if word in ("quarterly", "yearly") or (
        hit.match["word"][0].isupper() and not re.search(r"[.!?\n]\s?$", before) and before
    ):
        return None
    return recurring(PERIODIC[word])
