"""Times of day: ``9 a.m. EST Tuesday`` → 2000-04-04T09:00, ``noon Saturday`` → T12:00."""

import re

from dossier_etl.enrich.timex.context import Context
from dossier_etl.enrich.timex.dates import nearest_year
from dossier_etl.enrich.timex.fields import day_number, month_number
from dossier_etl.enrich.timex.interpretation import TIME, Interpretation
from dossier_etl.enrich.timex.lexicon import DAY_PARTS
from dossier_etl.enrich.timex.numbers import parse_number
from dossier_etl.enrich.timex.period import Period
from dossier_etl.enrich.timex.scan import SurfaceMatch
from dossier_etl.enrich.timex.weekdays import timed_day


def clock_time(words: str, part: str | None) -> str | None:
    """``HH:MM`` of a clock expression, 24-hour; None if it is no time (``13 p.m.``)."""
    text = words.lower()
    if "noon" in text or "midday" in text:
        return "12:00"
    if "midnight" in text:
        return "24:00"
    digits = re.match(r"(\d{1,2})(?:[:.](\d\d))?", text)
    spelled = parse_number(re.split(r"\s", text)[0]) if not digits else None
    if not digits and spelled is None:
        return None
    hour, minute = (int(digits[1]), int(digits[2] or 0)) if digits else (int(spelled or 0), 0)
    if re.search(r"p\.?m", text) or part in ("afternoon", "evening"):
        hour += 12 if hour < 12 else 0
    elif re.search(r"a\.?m", text) and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def _stated_day(hit: SurfaceMatch, ctx: Context) -> Period | None:
    """The day written beside the time: ``5 p.m. Nov. 9[, 1989]``."""
    month_text, day_text, year_text = (
        (hit.match["month"], hit.match["day"], hit["year"])
        if hit["month"]
        else (hit.match["wm"], hit.match["wd2"], hit["wy"])
    )
    if not month_text:
        return None
    month, day = month_number(month_text), day_number(day_text)
    if day is None:
        return None
    if year_text:
        return Period.day(int(year_text), month, day)
    if ctx.anchor is None:
        return None
    return Period.day(nearest_year(ctx, hit, month, day, ctx.anchor.earliest), month, day)


def clock(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    if hit.match["clock"][:4] in ("Noon", "Midn") and re.match(r"\s[A-Z]", ctx.text[hit.end : hit.end + 2]):
        return None  # Midnight Express
    time = clock_time(hit.match["clock"], hit["part"])
    if time is None:
        return None
    before = ctx.text[max(0, hit.start - 12) : hit.start].lower()
    if re.fullmatch(r"\d{1,2}:\d\d", hit.match["clock"]) and re.search(
        r"(?:\d:|ratio of|by|verse|score of|psalm|john|matthew|luke|mark)\s?$", before
    ):
        return None
    try:
        stated = _stated_day(hit, ctx)
    except ValueError:
        return None
    day = Interpretation(TIME, stated.timex(), stated, stated, explicit=True) if stated else timed_day(hit, ctx)
    if day is None:
        return Interpretation(TIME, f"XXXX-XX-XXT{time}", clock=time)
    return Interpretation(TIME, f"{day.timex}T{time}", day.low, day.high, clock=time, explicit=day.explicit)


def clock_words(hit: SurfaceMatch, ctx: Context) -> Interpretation | None:
    """``4 in the morning``."""
    part = hit.match["part"].lower().split()[-1]
    hour = parse_number(hit.match["hour"])
    if hour is None or not 1 <= hour <= 12 or hour != int(hour):
        return None
    value = int(hour) % 12 + (12 if part in ("afternoon", "evening") or (part == "night" and hour >= 6) else 0)
    if part == "night" and hour == 12:
        value = 24
    before = ctx.text[max(0, hit.start - 5) : hit.start].lower()
    if not re.search(r"\bat\s$", before) and not hit.match[0].lower().startswith("at") and part not in DAY_PARTS:
        return None
    time = f"{value:02d}:00"
    day = ctx.last if ctx.last is not None and ctx.last.grain.value == "day" else None
    if day is None:
        return Interpretation(TIME, f"XXXX-XX-XXT{time}", clock=time)
    return Interpretation(TIME, f"{day.timex()}T{time}", day, day, clock=time)
