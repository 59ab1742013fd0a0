"""Which words each rule can begin with: the scan tries a rule only where one of its words stands.

A word missing here would silence a rule, so the tests walk every rule's pattern and compare; a word too many costs time only.
"""

from dossier_etl.enrich.timex.grammar import RULES, Rule
from dossier_etl.enrich.timex.lexicon import (
    DECADES,
    MONTHS,
    ORDINALS,
    PERIODIC,
    PLURALS,
    SEASONS,
    UNITS,
    VAGUE,
    WEEKDAYS,
)
from dossier_etl.enrich.timex.numbers import ONES, TENS

DIGIT = "0"
"""Stands for any number, and for the quotation mark of ``'87``."""
TIMES = "TIMES"
"""Stands for what may be counted in "many times each year": any word of three to five letters."""
ANYTHING = "*"

_COUNT = [*ONES.split("|"), *TENS.split("|")]
_CLASSES = {
    "MOD": """the early late earlier later mid sometime some very beginning start end close middle turn latter first second last
        rest remainder""",
    "ABOUT": "nearly almost about around roughly approximately some over under no more less fewer longer at up just a well close",
    "NUMBER": " ".join(_COUNT),
    "QUANTITY": " ".join(_COUNT)
    + " 0 a an half dozen couple few several many some dozens hundreds thousands countless",
    "MONTH": " ".join(MONTHS),
    "WEEKDAY": " ".join(WEEKDAYS),
    "DAYS": " ".join(f"{name}s" for name in WEEKDAYS),
    "ORDINAL": " ".join(word.partition("-")[0] for word in ORDINALS),
    "SEASON": " ".join(SEASONS),
    "REL": """last next this past previous coming following current same that upcoming preceding prior present first final latest
        recent succeeding ensuing subsequent intervening early initial opening closing""",
    "REPORT": "comparable year same flat corresponding current latest fiscal",
    "PLURAL": """seconds minutes hours weekdays weekends days nights weeks fortnights months quarters seasons semesters years
        decades centuries millennia""",
    "UNIT": " ".join((*UNITS, *(f"{unit}s" for unit in UNITS), *PLURALS)),
    "FILL": "more full straight consecutive additional long whole solid trading working business calendar short successive fiscal",
    "DETERMINER": "the these those another an all",
    "PART": "the morning afternoon evening night",
    "DECADE": " ".join(DECADES) + " nineteen",
    "SPELLED": "seventeen eighteen nineteen twenty two",
    "HOLIDAY": """thanksgiving christmas new election independence labor memorial veterans halloween valentine easter good boxing
        bastille may columbus martin presidents all""",
    "PERIODIC": " ".join(word.partition("-")[0] for word in PERIODIC),
    "VAGUE": " ".join(phrase.split()[0] for phrase in VAGUE),
    "VAGUE_TAIL": " ".join(phrase.split()[1] for phrase in VAGUE if " " in phrase),
}
"""Words that rules share; of words with a hyphen the part before it."""

_OPENINGS = {
    "iso": DIGIT,
    "attacks": DIGIT,
    "numeric": DIGIT,
    "numeric_ymd": DIGIT,
    "clock": "0 NUMBER ABOUT early shortly noon midnight midday",
    "clock_words": "0 NUMBER at",
    "month_day": "MONTH MOD PART WEEKDAY",
    "day_month": "0 ORDINAL MOD PART WEEKDAY",
    "week_of": "the week",
    "month_year": "MONTH MOD month",
    "month_rel_year": "MONTH MOD",
    "rel_month": "MOD REL",
    "month_set": "every each",
    "month": "MONTH MOD",
    "quarter": "0 MOD REL REPORT ORDINAL",
    "quarter_code": "0 q h",
    "year_period": "0 the",
    "quarter_rel": "the a REL REPORT most just",
    "rel_years_quarter": "last this next",
    "year_ago_adj": "year",
    "season": "MOD REL SEASON every each",
    "decade": "0 MOD DECADE",
    "century": "0 MOD ORDINAL",
    "deictic": "today yesterday tomorrow tonight the early late earlier later mid",
    "last_night": "last this early late earlier later",
    "weekday_set": "every each WEEKDAY DAYS",
    "weekday": "WEEKDAY REL the early late earlier later",
    "weekday_dot": "WEEKDAY",
    "holiday": "HOLIDAY last next this every each",
    "set_every": "0 every each once twice three TIMES",
    "set_per": "once twice NUMBER 0",
    "set_rate": "per",
    "set_daily": "PERIODIC",
    "ago": "QUANTITY ABOUT the just only exactly",
    "units_ago": "PLURAL many some",
    "next_day": "the early late earlier later",
    "day_before": "the",
    "that_time": "that the early late earlier later",
    "rel_unit": "MOD REL all",
    "past_span": "ABOUT the these those REL",
    "vague_span": "the these those most more REL",
    "edge_unit": "MOD",
    "year_end": "the around about year",
    "fiscal": "fiscal fy MOD",
    "the_year": "MOD year",
    "the_unit": "the",
    "hyphen": "0 ABOUT NUMBER an several multi half hundred",
    "unit_long": "day week weekend month year decade hour night days weeks months years decades centuries hours",
    "duration_half": "ABOUT an one half",
    "duration": "QUANTITY ABOUT DETERMINER",
    "duration_a": "ABOUT an one another",
    "vague_duration": "a centuries decades generations years months weeks days hours minutes",
    "year_bc": "0 MOD",
    "year_ad": "0 MOD a ad",
    "year": "0 MOD",
    "spelled_year": "MOD SPELLED",
    "year_tail": DIGIT,
    "bc_range": DIGIT,
    "short_year": DIGIT,
    "overnight": "overnight",
    "vague": "VAGUE",
}


_AFTER_THE = {
    "quarter": "previous following",
    "deictic": "day",
    "next_day": "REL very",
    "day_before": "day night week month year",
    "that_time": "same",
    "ago": "just only exactly",
    "the_unit": "full fiscal entire whole weekend quarter year week month",
    "duration": "entire",
    "vague": "VAGUE_TAIL",
}
"""What may follow ``the`` in a rule, besides the words it can begin with."""
_AFTER_A = {
    "clock": "mere",
    "quarter_rel": "REL REPORT most just",
    "ago": "QUANTITY FILL UNIT mere number hundred thousand million",
    "past_span": "mere",
    "hyphen": "NUMBER mere several multi half hundred",
    "duration_half": "UNIT mere",
    "duration": "QUANTITY mere number hundred thousand million",
    "duration_a": "UNIT full whole mere",
    "vague_duration": "while",
}
"""What may follow ``a``."""
_AFTER_COUNT = {
    "clock": "o NUMBER",
    "clock_words": "in at NUMBER",
    "day_month": "of day MONTH",
    "set_every": "times",
    "set_per": "times NUMBER",
    "ago": "NUMBER FILL UNIT to or and hundred thousand million",
    "hyphen": "NUMBER hundred",
    "duration_half": "UNIT",
    "duration": "NUMBER FILL UNIT to or and hundred thousand million",
    "duration_a": "UNIT",
    "spelled_year": ANYTHING,
}
"""What may follow a number in words."""
_AFTER_NUMBER = {
    "iso": "-",
    "attacks": "/",
    "numeric": "/ . -",
    "numeric_ymd": "/ .",
    "clock": ": . GLUED a p am pm o noon midnight midday",
    "clock_words": "in at",
    "day_month": "GLUED - of day MONTH",
    "quarter": "GLUED SPACE REPORT ORDINAL",
    "quarter_code": "q h",
    "year_period": "quarter period",
    "decade": "GLUED SPACE s",
    "century": "GLUED -",
    "set_every": "GLUED times",
    "set_per": "times hours",
    "ago": ", . - – GLUED SPACE FILL UNIT to or and",
    "hyphen": ", . - GLUED",
    "duration": ", . - – GLUED SPACE FILL UNIT to or and",
    "year_bc": "GLUED b bc bce",
    "year_ad": "GLUED a ad c ce",
    "year": ANYTHING,
    "year_tail": ANYTHING,
    "bc_range": "GLUED SPACE - – to and until",
    "short_year": "GLUED",
}
"""What may follow a rule's number: words behind a space, marks, letters without a space, or anything."""


def _words(names: str) -> set[str]:
    return {word for name in names.split() for word in _CLASSES.get(name, name).split()}


def _table() -> dict[tuple[str, str], tuple[Rule, ...]]:
    opens = {rule.name: _words(_OPENINGS[rule.name]) for rule in RULES}
    after = {word: {name: _words(_AFTER_COUNT.get(name, "")) for name in opens} for word in _COUNT}
    after["the"] = {name: opens[name] | _words(_AFTER_THE.get(name, "")) for name in opens}
    after["a"] = {name: _words(_AFTER_A.get(name, "")) for name in opens}
    after[DIGIT] = {name: _words(_AFTER_NUMBER.get(name, "")) for name in opens}
    table = {}
    for first in {*_words(" ".join(_OPENINGS.values()))} - {TIMES}:
        rules = [
            rule for rule in RULES if first in opens[rule.name] or (TIMES in opens[rule.name] and 3 <= len(first) <= 5)
        ]
        table[first, ""] = table[first, ANYTHING] = tuple(rules)
        following = after.get(first, {})
        for then in {then for words in following.values() for then in words} | ({ANYTHING} if following else set()):
            table[first, then] = tuple(rule for rule in rules if following[rule.name] & {then, ANYTHING})
    return table


_TABLE = _table()
"""The rules for a first word and what follows it: `ANYTHING` for a word not mentioned, nothing for no word."""
FIRST_WORDS = frozenset(first for first, _ in _TABLE) - {DIGIT}
"""Words an expression can begin with; of words with a hyphen or full stop the part before it."""


def rules_at(first: str, word: str | None, mark: str | None) -> tuple[Rule, ...]:
    """Rules, in order, that can match where an expression begins.

    Args:
        first: the letters it begins with, lower case; empty for a number.
        word: the next word, lower case, if it stands behind one or two spaces.
        mark: the next character, if there is no such word and it can matter.
    """
    first = first or DIGIT
    then = word if word else "" if first != DIGIT else _kind(mark) if mark else ANYTHING
    return _TABLE.get((first, then)) or _TABLE[first, ANYTHING]


def _kind(mark: str) -> str:
    """Entry of `_AFTER_NUMBER` for a character."""
    return "GLUED" if mark.isalnum() or mark in "_'’‘`" else "SPACE" if mark.isspace() else mark
