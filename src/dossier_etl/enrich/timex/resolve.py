"""From surface hits to readings: one resolver a rule, applied in text order so that each date can lean on those before it."""

import re
from collections.abc import Callable, Iterator, Sequence

from dossier_etl.enrich.timex import clock, dates, durations, quarters, relative, seasons, weekdays, years
from dossier_etl.enrich.timex.context import Context, is_narrative
from dossier_etl.enrich.timex.interpretation import DATE, TIME, Interpretation, recurring, vague
from dossier_etl.enrich.timex.lexicon import VAGUE
from dossier_etl.enrich.timex.scan import SurfaceMatch
from dossier_etl.enrich.timex.tense import direction
from dossier_etl.model.edtf import Edtf


def vague_word(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``now``, ``recently``, ``the future``; not the ``soon`` of "as soon as" nor a ``current`` that flows."""
    word = re.sub(r"\s+", " ", hit.match["word"].lower())
    before, after = ctx.text[max(0, hit.start - 8) : hit.start].lower(), ctx.text[hit.end : hit.end + 8].lower()
    if word == "soon" and (
        before.endswith("as ") or after.startswith((" as", " after")) or direction(ctx.text, hit.start, hit.end) <= 0
    ):
        return None
    if word == "the past" and re.match(r"\s(?:tense|participle)", after):
        return None
    if word == "the present" and re.match(r"\s[a-z]", after) and not re.match(r"\s(?:and|or|is|as|for|to)\b", after):
        return None  # the present crisis
    if word == "the moment" and not before.endswith((" at ", " for ")):
        return None  # the moment he came
    if word == "now" and after.startswith("-"):
        return None
    return vague(VAGUE[word])


def set_rate(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    return recurring(durations.quantity(1, hit.match["unit"]))


Resolver = Callable[[SurfaceMatch, Context], Interpretation | None]
RESOLVERS: dict[str, Resolver] = {
    "iso": dates.iso,
    "attacks": seasons.attacks,
    "numeric": dates.numeric,
    "numeric_ymd": dates.numeric_ymd,
    "clock": clock.clock,
    "clock_words": clock.clock_words,
    "month_day": dates.month_day,
    "day_month": dates.month_day,
    "week_of": dates.week_of,
    "month_year": dates.month_year,
    "month_rel_year": dates.month_rel_year,
    "rel_month": dates.rel_month,
    "month_set": dates.month_set,
    "month": dates.month,
    "quarter": quarters.quarter,
    "quarter_code": quarters.quarter_code,
    "year_period": quarters.year_period,
    "quarter_rel": quarters.quarter_rel,
    "rel_years_quarter": quarters.rel_years_quarter,
    "year_ago_adj": quarters.year_ago_adj,
    "season": seasons.season,
    "decade": years.decade,
    "century": years.century,
    "deictic": weekdays.deictic,
    "last_night": weekdays.last_night,
    "overnight": weekdays.overnight,
    "weekday_set": weekdays.weekday_set,
    "weekday": weekdays.weekday,
    "weekday_dot": weekdays.weekday_dot,
    "holiday": seasons.holiday_date,
    "set_every": durations.set_every,
    "set_per": durations.set_per,
    "set_rate": set_rate,
    "set_daily": durations.set_word,
    "ago": relative.ago,
    "units_ago": relative.units_ago,
    "next_day": relative.next_day,
    "day_before": relative.day_before,
    "that_time": relative.that_time,
    "rel_unit": relative.rel_unit,
    "past_span": durations.past_span,
    "vague_span": durations.vague_span,
    "edge_unit": relative.edge_unit,
    "year_end": relative.year_end,
    "fiscal": years.fiscal,
    "the_year": years.the_year,
    "the_unit": relative.the_unit,
    "hyphen": durations.hyphen,
    "unit_long": durations.unit_long,
    "duration_half": durations.half,
    "duration": durations.simple,
    "duration_a": durations.article,
    "vague_duration": durations.bare_units,
    "year_bc": years.year_bc,
    "year_ad": years.year_ad,
    "year": years.year,
    "spelled_year": years.spelled_year,
    "year_tail": years.year_tail,
    "bc_range": years.year_bc,
    "short_year": years.short_year,
    "vague": vague_word,
}
_JOINT = re.compile(r"\s*(?:to|and|or|through|until|till|[-–—/,&])\s*(?:the\s)?(?:on\s)?")
_NO_YEAR = frozenset({"month_day", "day_month", "month"})
_WITH_YEAR = frozenset({"month_day", "day_month", "month_year"})


def borrowed_years(text: str, hits: Sequence[SurfaceMatch]) -> dict[int, int]:
    """Years stated once for a pair: ``July 1 to July 3, 1863``; keyed by the start of the date that lacks it."""
    years: dict[int, int] = {}
    for first, second in zip(reversed(hits[:-1]), reversed(hits[1:]), strict=True):
        if first.rule not in _NO_YEAR or second.rule not in _WITH_YEAR:
            continue
        if (first.rule != "month" and first["year"]) or not _JOINT.fullmatch(text, first.end, second.start):
            continue
        stated = second["year"]
        if stated and stated.isdigit():
            years[first.start] = int(stated)
        elif second.start in years:
            years[first.start] = years[second.start]
    return years


def resolve_all(
    text: str, hits: Sequence[SurfaceMatch], anchor: Edtf | None
) -> Iterator[tuple[SurfaceMatch, Interpretation]]:
    """Readings of the hits that turn out to be temporal expressions."""
    ctx = Context(text, anchor, is_narrative(hits, anchor), borrowed=borrowed_years(text, hits))
    for hit in hits:
        try:
            reading = RESOLVERS[hit.rule](hit, ctx)
        except (ValueError, OverflowError):
            # a date outside the calendar (31 June, year 10000): the words are no date
            continue
        if reading is not None:
            yield hit, reading
            if reading.kind in (DATE, TIME):
                ctx.note(hit, reading)
