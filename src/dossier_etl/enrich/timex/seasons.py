"""Seasons and named days of the year."""

import datetime as dt
import re

from dossier_etl.enrich.timex.context import Context
from dossier_etl.enrich.timex.fields import mod_of, with_mod, year_words
from dossier_etl.enrich.timex.holidays import holiday
from dossier_etl.enrich.timex.interpretation import Interpretation, fixed, recurring, vague
from dossier_etl.enrich.timex.lexicon import SEASONS, Grain
from dossier_etl.enrich.timex.period import Period
from dossier_etl.enrich.timex.scan import SurfaceMatch
from dossier_etl.enrich.timex.tense import direction


def season(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """A season needs something that dates it (``last``, ``the``, ``in``, a year); ``fall`` and ``spring`` are verbs otherwise."""
    code, rel = SEASONS[hit.match["season"].lower()], hit["rel"]
    before = ctx.text[max(0, hit.start - 12) : hit.start].lower()
    after = ctx.text[hit.end : hit.end + 8].lower()
    if rel in ("every", "each"):
        return recurring(f"XXXX-{code}")
    if rel == "that" and not ctx.narrative:
        return None  # aspects that fall under it
    if hit["year"]:
        year = year_words(re.sub(r"(?<=\d)[-–/].*", "", hit.match["year"]), ctx)
        return vague(f"XXXX-{code}") if year is None else with_mod(fixed(Period.season(year, code)), mod_of(hit["mod"]))
    the = "the " in hit.match[0].lower()
    if rel is None:
        if (
            not the
            and not re.search(r"\b(?:in|by|since|until|during|early|late|for|this|and|through|of)\s$", before)
            and not hit["mod"]
        ):
            return None
        if re.match(r"\s(?:of|in)\b", after) and code in ("FA", "SP"):
            return None
        if (
            code == "FA"
            and hit.match["season"].lower() == "fall"
            and not the
            and not re.search(r"\b(?:in|by|since|until|this)\s$", before)
            and not hit["mod"]
        ):
            return None
    if rel in ("that", "same", "following", "previous") or (rel is None and ctx.narrative):
        if ctx.last_year is None:
            return vague(f"XXXX-{code}")
        step = {"following": 1, "previous": -1}.get(rel or "", 0)
        return with_mod(fixed(Period.season(ctx.last_year + step, code), explicit=False), mod_of(hit["mod"]))
    tense = direction(ctx.text, hit.start, hit.end)

    def resolve(ref: dt.date) -> Period:
        this_year = Period.season(ref.year, code)
        if rel in ("last", "past", "this past"):
            return this_year if this_year.end < ref else Period.season(ref.year - 1, code)
        if rel in ("next", "coming", "this coming"):
            return this_year if this_year.start > ref else Period.season(ref.year + 1, code)
        if rel is None and tense > 0 and this_year.end < ref:
            return Period.season(ref.year + 1, code)
        if rel is None and tense <= 0 and this_year.start > ref:
            return Period.season(ref.year - 1, code)
        return this_year

    return with_mod(ctx.relative(resolve), mod_of(hit["mod"]))


def holiday_date(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    name, rel = hit.match["holiday"], hit["rel"]
    if rel in ("every", "each"):
        return recurring("P1Y")
    if hit["year"]:
        day = holiday(name, int(hit.match["year"]))
        return fixed(Period(Grain.DAY, day)) if day else None
    if ctx.narrative and ctx.last_year is not None:
        day = holiday(name, ctx.last_year)
        return fixed(Period(Grain.DAY, day), explicit=False) if day else None
    if holiday(name, 2000) is None:
        return None
    tense = direction(ctx.text, hit.start, hit.end)

    def resolve(ref: dt.date) -> Period:
        days = [d for y in (ref.year - 1, ref.year, ref.year + 1) if (d := holiday(name, y))]
        if rel == "last":
            days = [d for d in days if d < ref]
        elif rel == "next":
            days = [d for d in days if d > ref]
        return Period(
            Grain.DAY, min(days, key=lambda d: abs((d - ref).days) + (100 if tense * (d - ref).days < 0 else 0))
        )

    return ctx.relative(resolve)


def attacks(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``9/11`` is a name for one day."""
    return fixed(Period.day(2001, 9, 11), explicit=False)
