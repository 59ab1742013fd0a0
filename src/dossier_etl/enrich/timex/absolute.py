"""Dates that carry a calendar name or number: days, months, years, decades, centuries, quarters, seasons, holidays.

Each function takes a surface hit and the context and returns its reading, or None when the words are not a date after all.
"""

import datetime as dt
import re

from dossier_etl.enrich.timex.context import Context
from dossier_etl.enrich.timex.holidays import holiday
from dossier_etl.enrich.timex.lexicon import DAY_PARTS, DECADES, MONTHS, ORDINALS, SEASONS, WEEKDAYS, Grain
from dossier_etl.enrich.timex.numbers import parse_spelled_year
from dossier_etl.enrich.timex.period import Period
from dossier_etl.enrich.timex.reading import DATE, TIME, Reading, fixed, recurring, vague
from dossier_etl.enrich.timex.scan import Hit
from dossier_etl.enrich.timex.tense import direction

_AGAINST_TENSE = 200
"""Days a reading on the wrong side of the tense must be nearer to win: so the tense decides unless the date lies at the anchor's door."""
_SLACK_AHEAD = 15
"""Without a cue, news tells of the past: a date ahead must be this many days nearer to win."""
_MEASURES = re.compile(
    r"[ \t\n-]?(?:people|persons?|men|women|children|troops|soldiers|miles?|kilomet|km|met(?:er|re)s?|feet|foot|pounds?|dollars?|tons?|"
    r"tonnes?|workers|members|employees|percent|per cent|points|shares|votes|barrels|acres|hectares|guests|students|homes|houses|jobs|"
    r"residents|refugees|prisoners|passengers|square|degrees|copies|words|megawatts|yards|cases|deaths|dead|others|killed|units|"
    r"euros?|yen|rubles?|hours|civilians|tanks|aircraft|men\b|ships|guns|hp|rpm|mAh|kg|lbs?|francs|marks|or more\b|to \d,)",
    re.IGNORECASE,
)
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|to|of|before|after|during|between|and|early|late|mid|through|circa|around|about|for|year|"
    r"fiscal|the|summer|spring|fall|winter|autumn|than|on|his|her|its|their|a|s)|[(,\[–—/-])\s*$",
    re.IGNORECASE,
)
_NOT_YEAR_BEFORE = re.compile(
    r"(?:[$£€¥#]|\bNo\.|\bnumber|\bflight|\broom|\bhighway|\bpage|\bp\.|\bpp\.|\bmodel|\bbox|\d[.,/]|\broute|\bsome|\bmore than|"
    r"\babout|\bnearly|\balmost|\bover|\bunder|\bleast|\bRs\.?|\bapartment|\bext\.|\bwindows|\boffice|\w@|\bISO)\s*$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sen|Gov|Rep|President|Minister|Secretary|Theresa|Judge|Justice)\.?\s$")
_CAPITAL_BEFORE = re.compile(
    r"(?<![.!?]\s)(?<!^)\b(?!(?:In|On|By|Since|Last|Early|Late|The|From|Until|During|Before|After|And|Next|This|Of|For)\b)[A-Z][a-z]+\s$"
)
NAMES = frozenset({"may", "april", "june", "august", "march"})


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


def with_part(reading: Reading, part: str | None) -> Reading:
    """The same day, narrowed to a part of the day (``TMO``, ``TNI`` …)."""
    if not part:
        return reading
    word = re.sub(r"^(?:the|in|at)\s+(?:the\s+)?", "", part.lower())
    code = DAY_PARTS.get(word)
    if code is None:
        return reading
    return Reading(TIME, f"{reading.timex}T{code}", reading.low, reading.high, reading.mod, explicit=reading.explicit)


def iso(hit: Hit, ctx: Context) -> Reading | None:
    period = Period.day(int(hit.match["y"]), int(hit.match["m"]), int(hit.match["d"]))
    if hit["hh"]:
        clock = f"{hit['hh']}:{hit['mm']}"
        return Reading(TIME, f"{period.timex()}T{clock}", period, period, clock=clock, explicit=True)
    return fixed(period)


def numeric_ymd(hit: Hit, ctx: Context) -> Reading | None:
    return fixed(Period.day(int(hit.match["y"]), int(hit.match["m"]), int(hit.match["d"])))


def numeric(hit: Hit, ctx: Context) -> Reading | None:
    """``13/06/2014``: the part over 12 is the day; both under 13 and different means both readings stay open, unless one of them is
    the anchor's own neighbourhood (within a week)."""
    a, b, year_text = int(hit.match["a"]), int(hit.match["b"]), hit.match["y"]
    if (
        len(year_text) == 2
        and hit.match["sep"] != "/"
        and not (1 <= min(a, b) and max(a, b) <= 31 and hit.match["sep"] == ".")
    ):
        return None
    year = _full_year(year_text, ctx)
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
    return Reading(DATE, f"{year:04d}-XX-XX", low, high, explicit=True)


def _full_year(digits: str, ctx: Context) -> int:
    """Two digits mean the century that lies nearest to the anchor (or to 2000 without one), not more than 20 years ahead."""
    bare = digits.lstrip("'’‘")
    if len(bare) != 2:
        return int(bare)
    pivot = (ctx.anchor.latest.year if ctx.anchor else 2000) + 20
    year = pivot // 100 * 100 + int(bare)
    return year if year <= pivot else year - 100


def nearest_year(ctx: Context, hit: Hit, build_year: int, month: int, day: int | None, ref: dt.date) -> int:
    """Year (``build_year`` ± 1) that puts a month or day without a year closest to ``ref``, the tense willing."""
    tense = direction(ctx.text, hit.start, hit.end)
    best: tuple[float, int] | None = None
    for year in (build_year - 1, build_year, build_year + 1):
        try:
            target = dt.date(year, month, day or 15)
        except ValueError:
            continue
        distance = (target - ref).days if day else ((year - ref.year) * 12 + month - ref.month) * 30
        cost = abs(distance) + (_SLACK_AHEAD if tense == 0 and distance > 0 else 0)
        if tense * distance < 0:
            cost += _AGAINST_TENSE
        if best is None or cost < best[0]:
            best = (cost, year)
    return best[1] if best else build_year


def _year_for(hit: Hit, ctx: Context, month: int, day: int | None) -> Reading | None:
    """A month or day without a year."""
    if (year := ctx.borrowed_year(hit)) is not None:
        return _date(year, month, day, explicit=True)
    if ctx.narrative and ctx.last_year is not None:
        return _date(ctx.last_year, month, day)
    if ctx.anchor is None:
        if ctx.last_year is not None:
            return _date(ctx.last_year, month, day)
        return vague(f"XXXX-{month:02d}" + (f"-{day:02d}" if day else ""))

    def resolve(ref: dt.date) -> Period:
        year = nearest_year(ctx, hit, ref.year, month, day, ref)
        return Period.day(year, month, day) if day else Period.month(year, month)

    reading = ctx.relative(resolve)
    if reading.period is None:
        return Reading(DATE, f"XXXX-{month:02d}" + (f"-{day:02d}" if day else ""), reading.low, reading.high)
    return reading


def _date(year: int, month: int, day: int | None, *, explicit: bool = False) -> Reading | None:
    try:
        return fixed(Period.day(year, month, day) if day else Period.month(year, month), explicit=explicit)
    except ValueError:
        return None


def year_words(words: str, ctx: Context) -> int | None:
    """``last year``, ``that year``, ``fiscal 1989``, ``'87``, ``nineteen ninety`` → the year; None if the context has none."""
    text = words.lower()
    if digits := re.search(r"\d{4}", text):
        return int(digits[0])
    if re.search(r"['’‘]?\d\d$", text):
        return _full_year(text[-2:], ctx)
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


def month_day(hit: Hit, ctx: Context) -> Reading | None:
    month = month_number(hit.match["month"])
    day = day_number(hit.match["day"])
    if day is None:
        return None
    if hit.match["month"][0].islower() and not re.match(r"\d", hit.match["day"]):
        return None
    year = (
        int(hit.match["year"]) if hit["year"] else year_words(hit.match["rel_year"], ctx) if hit["rel_year"] else None
    )
    reading = _date(year, month, day, explicit=True) if year is not None else _year_for(hit, ctx, month, day)
    if reading is None:
        return None
    if hit["year"] and re.search(r"B\.?C", hit.match[0]):
        return vague(f"BC{int(hit.match['year']):04d}-{month:02d}-{day:02d}")
    return with_part(reading, hit["part"] or hit["of_part"])


def month_year(hit: Hit, ctx: Context) -> Reading | None:
    year = year_words(hit.match["year"], ctx)
    reading = None if year is None else _date(year, month_number(hit.match["month"]), None, explicit=True)
    return reading and with_mod(reading, mod_of(hit["mod"]))


def month_rel_year(hit: Hit, ctx: Context) -> Reading | None:
    year = year_words(hit.match["rel_year"], ctx)
    month = month_number(hit.match["month"])
    if year is None:
        return vague(f"XXXX-{month:02d}")
    reading = _date(year, month, None)
    return reading and with_mod(reading, mod_of(hit["mod"]))


def with_mod(reading: Reading, mod: str) -> Reading:
    return Reading(reading.kind, reading.timex, reading.low, reading.high, mod, reading.clock, reading.explicit)


def month(hit: Hit, ctx: Context) -> Reading | None:
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


def month_set(hit: Hit, ctx: Context) -> Reading | None:
    return recurring(f"XXXX-{month_number(hit.match['month']):02d}")


def rel_month(hit: Hit, ctx: Context) -> Reading | None:
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


def year(hit: Hit, ctx: Context) -> Reading | None:
    """A bare four-digit number is a year unless its neighbours make it a quantity, a price or a number of something."""
    value = int(hit.match["year"])
    start = hit.match.start("year")
    before, after = ctx.text[max(0, start - 24) : start], ctx.text[hit.end : hit.end + 24]
    if not hit["mod"]:
        if _NOT_YEAR_BEFORE.search(before) or _MEASURES.match(after):
            return None
        prepared = _BEFORE_YEAR.search(before)
        if re.match(r"-(?!(?:1[0-9]|20)\d\d\b)\d{3,}|-(?!to-|told)[a-z]", after) or (
            before.endswith("-") and re.search(r"\d-$", before) and not re.search(r"\d{4}-$", before)
        ):
            return None
        if not prepared and (value < 1600 or value > 2060 or (value % 100 == 0 and re.match(r"\s[a-z]+s\b", after))):
            return None
        if value < 1200 and not re.search(r"\b(?:in|since|by|until|year|of)\s$", before, re.IGNORECASE):
            return None
    if value > 2100:
        return None
    return (
        with_mod(fixed(Period.year(value)), mod_of(hit["mod"]))
        if not mod_of(hit["mod"]).startswith("H")
        else fixed(Period.of(Grain.HALF, dt.date(value, 1 if mod_of(hit["mod"]) == "H1" else 7, 1)))
    )


def the_year(hit: Hit, ctx: Context) -> Reading | None:
    value = year_words(hit.match["year"], ctx)
    return None if value is None or not 1 <= value <= 2999 else with_mod(fixed(Period.year(value)), mod_of(hit["mod"]))


def spelled_year(hit: Hit, ctx: Context) -> Reading | None:
    words = hit.match["year"].lower()
    value = parse_spelled_year(words)
    before = ctx.text[max(0, hit.start - 20) : hit.start]
    prepared = re.search(
        r"\b(?:in|since|by|until|of|from|to|and|year|january|february|march|april|may|june|july|august|september|october|november|december)\s$",
        before,
        re.IGNORECASE,
    )
    if (
        value is None
        or not (prepared or words.startswith("nineteen "))
        or (re.fullmatch(r"two thousand|twenty \w+", words) and not prepared)
    ):
        return None
    if re.match(r"\s(?:years|people|\w+s\b)", ctx.text[hit.end : hit.end + 12]) and not words.startswith("nineteen "):
        return None
    return fixed(Period.year(value))


def short_year(hit: Hit, ctx: Context) -> Reading | None:
    return fixed(Period.year(_full_year(hit.match["year"], ctx)))


def year_tail(hit: Hit, ctx: Context) -> Reading | None:
    """``1914-18``: the second year of a range, when it comes after the first."""
    first, tail = int(ctx.text[hit.start - 5 : hit.start - 1]), int(hit.match["year"])
    return fixed(Period.year(first // 100 * 100 + tail)) if tail > first % 100 and first >= 1000 else None


def year_bc(hit: Hit, ctx: Context) -> Reading | None:
    ctx.last_year = None
    return vague(f"BC{int(hit.match['year']):04d}")


def year_ad(hit: Hit, ctx: Context) -> Reading | None:
    value = int(hit.match["y1"] or hit.match["y2"])
    return with_mod(fixed(Period.year(value)), mod_of(hit["mod"])) if value > 0 else None


def fiscal(hit: Hit, ctx: Context) -> Reading | None:
    return fixed(Period.year(_full_year(hit.match["year"], ctx)))


def decade(hit: Hit, ctx: Context) -> Reading | None:
    """``the 1990s``, ``the '80s``, ``the nineties``: two digits alone mean the last such decade before the anchor."""
    words = hit.match["decade"].lower()
    digits = re.search(r"\d{2,4}", words)
    if digits and len(digits[0]) == 4:
        start = int(digits[0])
    else:
        tens = int(digits[0]) if digits else next((v for w, v in DECADES.items() if w in words), 0)
        if digits and not re.match(r"['’‘`]", words):
            before = ctx.text[max(0, hit.match.start("decade") - 5) : hit.match.start("decade")].lower()
            if re.search(r"\b(?:his|her|their|my|our|mid)[- ]$", before) or not re.search(
                r"(?:the|mid|late|arly)[- ]$", before
            ):
                return None
        elif (
            not digits
            and re.search(
                r"\b(?:his|her|their|my|our|in|low|high)(?: early| late| mid)?[- ]$",
                ctx.text[max(0, hit.start - 12) : hit.start].lower(),
            )
            and not re.search(r"\bthe\b", hit.match[0].lower())
        ):
            return None
        pivot = ctx.anchor.latest.year if ctx.anchor else 2000
        start = pivot // 100 * 100 + tens
        start -= 100 if start > pivot else 0
    if start % 100 == 0 and start < 2000:  # "the 1800s" names a century
        return Reading(
            DATE,
            f"{start // 100:02d}",
            Period.of(Grain.CENTURY, dt.date(start, 1, 1)),
            Period.of(Grain.CENTURY, dt.date(start, 1, 1)),
            mod_of(hit["mod"]),
            explicit=True,
        )
    return with_mod(fixed(Period.of(Grain.DECADE, dt.date(start, 1, 1))), mod_of(hit["mod"]))


def century(hit: Hit, ctx: Context) -> Reading | None:
    number = day_number(hit.match["ord"])
    if number is None or not 1 <= number <= 30:
        return None
    if hit["bc"]:
        return vague(f"BC{number - 1:02d}")
    return with_mod(fixed(Period.of(Grain.CENTURY, dt.date(max((number - 1) * 100, 1), 1, 1))), mod_of(hit["mod"]))


def season(hit: Hit, ctx: Context) -> Reading | None:
    """A season needs something that dates it (``last``, ``the``, ``in``, a year); ``fall`` and ``spring`` are verbs otherwise."""
    code, rel = SEASONS[hit.match["season"].lower()], hit["rel"]
    before = ctx.text[max(0, hit.start - 12) : hit.start].lower()
    after = ctx.text[hit.end : hit.end + 8].lower()
    if rel in ("every", "each"):
        return recurring(f"XXXX-{code}")
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
        if rel is None and tense <= 0 and this_year.start > ref:
            return Period.season(ref.year - 1, code)
        return this_year

    return with_mod(ctx.relative(resolve), mod_of(hit["mod"]))


def holiday_date(hit: Hit, ctx: Context) -> Reading | None:
    name, rel = hit.match["holiday"], hit["rel"]
    if rel in ("every", "each"):
        return recurring("P1Y")
    if hit["year"]:
        day = holiday(name, int(hit.match["year"]))
        return day and fixed(Period(Grain.DAY, day))
    if ctx.narrative and ctx.last_year is not None:
        day = holiday(name, ctx.last_year)
        return day and fixed(Period(Grain.DAY, day), explicit=False)
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


def weekday_index(name: str) -> int:
    return WEEKDAYS[
        name.lower().rstrip(".").removesuffix("s") if name.lower().endswith("days") else name.lower().rstrip(".")
    ]
