"""Readings of parts of an expression: month and day names, years in words, position modifiers, parts of the day."""

import re

from dossier_etl.enrich.timex.context import Context
from dossier_etl.enrich.timex.interpretation import TIME, Interpretation
from dossier_etl.enrich.timex.lexicon import DAY_PARTS, MONTHS, ORDINALS, WEEKDAYS
from dossier_etl.enrich.timex.numbers import parse_spelled_year


def mod_of(words: str | None) -> str:
    """``early``, ``mid``, ``late``, ``start``, ``end`` for a position modifier; empty when it has none."""
    text = (words or "").lower()
    for key, mod in (
        ("earlier", ""), ("later in", "late"), ("later part", "late"), ("later", ""), ("early", "early"), ("late", "late"),
        ("mid", "mid"), ("begin", "start"), ("start", "start"), ("open", "start"), ("dawn", "start"), ("turn", "start"),
        ("end", "end"), ("close", "end"), ("first half", "H1"), ("second half", "H2"), ("last half", "H2"),
        ("latter half", "H2"), ("latter", "late"),
    ):  # fmt: skip
        if key in text:
            return mod
    return ""


def month_number(name: str) -> int:
    return MONTHS[name.lower().rstrip(".")]


def day_number(words: str) -> int | None:
    digits = re.match(r"\d+", words)
    return int(digits[0]) if digits else ORDINALS.get(words.lower())


def weekday_index(name: str) -> int:
    return WEEKDAYS[
        name.lower().rstrip(".").removesuffix("s") if name.lower().endswith("days") else name.lower().rstrip(".")
    ]


def with_part(reading: Interpretation, part: str | None) -> Interpretation:
    """The same day, narrowed to a part of the day (``TMO``, ``TNI`` …)."""
    if not part:
        return reading
    word = re.sub(r"^(?:the|in|at)\s+(?:the\s+)?", "", part.lower())
    code = DAY_PARTS.get(word)
    if code is None:
        return reading
    return Interpretation(
        TIME, f"{reading.timex}T{code}", reading.low, reading.high, reading.mod, explicit=reading.explicit
    )


def with_mod(reading: Interpretation, mod: str) -> Interpretation:
    return Interpretation(reading.kind, reading.timex, reading.low, reading.high, mod, reading.clock, reading.explicit)


def full_year(digits: str, ctx: Context) -> int:
    """Two digits mean the century that lies nearest to the anchor (or to 2000 without one), not more than 20 years ahead."""
    bare = digits.lstrip("'’‘")
    if len(bare) != 2:
        return int(bare)
    pivot = (ctx.anchor.latest.year if ctx.anchor else 2000) + 20
    year = pivot // 100 * 100 + int(bare)
    return year if year <= pivot else year - 100


def year_words(words: str, ctx: Context) -> int | None:
    """``last year``, ``that year``, ``fiscal 1989``, ``'87``, ``nineteen ninety`` → the year; None if the context has none."""
    text = words.lower()
    if digits := re.search(r"\d{4}", text):
        return int(digits[0])
    if re.search(r"['’‘]?\d\d$", text):
        return full_year(text[-2:], ctx)
    if (spelled := parse_spelled_year(text)) is not None:
        return spelled
    base = ctx.anchor_year
    if "that" in text or "same" in text:
        return ctx.last_year
    if "following" in text:
        return None if ctx.last_year is None else ctx.last_year + 1
    if ctx.narrative and ("previous" in text or "next" in text) and ctx.last_year is not None:
        return ctx.last_year + (1 if "next" in text else -1)
    if base is None:
        return None
    if "last" in text or "previous" in text:
        return base - 1
    return base + 1 if "next" in text else base
