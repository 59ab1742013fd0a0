"""Days counted from the anchor: today and tomorrow, last night, Tuesday, every Friday; and the day a clock time stands on."""

import datetime as dt
import re

from dossier_etl.enrich.timex.context import Context
from dossier_etl.enrich.timex.fields import mod_of, weekday_index, with_mod, with_part
from dossier_etl.enrich.timex.interpretation import Interpretation, fixed, recurring
from dossier_etl.enrich.timex.lexicon import DAY_PARTS, Grain
from dossier_etl.enrich.timex.period import Period
from dossier_etl.enrich.timex.scan import SurfaceMatch
from dossier_etl.enrich.timex.tense import direction

_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


def deictic(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
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


def last_night(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    shift = -1 if hit["rel"] == "last" else 0
    return with_part(ctx.relative(lambda ref: Period(Grain.DAY, ref).shift(shift)), hit["part"])


def overnight(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """The night before the day of writing."""
    return with_part(ctx.relative(lambda ref: Period(Grain.DAY, ref).shift(-1)), "night")


def weekday(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    index, rel = weekday_index(hit.match["weekday"]), hit["rel"]
    mod = mod_of(hit["mod"])
    if rel in ("following", "previous", "same") and ctx.last is not None and ctx.last.grain is Grain.DAY:
        return with_part(with_mod(fixed(nearest_weekday(ctx.last.start, index, rel), explicit=False), mod), hit["part"])
    if ctx.narrative and ctx.last is not None and ctx.last.grain is Grain.DAY and rel is None:
        day = ctx.last.start
        return with_part(
            fixed(Period(Grain.DAY, day + dt.timedelta(days=(index - day.weekday()) % 7)), explicit=False), hit["part"]
        )
    tense = direction(ctx.text, hit.start, hit.end) if rel is None else 0
    return with_part(ctx.relative(lambda ref: nearest_weekday(ref, index, rel, tense), mod=mod), hit["part"])


def nearest_weekday(ref: dt.date, index: int, rel: str | None, tense: int = 0) -> Period:
    """The weekday nearest to ``ref`` in the wanted direction; today counts unless the words rule it out."""
    ahead = (index - ref.weekday()) % 7
    if rel in ("next", "following"):
        ahead = ahead or 7
    elif rel in ("last", "previous") or rel in ("past", "this past"):
        ahead = ahead - 7 if ahead else -7
    elif rel == "same" or rel in ("this", "coming", "this coming"):
        pass
    elif tense <= 0 and ahead:
        ahead -= 7
    return Period(Grain.DAY, ref + dt.timedelta(days=ahead))


def weekday_set(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    name = hit.match["day"] or hit.match["plural"] or hit.match["day2"]
    part = hit["part"] or hit["part2"]
    timex = f"XXXX-WXX-{weekday_index(name) + 1}" + (f"T{DAY_PARTS[part]}" if part else "")
    return recurring(timex)


def weekday_dot(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    index = weekday_index(hit.match["weekday"])
    tense = direction(ctx.text, hit.start, hit.end)
    return ctx.relative(lambda ref: nearest_weekday(ref, index, None, tense))


def timed_day(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """The day a clock time stands on: named beside it, else the day mentioned last in reach, else the anchor."""
    if hit["deictic"]:
        return ctx.relative(lambda ref: Period(Grain.DAY, ref).shift(_DAYS[hit["deictic"] or "today"]))
    if hit["weekday"] and not hit["wm"]:
        index, tense = weekday_index(hit.match["weekday"]), direction(ctx.text, hit.start, hit.end)
        return ctx.relative(lambda ref: nearest_weekday(ref, index, None, tense))
    if ctx.last is not None and ctx.last.grain is Grain.DAY and (ctx.narrative or hit.start - ctx.last_end < 120):
        return fixed(ctx.last, explicit=False)
    if ctx.anchor is None or ctx.narrative:
        return None
    return ctx.relative(lambda ref: Period(Grain.DAY, ref))
