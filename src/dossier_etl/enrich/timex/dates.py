"""Dates that carry a month: days, months, numeric dates. Each function takes a surface hit and the context and returns its
reading, or None when the words are no date after all.
"""

import datetime as dt
import re

from dossier_etl.enrich.timex.context import Context
from dossier_etl.enrich.timex.fields import (
    day_number,
    full_year,
    mod_of,
    month_number,
    weekday_index,
    with_mod,
    with_part,
    year_words,
)
from dossier_etl.enrich.timex.interpretation import DATE, TIME, Interpretation, fixed, recurring, vague
from dossier_etl.enrich.timex.lexicon import MONTHS, Grain
from dossier_etl.enrich.timex.period import Period
from dossier_etl.enrich.timex.scan import SurfaceMatch
from dossier_etl.enrich.timex.tense import direction

_AGAINST_TENSE = 200
"""Days a reading on the wrong side of the tense must be nearer to win: so the tense decides unless the date lies at the anchor's door."""
_AGAINST_FUTURE = 300
"""The same where the sentence looks ahead: "will" is a surer cue than a past participle."""
_WRONG_WEEKDAY = 1000
"""Days a reading must be nearer to win against the weekday written beside it: never, in practice."""
_CARRY_REACH = 160
"""Characters within which a text without an anchor lends the year of its last month or day to the next; farther, or from a bare
year, it would be a guess."""
_SLACK_AHEAD = 15
"""Without a cue, news tells of the past: a date ahead must be this many days nearer to win."""
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sen|Gov|Rep|President|Minister|Secretary|Theresa|Judge|Justice)\.?\s$")
_CAPITAL_BEFORE = re.compile(
    r"(?<![.!?]\s)(?<!^)\b(?!(?:In|On|By|Since|Last|Early|Late|The|From|Until|During|Before|After|And|Next|This|Of|For)\b)[A-Z][a-z]+\s$"
)
NAMES = frozenset({"may", "april", "june", "august", "march"})


def iso(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    period = Period.day(int(hit.match["y"]), int(hit.match["m"]), int(hit.match["d"]))
    if hit["hh"]:
        clock = f"{hit['hh']}:{hit['mm']}"
        return Interpretation(TIME, f"{period.timex()}T{clock}", period, period, clock=clock, explicit=True)
    return fixed(period)


def numeric_ymd(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    return fixed(Period.day(int(hit.match["y"]), int(hit.match["m"]), int(hit.match["d"])))


def numeric(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``13/06/2014``: the part over 12 is the day; both under 13 and different means both readings stay open, unless one of them is
    the anchor's own neighbourhood (within a week)."""
    a, b, year_text = int(hit.match["a"]), int(hit.match["b"]), hit.match["y"]
    if (
        len(year_text) == 2
        and hit.match["sep"] != "/"
        and not (min(a, b) >= 1 and max(a, b) <= 31 and hit.match["sep"] == ".")
    ):
        return None
    year = full_year(year_text, ctx)
    readings: list[Period] = []
    for day, month in {(a, b), (b, a)}:
        if 1 <= month <= 12 and 1 <= day <= 31:
            try:
                readings.append(Period.day(year, month, day))
            except ValueError:
                continue
    if not readings:
        return None
    readings.sort(key=lambda p: p.start)
    low, high = readings[0], readings[-1]
    if low != high and ctx.anchor is not None:
        close = [p for p in readings if abs((p.start - ctx.anchor.latest).days) <= 7]
        if len(close) == 1:
            low = high = close[0]
    if low == high:
        return fixed(low)
    if hit.match["sep"] == ".":  # dotted dates put the day first everywhere
        return fixed(Period.day(year, b, a))
    return Interpretation(DATE, f"{year:04d}-XX-XX", low, high, explicit=True)


def nearest_year(
    ctx: Context, hit: SurfaceMatch, month: int, day: int | None, ref: dt.date, weekday: int | None = None
) -> int:
    """Year that puts a month or day without a year closest to ``ref``, the tense and a weekday written beside it willing."""
    tense = direction(ctx.text, hit.start, hit.end)
    best: tuple[float, int] | None = None
    for year in (ref.year - 1, ref.year, ref.year + 1):
        try:
            target = dt.date(year, month, day or 15)
        except ValueError:
            continue
        distance = (target - ref).days if day else ((year - ref.year) * 12 + month - ref.month) * 30
        cost = abs(distance) + (_SLACK_AHEAD if tense == 0 and distance > 0 else 0)
        if weekday is not None and day and target.weekday() != weekday:
            cost += _WRONG_WEEKDAY
        if tense * distance < 0:
            cost += _AGAINST_TENSE if tense < 0 else _AGAINST_FUTURE
        if best is None or cost < best[0]:
            best = (cost, year)
    return best[1] if best else ref.year


def _year_for(
    hit: SurfaceMatch, ctx: Context, month: int, day: int | None, weekday: int | None = None
) -> Interpretation | None:
    """A month or day without a year."""
    unplaced = f"XXXX-{month:02d}" + (f"-{day:02d}" if day else "")
    if (year := ctx.borrowed_year(hit)) is not None:
        return _date(year, month, day, explicit=True)
    if ctx.last_year is not None and (
        ctx.narrative or (ctx.anchor is None and _may_carry(hit, ctx, month, day, weekday))
    ):
        return _date(ctx.last_year, month, day)
    if ctx.anchor is None or ctx.narrative:
        return vague(unplaced)

    def resolve(ref: dt.date) -> Period:
        year = nearest_year(ctx, hit, month, day, ref, weekday)
        return Period.day(year, month, day) if day else Period.month(year, month)

    reading = ctx.relative(resolve)
    return reading if reading.period is not None else Interpretation(DATE, unplaced, reading.low, reading.high)


def _may_carry(hit: SurfaceMatch, ctx: Context, month: int, day: int | None, weekday: int | None) -> bool:
    """Without an anchor: does the text itself vouch for the last year mentioned? By the weekday, or by a close date."""
    if ctx.last is None or ctx.last_year is None:
        return False
    if weekday is not None and day:
        return dt.date(ctx.last_year, month, day).weekday() == weekday
    return ctx.last.grain in (Grain.DAY, Grain.MONTH) and hit.start - ctx.last_end <= _CARRY_REACH


def _date(year: int, month: int, day: int | None, *, explicit: bool = False) -> Interpretation | None:
    try:
        return fixed(Period.day(year, month, day) if day else Period.month(year, month), explicit=explicit)
    except ValueError:
        return None


def month_day(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    month = month_number(hit.match["month"])
    day = day_number(hit.match["day"])
    if day is None:
        return None
    if hit.match["month"][0].islower() and not re.match(r"\d", hit.match["day"]):
        return None
    year = (
        int(hit.match["year"]) if hit["year"] else year_words(hit.match["rel_year"], ctx) if hit["rel_year"] else None
    )
    weekday = weekday_index(hit.match["wd"]) if hit["wd"] else None
    reading = _date(year, month, day, explicit=True) if year is not None else _year_for(hit, ctx, month, day, weekday)
    if reading is None:
        return None
    if hit["year"] and re.search(r"B\.?C", hit.match[0]):
        return vague(f"BC{int(hit.match['year']):04d}-{month:02d}-{day:02d}")
    return with_part(reading, hit["part"] or hit["of_part"])


def week_of(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``the week of March 6``."""
    month, day = month_number(hit.match["month"]), day_number(hit.match["day"])
    if day is None:
        return None
    year = int(hit.match["year"]) if hit["year"] else None
    reading = _date(year, month, day, explicit=True) if year else _year_for(hit, ctx, month, day)
    if reading is None or reading.period is None:
        return reading
    return fixed(Period.of(Grain.WEEK, reading.period.start), explicit=reading.explicit)


def month_year(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    year = year_words(hit.match["year"], ctx)
    reading = None if year is None else _date(year, month_number(hit.match["month"]), None, explicit=True)
    return reading and with_mod(reading, mod_of(hit["mod"]))


def month_rel_year(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    year = year_words(hit.match["rel_year"], ctx)
    month = month_number(hit.match["month"])
    if year is None:
        return vague(f"XXXX-{month:02d}")
    reading = _date(year, month, None)
    return reading and with_mod(reading, mod_of(hit["mod"]))


def month(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    name = hit.match["month"].lower().rstrip(".")
    start = hit.match.start("month")
    before, after = ctx.text[max(0, start - 24) : start], ctx.text[hit.end : hit.end + 24]
    if name in NAMES and not hit["mod"]:
        if _CAPITAL_BEFORE.search(before) or _TITLE.search(before):
            return None
        if name in ("may", "march") and re.search(r"(?:^|[.!?\n\"“]\s*)$", before) and not re.match(r"\s*[,:]", after):
            return None
        if (
            name == "march"
            and re.match(r"\s(?:on|to|through|against|for)\b", after)
            and not re.search(r"\b(?:in|since|by|of)\s$", before)
        ):
            return None
        if (
            re.match(r"\s[A-Z][a-z]+", after)
            and name in ("april", "june", "may", "august")
            and not re.search(r"[a-z]\s$", before)
        ):
            return None
    reading = _year_for(hit, ctx, MONTHS[name], None)
    return reading and with_mod(reading, mod_of(hit["mod"]))


def month_set(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    return recurring(f"XXXX-{month_number(hit.match['month']):02d}")


def rel_month(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``last May``: the nearest May wholly gone by; ``next May``: the nearest to come; ``this May``: this year's."""
    number, rel = month_number(hit.match["month"]), hit.match["rel"].lower()
    after = "next" in rel or "coming" in rel or "following" in rel
    if ctx.narrative and ctx.last is not None:
        base = ctx.last.start
        return _date(
            base.year + ((1 if number <= base.month else 0) if after else (-1 if number >= base.month else 0)),
            number,
            None,
        )

    def resolve(ref: dt.date) -> Period:
        if rel == "this":
            return Period.month(ref.year, number)
        if after:
            return Period.month(ref.year + (number <= ref.month), number)
        return Period.month(ref.year - (number >= ref.month), number)

    return with_mod(ctx.relative(resolve), mod_of(hit["mod"]))
