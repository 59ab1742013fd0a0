"""From surface hits to readings: one resolver a rule, applied in text order so that each date can lean on those before it."""

import re
from collections.abc import Callable, Iterator, Sequence

from dossier_etl.enrich.timex import absolute, clock, durations, relative
from dossier_etl.enrich.timex.context import Context, is_narrative
from dossier_etl.enrich.timex.lexicon import VAGUE
from dossier_etl.enrich.timex.reading import DATE, TIME, Reading, recurring, vague
from dossier_etl.enrich.timex.scan import Hit
from dossier_etl.enrich.timex.tense import direction
from dossier_etl.model.edtf import Edtf


def vague_word(hit: Hit, ctx: Context) -> Reading | None:
    """``now``, ``recently``, ``the future``; not the ``soon`` of "as soon as" nor a ``current`` that flows."""
    word = re.sub(r"\s+", " ", hit.match["word"].lower())
    before, after = ctx.text[max(0, hit.start - 8) : hit.start].lower(), ctx.text[hit.end : hit.end + 8].lower()
    if word == "soon" and (
        before.endswith("as ") or after.startswith((" as", " after")) or direction(ctx.text, hit.start, hit.end) <= 0
    ):
        return None
    if word == "the past" and re.match(r"\s(?:tense|participle)", after):
        return None
    if word == "now" and after.startswith("-"):
        return None
    return vague(VAGUE[word])


def set_rate(hit: Hit, ctx: Context) -> Reading | None:
    return recurring(durations.quantity(1, hit.match["unit"]))


Resolver = Callable[[Hit, Context], Reading | None]
RESOLVERS: dict[str, Resolver] = {
    "iso": absolute.iso,
    "numeric": absolute.numeric,
    "numeric_ymd": absolute.numeric_ymd,
    "clock": clock.clock,
    "clock_words": clock.clock_words,
    "month_day": absolute.month_day,
    "day_month": absolute.month_day,
    "month_year": absolute.month_year,
    "month_rel_year": absolute.month_rel_year,
    "rel_month": absolute.rel_month,
    "month_set": absolute.month_set,
    "month": absolute.month,
    "quarter": relative.quarter,
    "quarter_code": relative.quarter_code,
    "year_period": relative.year_period,
    "quarter_rel": relative.quarter_rel,
    "rel_years_quarter": relative.rel_years_quarter,
    "year_ago_adj": relative.year_ago_adj,
    "season": absolute.season,
    "decade": absolute.decade,
    "century": absolute.century,
    "deictic": relative.deictic,
    "last_night": relative.last_night,
    "weekday_set": relative.weekday_set,
    "weekday": relative.weekday,
    "weekday_dot": relative.weekday_dot,
    "holiday": absolute.holiday_date,
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
    "fiscal": absolute.fiscal,
    "the_year": absolute.the_year,
    "the_unit": relative.the_unit,
    "hyphen": durations.hyphen,
    "unit_long": durations.unit_long,
    "duration_half": durations.half,
    "duration": durations.simple,
    "duration_a": durations.article,
    "vague_duration": durations.bare_units,
    "year_bc": absolute.year_bc,
    "year_ad": absolute.year_ad,
    "year": absolute.year,
    "spelled_year": absolute.spelled_year,
    "year_tail": absolute.year_tail,
    "bc_range": absolute.year_bc,
    "short_year": absolute.short_year,
    "vague": vague_word,
}
_JOINT = re.compile(r"\s*(?:to|and|or|through|until|till|[-–—/,&])\s*(?:the\s)?(?:on\s)?")
_NO_YEAR = frozenset({"month_day", "day_month", "month"})
_WITH_YEAR = frozenset({"month_day", "day_month", "month_year"})


def borrowed_years(text: str, hits: Sequence[Hit]) -> dict[int, int]:
    """Years stated once for a pair: ``July 1 to July 3, 1863``; keyed by the start of the date that lacks it."""
    years: dict[int, int] = {}
    for first, second in zip(reversed(hits[:-1]), reversed(hits[1:]), strict=True):
        if first.rule not in _NO_YEAR or second.rule not in _WITH_YEAR:
            continue
        if first.rule != "month" and first["year"] or not _JOINT.fullmatch(text, first.end, second.start):
            continue
        stated = second["year"]
        if stated and stated.isdigit():
            years[first.start] = int(stated)
        elif second.start in years:
            years[first.start] = years[second.start]
    return years


def resolve_all(text: str, hits: Sequence[Hit], anchor: Edtf | None) -> Iterator[tuple[Hit, Reading]]:
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
