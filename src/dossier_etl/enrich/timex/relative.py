"""Dates counted from the anchor ("last week", "Tuesday") or from what was just mentioned ("the following year")."""

import datetime as dt
import re

from dossier_etl.enrich.timex.absolute import mod_of, weekday_index, with_mod, with_part, year_words
from dossier_etl.enrich.timex.context import Context
from dossier_etl.enrich.timex.durations import designator, quantity, unit_of, whole_number
from dossier_etl.enrich.timex.lexicon import DAY_PARTS, GRAIN_OF_UNIT, ORDINALS, SEASONS, Grain
from dossier_etl.enrich.timex.period import Period, add_months
from dossier_etl.enrich.timex.reading import DURATION, TIME, Reading, fixed, recurring, vague
from dossier_etl.enrich.timex.scan import Hit
from dossier_etl.enrich.timex.tense import direction

_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_MONTHS_OF_UNIT = {"month": 1, "quarter": 3, "semester": 6, "year": 12, "season": 12, "decade": 120, "century": 1200}
_STEP = {"last": -1, "previous": -1, "prior": -1, "past": -1, "this past": -1, "next": 1, "coming": 1, "this coming": 1, "upcoming": 1,
         "this": 0, "current": 0, "present": 0, "following": 1, "preceding": -1}  # fmt: skip


def deictic(hit: Hit, ctx: Context) -> Reading | None:
    word = hit.match["deictic"].lower()
    shift = _DAYS[word] + {"before": -1, "after": 1}.get(hit["beyond"] or "", 0)
    if hit.match["deictic"][0].isupper() and re.search(
        r"[A-Z][A-Za-z]+\s$", ctx.text[max(0, hit.start - 12) : hit.start]
    ):
        return None  # USA Today
    reading = ctx.relative(lambda ref: Period(Grain.DAY, ref).shift(shift), mod=mod_of(hit["mod"]))
    part = hit["part"] or ("tonight" if word == "tonight" else None)
    if found := re.search(r"mid-(\w+)", hit["mod"] or ""):
        part = found[1]
    return with_part(reading, part)


def last_night(hit: Hit, ctx: Context) -> Reading | None:
    shift = -1 if hit["rel"] == "last" else 0
    return with_part(ctx.relative(lambda ref: Period(Grain.DAY, ref).shift(shift)), hit["part"])


def weekday(hit: Hit, ctx: Context) -> Reading | None:
    index, rel = weekday_index(hit.match["weekday"]), hit["rel"]
    mod = mod_of(hit["mod"])
    if rel in ("following", "previous", "same") and ctx.last is not None and ctx.last.grain is Grain.DAY:
        return with_part(with_mod(fixed(_weekday(ctx.last.start, index, rel), explicit=False), mod), hit["part"])
    if ctx.narrative and ctx.last is not None and ctx.last.grain is Grain.DAY and rel is None:
        day = ctx.last.start
        return with_part(
            fixed(Period(Grain.DAY, day + dt.timedelta(days=(index - day.weekday()) % 7)), explicit=False), hit["part"]
        )
    tense = direction(ctx.text, hit.start, hit.end) if rel is None else 0
    return with_part(ctx.relative(lambda ref: _weekday(ref, index, rel, tense), mod=mod), hit["part"])


def _weekday(ref: dt.date, index: int, rel: str | None, tense: int = 0) -> Period:
    """The weekday nearest to ``ref`` in the wanted direction; today counts unless the words rule it out."""
    ahead = (index - ref.weekday()) % 7
    if rel in ("next", "following"):
        ahead = ahead or 7
    elif rel in ("last", "previous"):
        ahead = ahead - 7 if ahead else -7
    elif rel in ("past", "this past"):
        ahead = ahead - 7 if ahead else -7
    elif rel == "same" or rel in ("this", "coming", "this coming"):
        pass
    elif tense <= 0 and ahead:
        ahead -= 7
    return Period(Grain.DAY, ref + dt.timedelta(days=ahead))


def rel_unit(hit: Hit, ctx: Context) -> Reading | None:
    """``last week``, ``earlier this month``, ``the end of next year``; ``the past year`` is a duration."""
    rel, unit, words = hit.match["rel"].lower(), hit.match["unit"].lower(), hit.match[0].lower()
    rel = re.sub(r"\s+", " ", rel)
    if hit.match["unit"][0].isupper() and hit.match["unit"][1].islower():
        return None  # the title of a programme or paper: This Week, Next Magazine
    if unit in ("hour", "minute", "millennium"):
        return (
            None
            if rel in ("this", "current", "previous")
            else Reading(DURATION, f"P{'T' if unit != 'millennium' else ''}1{designator(unit)[-1]}")
        )
    spanning = rel in ("past", "coming") or (words.startswith("the ") and rel in ("last", "next") and not hit["mod"])
    if spanning and unit != "weekend" and not hit["fiscal"]:
        return Reading(DURATION, quantity(1, unit))
    step = _STEP[rel]
    grain = GRAIN_OF_UNIT[unit]
    if rel in ("previous", "prior") and ctx.last is not None and _finer(ctx.last.grain, grain):
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


def halves(reading: Reading) -> Reading:
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


def _from_last(ctx: Context, grain: Grain, step: int) -> Reading | None:
    if ctx.last is None or not _finer(ctx.last.grain, grain):
        return None
    return fixed(Period.of(grain, ctx.last.start).shift(step), explicit=False)


def next_day(hit: Hit, ctx: Context) -> Reading | None:
    """``the next day``, ``the following year``, ``the same month``: counted from the date mentioned last."""
    rel, unit = hit.match["rel"].lower().split()[-1], hit.match["unit"].lower()
    step = {"next": 1, "following": 1, "previous": -1, "preceding": -1, "same": 0}[rel]
    mod = mod_of(hit["mod"]) or ("early" if hit["mod2"] and "early" in hit["mod2"] else "")
    if unit.endswith("day") and unit != "day":
        index = weekday_index(unit)
        if ctx.last is not None and ctx.last.grain is Grain.DAY:
            return with_part(fixed(_weekday(ctx.last.start, index, rel), explicit=False), hit["part"])
        return with_part(ctx.relative(lambda ref: _weekday(ref, index, rel)), hit["part"])
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
        return Reading(DURATION, quantity(1, unit))
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
        return Reading(DURATION, quantity(1, unit))
    return with_part(with_mod(reading, mod), part)


def _next_month(ctx: Context, name: str, step: int) -> Reading | None:
    from dossier_etl.enrich.timex.absolute import month_number

    number = month_number(name)
    if ctx.last is None:
        return vague(f"XXXX-{number:02d}")
    base = ctx.last.start
    year = base.year + (1 if step > 0 and number <= base.month else -1 if step < 0 and number >= base.month else 0)
    return fixed(Period.month(year, number), explicit=False)


def that_time(hit: Hit, ctx: Context) -> Reading | None:
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


def day_before(hit: Hit, ctx: Context) -> Reading | None:
    unit = hit.match["unit"].lower()
    step = -1 if hit["dir"] == "before" else 1
    reading = _from_last(ctx, GRAIN_OF_UNIT[unit], step)
    if reading is None and ctx.anchor is not None and not ctx.narrative:
        reading = ctx.relative(lambda ref: Period.of(GRAIN_OF_UNIT[unit], ref).shift(step))
    return reading or vague("PAST_REF" if step < 0 else "FUTURE_REF")


def ago(hit: Hit, ctx: Context) -> Reading | None:
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
        return Reading(DURATION, quantity(count, unit))
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


def units_ago(hit: Hit, ctx: Context) -> Reading | None:
    return vague("FUTURE_REF" if hit["dir"] == "later" else "PAST_REF")


def edge_unit(hit: Hit, ctx: Context) -> Reading | None:
    """``the end of the year``, ``later in the week``: of the anchor's, or in a narrative of the last one mentioned."""
    unit = hit.match["unit"].lower().split()[-1]
    grain = GRAIN_OF_UNIT.get(unit)
    if grain is None or grain is Grain.DAY:
        return None
    if ctx.narrative:
        reading = _from_last(ctx, grain, 0)
        return reading and halves(with_mod(reading, mod_of(hit["mod"])))
    return halves(ctx.relative(lambda ref: Period.of(grain, ref), mod=mod_of(hit["mod"])))


def the_unit(hit: Hit, ctx: Context) -> Reading | None:
    """``the weekend``, ``the quarter``, ``the year``."""
    unit, after = hit.match["unit"].lower(), ctx.text[hit.end : hit.end + 14].lower()
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
    if re.match(r"\s(?:ended|ending|to|end)\b", after):
        return Reading(DURATION, "P1Y")
    if re.match(r"\s(?:\d|of|when|that|in which|he|she|they|before|after)\b", after) or hit["fiscal"] == "whole":
        return None
    if ctx.narrative:
        return _from_last(ctx, Grain.YEAR, 0)
    return ctx.relative(lambda ref: Period.of(Grain.YEAR, ref))


def rel_years_quarter(hit: Hit, ctx: Context) -> Reading | None:
    """``last year's quarter``: the quarter under discussion, in that year."""
    step = _STEP[hit.match["rel"].lower()]
    if (quarter := ctx.near_quarter(hit.start)) and ctx.anchor_year is not None:
        return fixed(Period(Grain.QUARTER, quarter.start.replace(year=ctx.anchor_year + step)), explicit=False)
    return ctx.relative(lambda ref: Period.of(Grain.YEAR, ref).shift(step))


def last_quarter(ctx: Context, hit: Hit) -> Reading:
    """The quarter last mentioned; without one, the one before the anchor: reports tell of quarters gone by."""
    if quarter := ctx.near_quarter(hit.start):
        return fixed(quarter, explicit=False)
    return ctx.relative(lambda ref: Period.of(Grain.QUARTER, ref).shift(-1))


def quarter_rel(hit: Hit, ctx: Context) -> Reading | None:
    """``the latest quarter``, ``the year-ago period``, ``the corresponding period last year``."""
    rel, what = hit.match["rel"].lower(), hit.match["what"].lower()
    year_back = "year" in rel or hit["tail"] is not None
    if what == "period" and not year_back and rel not in ("latest", "most recent"):
        return None
    if what == "quarter" and rel in ("this", "next", "current", "last", "previous", "prior", "preceding"):
        if rel == "this" or rel == "current":
            return ctx.relative(lambda ref: Period.of(Grain.QUARTER, ref))
        if rel in ("last", "next"):
            return ctx.relative(lambda ref: Period.of(Grain.QUARTER, ref).shift(1 if rel == "next" else -1))
        quarter = ctx.near_quarter(hit.start)
        return (
            fixed(quarter.shift(-1), explicit=False)
            if quarter
            else ctx.relative(lambda ref: Period.of(Grain.QUARTER, ref).shift(-1))
        )
    reading = last_quarter(ctx, hit)
    if rel in ("latest", "most recent", "just-ended") and ctx.anchor is not None and not ctx.narrative:
        # a quarter that had not ended when the text was published cannot be the latest reported one
        ended = ctx.relative(lambda ref: Period.of(Grain.QUARTER, ref).shift(-1))
        if reading.low is not None and ended.low is not None and reading.low.start > ended.low.start:
            reading = ended
    if year_back and reading.period is not None:
        return fixed(reading.period.years_later(-1), explicit=False)
    return None if year_back else reading


def year_ago_adj(hit: Hit, ctx: Context) -> Reading | None:
    if quarter := ctx.near_quarter(hit.start):
        return fixed(quarter.years_later(-1), explicit=False)
    return ctx.relative(lambda ref: Period.of(Grain.YEAR, ref).shift(-1))


def quarter(hit: Hit, ctx: Context) -> Reading | None:
    """``the third quarter of 1990``, ``third-quarter``: without a year, the last such quarter that had begun before the anchor,
    or the next when the sentence looks ahead."""
    ordinal = (hit.match["ord"] or hit.match["adj"]).lower()
    number = ORDINALS.get(ordinal) or int(ordinal[0])
    half = hit["what"] == "half"
    before = ctx.text[max(0, hit.start - 4) : hit.start].lower()
    if half and (ordinal not in ("first", "second", "last", "1st", "2nd") or not (hit["year"] or hit["lead_year"])):
        return None
    if half and ordinal == "last":
        number = 2
    if ordinal == "last" and not half or before.endswith("one "):
        return None
    year_text = hit["year"] or hit["lead_year"]
    grain, width = (Grain.HALF, 6) if half else (Grain.QUARTER, 3)

    def in_year(year: int) -> Period:
        return Period(grain, dt.date(year, (number - 1) * width + 1, 1))

    back = 1 if re.search(r"year-(?:ago|earlier)", hit.match[0].lower()) else 0
    if year_text and "fiscal year" not in year_text and year_text != "the year":
        value = year_words(year_text, ctx)
        return vague(f"XXXX-Q{number}") if value is None else fixed(in_year(value), mod=_plain(hit))
    if ctx.narrative and ctx.last_year is not None:
        return fixed(in_year(ctx.last_year), explicit=False)
    tense = direction(ctx.text, hit.start, hit.end)

    def resolve(ref: dt.date) -> Period:
        this = in_year(ref.year - back)
        if not back and this.start > ref and (tense <= 0 or (this.start - ref).days > 200):
            return in_year(ref.year - 1)
        return this

    return ctx.relative(resolve, mod=_plain(hit))


def _plain(hit: Hit) -> str:
    mod = mod_of(hit["mod"])
    return "" if mod.startswith("H") else mod


def quarter_code(hit: Hit, ctx: Context) -> Reading | None:
    """``Q3 2009``, ``2009 H1``, ``Q4``."""
    code = hit.match["q"].upper()
    value = year_words(hit.match["y1"] or hit.match["y2"], ctx) if hit["y1"] or hit["y2"] else None
    month = (int(code[1]) - 1) * (3 if code[0] == "Q" else 6) + 1
    grain = Grain.QUARTER if code[0] == "Q" else Grain.HALF
    if month > 12:
        return None
    if value is not None:
        return fixed(Period(grain, dt.date(value, month, 1)))
    if hit["y1"] or hit["y2"] or code[0] == "H":
        return None

    def resolve(ref: dt.date) -> Period:
        this = Period(grain, dt.date(ref.year, month, 1))
        return this if this.start <= ref else Period(grain, dt.date(ref.year - 1, month, 1))

    return ctx.relative(resolve)


def year_period(hit: Hit, ctx: Context) -> Reading | None:
    """``the 1988 quarter``, ``the 1988 period``: the quarter under discussion, in that year."""
    year = int(hit.match["year"])
    if quarter := ctx.near_quarter(hit.start):
        return fixed(Period(Grain.QUARTER, dt.date(year, quarter.start.month, 1)))
    return fixed(Period.year(year)) if hit["what"] == "period" else vague(f"{year}-QX")


def year_end(hit: Hit, ctx: Context) -> Reading | None:
    if hit["word"] == "year-end":
        return ctx.relative(lambda ref: Period.day(ref.year, 12, 31))
    return with_mod(ctx.relative(lambda ref: Period.of(Grain.YEAR, ref)), "end")


def weekday_set(hit: Hit, ctx: Context) -> Reading | None:
    name = hit.match["day"] or hit.match["plural"] or hit.match["day2"]
    part = hit["part"] or hit["part2"]
    timex = f"XXXX-WXX-{weekday_index(name) + 1}" + (f"T{DAY_PARTS[part]}" if part else "")
    return recurring(timex)


def weekday_dot(hit: Hit, ctx: Context) -> Reading | None:
    index = weekday_index(hit.match["weekday"])
    tense = direction(ctx.text, hit.start, hit.end)
    return ctx.relative(lambda ref: _weekday(ref, index, None, tense))


def timed_day(hit: Hit, ctx: Context) -> Reading | None:
    """The day a clock time stands on: named beside it, else the day mentioned last in reach, else the anchor."""
    if hit["deictic"]:
        return ctx.relative(lambda ref: Period(Grain.DAY, ref).shift(_DAYS[hit["deictic"] or "today"]))
    if hit["weekday"] and not hit["wm"]:
        index, tense = weekday_index(hit.match["weekday"]), direction(ctx.text, hit.start, hit.end)
        return ctx.relative(lambda ref: _weekday(ref, index, None, tense))
    if ctx.last is not None and ctx.last.grain is Grain.DAY and (ctx.narrative or hit.start - ctx.last_end < 120):
        return fixed(ctx.last, explicit=False)
    if ctx.anchor is None or ctx.narrative:
        return None
    return ctx.relative(lambda ref: Period(Grain.DAY, ref))
