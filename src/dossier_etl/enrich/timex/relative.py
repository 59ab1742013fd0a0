"""Periods counted from the anchor ("last week") or from what was mentioned last ("the following year", "two days later")."""

import datetime as dt
import re

from dossier_etl.enrich.timex.context import Context
from dossier_etl.enrich.timex.durations import designator, quantity, unit_of, whole_number
from dossier_etl.enrich.timex.fields import mod_of, month_number, weekday_index, with_mod, with_part
from dossier_etl.enrich.timex.interpretation import DURATION, Interpretation, fixed, vague
from dossier_etl.enrich.timex.lexicon import DAY_PARTS, GRAIN_OF_UNIT, SEASONS, Grain
from dossier_etl.enrich.timex.period import Period, add_months
from dossier_etl.enrich.timex.quarters import last_quarter
from dossier_etl.enrich.timex.scan import SurfaceMatch
from dossier_etl.enrich.timex.tense import direction
from dossier_etl.enrich.timex.weekdays import nearest_weekday

_MONTHS_OF_UNIT = {"month": 1, "quarter": 3, "semester": 6, "year": 12, "season": 12, "decade": 120, "century": 1200}
_STEP = {"last": -1, "previous": -1, "prior": -1, "past": -1, "this past": -1, "next": 1, "coming": 1, "this coming": 1, "upcoming": 1,
         "this": 0, "current": 0, "present": 0, "following": 1, "preceding": -1}  # fmt: skip


def rel_unit(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``last week``, ``earlier this month``, ``the end of next year``; ``the past year`` is a duration."""
    rel, unit, words = hit.match["rel"].lower(), hit.match["unit"].lower(), hit.match[0].lower()
    rel = re.sub(r"\s+", " ", rel)
    if hit.match["unit"][0].isupper() and hit.match["unit"][1].islower():
        return None  # the title of a programme or paper: This Week, Next Magazine
    if unit in ("hour", "minute", "millennium"):
        return (
            None
            if rel in ("this", "current", "previous")
            else Interpretation(DURATION, f"P{'T' if unit != 'millennium' else ''}1{designator(unit)[-1]}")
        )
    if unit == "day" and rel != "this" and not words.startswith("the past"):
        return None  # the auction's last day
    spanning = rel in ("past", "coming") or (words.startswith("the ") and rel in ("last", "next") and not hit["mod"])
    if spanning and unit != "weekend" and not hit["fiscal"]:
        return Interpretation(DURATION, quantity(1, unit))
    step = _STEP[rel]
    grain = GRAIN_OF_UNIT[unit]
    if rel in ("previous", "prior") and not hit["fiscal"] and ctx.last is not None and _finer(ctx.last.grain, grain):
        return with_mod(fixed(Period.of(grain, ctx.last.start).shift(-1), explicit=False), mod_of(hit["mod"]))
    if hit["wd_tail"]:
        index = weekday_index(hit.match["wd_tail"])
        return ctx.relative(
            lambda ref: Period(Grain.DAY, Period.of(Grain.WEEK, ref).shift(step).start + dt.timedelta(days=index))
        )
    mod = mod_of(hit["mod"])

    def resolve(ref: dt.date) -> Period:
        if grain is Grain.WEEKEND and rel == "last":
            weekend = Period.of(grain, ref)
            return weekend if weekend.end < ref else weekend.shift(-1)
        return Period.of(grain, ref).shift(step)

    return halves(ctx.relative(resolve, mod=mod))


def halves(reading: Interpretation) -> Interpretation:
    """``the second half of last year`` is a half-year; other modifiers stay beside the value."""
    if reading.mod in ("H1", "H2") and reading.period is not None and reading.period.grain is Grain.YEAR:
        start = reading.period.start
        return fixed(
            Period.of(Grain.HALF, start if reading.mod == "H1" else dt.date(start.year, 7, 1)),
            explicit=reading.explicit,
        )
    return with_mod(reading, "") if reading.mod in ("H1", "H2") else reading


def _finer(a: Grain, b: Grain) -> bool:
    """Does a period of grain ``a`` fit into one of grain ``b``?"""
    order = [
        Grain.DAY,
        Grain.WEEKEND,
        Grain.WEEK,
        Grain.MONTH,
        Grain.SEASON,
        Grain.QUARTER,
        Grain.HALF,
        Grain.YEAR,
        Grain.DECADE,
        Grain.CENTURY,
    ]
    return order.index(a) <= order.index(b)


def _from_last(ctx: Context, grain: Grain, step: int) -> Interpretation | None:
    if ctx.last is None or not _finer(ctx.last.grain, grain):
        return None
    return fixed(Period.of(grain, ctx.last.start).shift(step), explicit=False)


def next_day(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``the next day``, ``the following year``, ``the same month``: counted from the date mentioned last."""
    rel, unit = hit.match["rel"].lower().split()[-1], hit.match["unit"].lower()
    step = {"next": 1, "following": 1, "previous": -1, "preceding": -1, "same": 0}[rel]
    mod = mod_of(hit["mod"]) or ("early" if hit["mod2"] and "early" in hit["mod2"] else "")
    if unit.endswith("day") and unit != "day":
        index = weekday_index(unit)
        if ctx.last is not None and ctx.last.grain is Grain.DAY:
            return with_part(fixed(nearest_weekday(ctx.last.start, index, rel), explicit=False), hit["part"])
        return with_part(ctx.relative(lambda ref: nearest_weekday(ref, index, rel)), hit["part"])
    if unit in SEASONS:
        if ctx.last is None:
            return vague(f"XXXX-{SEASONS[unit]}")
        this_year = Period.season(ctx.last.start.year, SEASONS[unit])
        if step > 0 and this_year.start <= ctx.last.start:
            this_year = this_year.shift(1)
        elif step < 0 and this_year.end >= ctx.last.start:
            this_year = this_year.shift(-1)
        return fixed(this_year, explicit=False)
    if unit not in GRAIN_OF_UNIT and unit not in DAY_PARTS:
        return _next_month(ctx, unit, step)
    part = unit if unit in DAY_PARTS else hit["part"]
    grain = GRAIN_OF_UNIT.get(unit, Grain.DAY)
    reading = _from_last(ctx, grain, step)
    if reading is None and rel == "next" and ctx.anchor is not None and grain in (Grain.YEAR, Grain.MONTH, Grain.WEEK):
        return Interpretation(DURATION, quantity(1, unit))
    if reading is None and grain is not Grain.DAY and not ctx.narrative:
        reading = ctx.relative(lambda ref: Period.of(grain, ref).shift(step))
    if reading is None:
        reading = vague({Grain.DAY: "XXXX-XX-XX", Grain.WEEK: "XXXX-WXX", Grain.MONTH: "XXXX-XX"}.get(grain, "XXXX"))
    if (
        rel == "next"
        and not ctx.narrative
        and grain is not Grain.DAY
        and ctx.last is not None
        and ctx.anchor_year == ctx.last.start.year
    ):
        return Interpretation(DURATION, quantity(1, unit))
    return with_part(with_mod(reading, mod), part)


def _next_month(ctx: Context, name: str, step: int) -> Interpretation | None:
    number = month_number(name)
    if ctx.last is None:
        return vague(f"XXXX-{number:02d}")
    base = ctx.last.start
    year = base.year + (1 if step > 0 and number <= base.month else -1 if step < 0 and number >= base.month else 0)
    return fixed(Period.month(year, number), explicit=False)


def that_time(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``that year``, ``later the same day``."""
    unit = hit.match["unit"].lower()
    if unit in SEASONS:
        return (
            vague(f"XXXX-{SEASONS[unit]}")
            if ctx.last_year is None
            else fixed(Period.season(ctx.last_year, SEASONS[unit]), explicit=False)
        )
    grain = GRAIN_OF_UNIT.get(unit, Grain.DAY)
    reading = _from_last(ctx, grain, 0)
    if reading is None:
        if ctx.narrative or ctx.anchor is None:
            return vague({Grain.DAY: "XXXX-XX-XX", Grain.WEEK: "XXXX-WXX", Grain.MONTH: "XXXX-XX"}.get(grain, "XXXX"))
        reading = ctx.relative(lambda ref: Period.of(grain, ref))
    return with_part(with_mod(reading, mod_of(hit["mod"])), unit if unit in DAY_PARTS else None)


def day_before(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    unit = hit.match["unit"].lower()
    step = -1 if hit["dir"] == "before" else 1
    reading = _from_last(ctx, GRAIN_OF_UNIT[unit], step)
    if reading is None and ctx.anchor is not None and not ctx.narrative:
        reading = ctx.relative(lambda ref: Period.of(GRAIN_OF_UNIT[unit], ref).shift(step))
    return reading or vague("PAST_REF" if step < 0 else "FUTURE_REF")


def edge_unit(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``the end of the year``, ``later in the week``: of the anchor's, or in a narrative of the last one mentioned."""
    unit = hit.match["unit"].lower().split()[-1]
    grain = GRAIN_OF_UNIT.get(unit)
    if grain is None or grain is Grain.DAY:
        return None
    if ctx.narrative:
        reading = _from_last(ctx, grain, 0)
        return reading and halves(with_mod(reading, mod_of(hit["mod"])))
    return halves(ctx.relative(lambda ref: Period.of(grain, ref), mod=mod_of(hit["mod"])))


def the_unit(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``the weekend``, ``the quarter``, ``the year``."""
    unit, after = hit.match["unit"].lower(), ctx.text[hit.end : hit.end + 14].lower()
    if hit.match["unit"][0].isupper() and hit.match["unit"][1].islower():
        return None  # Man of the Year
    if unit == "weekend":
        tense = direction(ctx.text, hit.start, hit.end)

        def weekend(ref: dt.date) -> Period:
            this = Period.of(Grain.WEEKEND, ref)
            return this.shift(-1) if tense <= 0 and this.start > ref else this

        return ctx.relative(weekend)
    if unit == "quarter":
        if re.match(r"\s(?:of|century|mile)\b", after):
            return None
        return last_quarter(ctx, hit)
    if unit in ("week", "month"):
        return _the_week(hit, ctx, after)
    if re.match(r"\s(?:ended|ending|to|end)\b", after):
        return Interpretation(DURATION, "P1Y")
    if re.match(r"\s(?:\d|of|when|that|in which|he|she|they|before|after)\b", after) or hit["fiscal"] == "whole":
        return None
    if ctx.narrative:
        return _from_last(ctx, Grain.YEAR, 0)
    return ctx.relative(lambda ref: Period.of(Grain.YEAR, ref))


def _the_week(hit: SurfaceMatch, ctx: Context, after: str) -> Interpretation | None:
    """``the week``, ``the month``: under way, unless the words after it say which one is meant."""
    before = ctx.text[max(0, hit.start - 10) : hit.start].lower()
    if not re.search(r"\b(?:for|of|in|during|through|later in|and)\s$", before):
        return None
    if not re.match(r"['’]s\b|[.,;:!?)]|\s(?:and|with|as|at)\b", after):
        return None
    grain = GRAIN_OF_UNIT[hit.match["unit"].lower()]
    if ctx.narrative:
        return _from_last(ctx, grain, 0)
    return ctx.relative(lambda ref: Period.of(grain, ref))


def year_end(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    if hit["word"] == "year-end":
        return ctx.relative(lambda ref: Period.day(ref.year, 12, 31))
    return with_mod(ctx.relative(lambda ref: Period.of(Grain.YEAR, ref)), "end")


def units_ago(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    return vague("FUTURE_REF" if hit["dir"] == "later" else "PAST_REF")


def ago(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``two weeks ago`` counts from the anchor, ``two weeks later`` from the date mentioned last, at the grain of the unit."""
    unit = unit_of(hit.match["unit"])
    way = re.sub(r"\s+", " ", hit.match["dir"].lower())
    back = way in ("ago", "earlier", "before", "previously")
    count = whole_number(hit.match["n"])
    if count is None:
        return vague("PAST_REF" if back else "FUTURE_REF")
    from_anchor = way in ("ago", "hence", "from now", "from today")
    if unit == "year" and count == 1 and back and (quarter := ctx.near_quarter(hit.start)):
        return fixed(quarter.years_later(-1), explicit=False)
    if unit in ("second", "minute", "hour"):
        return Interpretation(DURATION, quantity(count, unit))
    sign = -1 if back else 1
    if not from_anchor and (ctx.narrative or way not in ("earlier", "before")):
        if ctx.last is None:
            return vague("XXXX-XX-XX" if unit == "day" else "FUTURE_REF")
        base = ctx.last
        if not _finer(base.grain, _grain(unit)):
            return vague({"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX"}.get(unit, "XXXX"))
        return fixed(_move(base.start, unit, sign * count), explicit=False)
    if not from_anchor and ctx.last is not None and ctx.last.grain is Grain.DAY and unit in ("day", "week", "night"):
        return fixed(_move(ctx.last.start, unit, sign * count), explicit=False)
    return ctx.relative(lambda ref: _move(ref, unit, sign * count), mod="about" if hit["approx"] else "")


def _grain(unit: str) -> Grain:
    return GRAIN_OF_UNIT.get(unit, Grain.YEAR if unit == "season" else Grain.WEEK if unit == "fortnight" else Grain.DAY)


def _move(ref: dt.date, unit: str, count: float) -> Period:
    """``ref`` moved by ``count`` units, as a period of the unit's grain; halves of years and decades count in the next smaller unit."""
    if unit in _MONTHS_OF_UNIT:
        months = count * _MONTHS_OF_UNIT[unit]
        grain = _grain(unit)
        if unit == "year" and count != int(count):
            grain = Grain.MONTH
        if unit == "decade":
            grain = Grain.YEAR if abs(count) < 5 else Grain.DECADE
        return Period.of(grain, add_months(ref, round(months)))
    days = {"day": 1, "night": 1, "weekday": 1, "week": 7, "fortnight": 14, "weekend": 7}[unit] * count
    return Period.of(_grain(unit), ref + dt.timedelta(days=round(days)))
