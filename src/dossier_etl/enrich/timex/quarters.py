"""Quarters, halves and the periods of company reports ("the year-ago period", "Q3 2009", "the second half of 2008")."""

import datetime as dt
import re

from dossier_etl.enrich.timex.context import Context
from dossier_etl.enrich.timex.fields import mod_of, year_words
from dossier_etl.enrich.timex.interpretation import Interpretation, fixed, vague
from dossier_etl.enrich.timex.lexicon import ORDINALS, Grain
from dossier_etl.enrich.timex.period import Period
from dossier_etl.enrich.timex.scan import SurfaceMatch
from dossier_etl.enrich.timex.tense import direction


def rel_years_quarter(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``last year's quarter``: the quarter under discussion, in that year."""
    step = {"last": -1, "this": 0, "next": 1}[hit.match["rel"].lower()]
    if (quarter := ctx.near_quarter(hit.start)) and ctx.anchor_year is not None:
        return fixed(Period(Grain.QUARTER, quarter.start.replace(year=ctx.anchor_year + step)), explicit=False)
    return ctx.relative(lambda ref: Period.of(Grain.YEAR, ref).shift(step))


def last_quarter(ctx: Context, hit: SurfaceMatch) -> Interpretation:
    """The quarter last mentioned; without one, the one before the anchor: reports tell of quarters gone by."""
    if quarter := ctx.near_quarter(hit.start):
        return fixed(quarter, explicit=False)
    return ctx.relative(lambda ref: Period.of(Grain.QUARTER, ref).shift(-1))


def quarter_rel(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
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


def year_ago_adj(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    if quarter := ctx.near_quarter(hit.start):
        return fixed(quarter.years_later(-1), explicit=False)
    return ctx.relative(lambda ref: Period.of(Grain.YEAR, ref).shift(-1))


def quarter(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
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
    if (ordinal == "last" and not half) or before.endswith("one "):
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


def _plain(hit: SurfaceMatch) -> str:
    mod = mod_of(hit["mod"])
    return "" if mod.startswith("H") else mod


def quarter_code(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
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


def year_period(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``the 1988 quarter``, ``the 1988 period``: the quarter under discussion, in that year."""
    year = int(hit.match["year"])
    if quarter := ctx.near_quarter(hit.start):
        return fixed(Period(Grain.QUARTER, dt.date(year, quarter.start.month, 1)))
    return fixed(Period.year(year)) if hit["what"] == "period" else vague(f"{year}-QX")
