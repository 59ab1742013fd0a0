"""English words of time, as tables: what a surface word means, before any context is looked at."""

from enum import StrEnum


class Grain(StrEnum):
    """How coarse a stretch of the calendar is."""

    DAY = "day"
    WEEK = "week"
    WEEKEND = "weekend"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


_MONTH_NAMES = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
"""Lower-case name or abbreviation (no dot) → month number."""

_WEEKDAY_NAMES = (
    ("monday", "mon"),
    ("tuesday", "tues", "tue"),
    ("wednesday", "wed"),
    ("thursday", "thurs", "thur", "thu"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
)
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAY_NAMES) for name in names}
"""Lower-case name or abbreviation → ``datetime.date.weekday()``."""

SEASONS = {
    "spring": "SP",
    "summer": "SU",
    "autumn": "FA",
    "fall": "FA",
    "winter": "WI",
    "springtime": "SP",
    "wintertime": "WI",
}
"""Season → TIMEX3 code."""

SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""TIMEX3 season → its first month (northern, meteorological), as EDTF 21–24 count them."""

DAY_PARTS = {
    "morning": "MO",
    "mornings": "MO",
    "dawn": "MO",
    "daybreak": "MO",
    "midday": "MI",
    "afternoon": "AF",
    "afternoons": "AF",
    "evening": "EV",
    "evenings": "EV",
    "dusk": "EV",
    "night": "NI",
    "nights": "NI",
    "overnight": "NI",
    "tonight": "NI",
}
"""Part of the day → TIMEX3 code (``T`` + code)."""

UNITS = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "night": "D",
    "weekday": "D",
    "week": "W",
    "fortnight": "W",
    "weekend": "D",
    "month": "M",
    "quarter": "Q",
    "semester": "M",
    "season": "Y",
    "year": "Y",
    "decade": "E",
    "century": "C",
    "millennium": "L",
}
"""Unit (singular) → TIMEX3 period designator; a leading ``T`` puts it behind the ``T`` of the duration."""

PLURALS = {
    "centuries": "century",
    "millennia": "millennium",
    "yrs": "year",
    "yr": "year",
    "hrs": "hour",
    "mins": "minute",
}

GRAIN_OF_UNIT = {
    "day": Grain.DAY,
    "night": Grain.DAY,
    "week": Grain.WEEK,
    "weekend": Grain.WEEKEND,
    "month": Grain.MONTH,
    "quarter": Grain.QUARTER,
    "year": Grain.YEAR,
    "decade": Grain.DECADE,
    "century": Grain.CENTURY,
}

ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21, "twenty-second": 22,
    "twenty-third": 23, "twenty-fourth": 24, "twenty-fifth": 25, "twenty-sixth": 26, "twenty-seventh": 27,
    "twenty-eighth": 28, "twenty-ninth": 29, "thirtieth": 30, "thirty-first": 31, "final": 4, "last": 4,
}  # fmt: skip
"""Spelled-out ordinals; ``final``/``last`` only make sense for quarters."""

DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90,
}  # fmt: skip

PERIODIC = {
    "hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "biweekly": "P2W", "fortnightly": "P2W",
    "monthly": "P1M", "bimonthly": "P2M", "quarterly": "P3M", "annually": "P1Y", "yearly": "P1Y", "biennially": "P2Y",
    "annual": "P1Y", "bi-weekly": "P2W", "biannually": "P6M", "semiannually": "P6M",
}  # fmt: skip
"""Adverbs and adjectives of recurrence → TIMEX3 value of the SET."""

VAGUE = {
    "now": "PRESENT_REF", "right now": "PRESENT_REF", "just now": "PRESENT_REF",
    "currently": "PRESENT_REF", "current": "PRESENT_REF", "nowadays": "PRESENT_REF", "presently": "PRESENT_REF",
     "the present": "PRESENT_REF", "the moment": "PRESENT_REF",
     "these days": "PRESENT_REF",
    "the time being": "PRESENT_REF",
    "recently": "PAST_REF", "recent": "PAST_REF", "more recently": "PAST_REF", "most recently": "PAST_REF",
    "lately": "PAST_REF", "the past": "PAST_REF", "the recent past": "PAST_REF",
    "the distant past": "PAST_REF",
    "the future": "FUTURE_REF", "the near future": "FUTURE_REF", "soon": "FUTURE_REF",
    "the coming years": "FUTURE_REF", "the foreseeable future": "FUTURE_REF", "the short term": "FUTURE_REF",
    "the near term": "FUTURE_REF", "the long term": "FUTURE_REF", "the distant future": "FUTURE_REF",
    "sometime soon": "FUTURE_REF", "the not too distant future": "FUTURE_REF", "the immediate future": "FUTURE_REF",
    "the not-too-distant future": "FUTURE_REF",
}  # fmt: skip
"""Fixed words that point at the present, the past or the future without a date."""
