"""Finds the surface expressions: one search for the words an expression can begin with, and there only the rules that can begin
with them (`openings`). What is found counts if a digit or a word of time (`TRIGGER`) is near.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dossier_etl.enrich.timex.first_words import FIRST_WORDS, rules_at
from dossier_etl.enrich.timex.grammar import RULE
from dossier_etl.enrich.timex.lexicon import UNITS, VAGUE
from dossier_etl.enrich.timex.trie import trie
from dossier_etl.model.text import lower_keeping_offsets

_BEFORE = 64
"""Characters before a trigger an expression may begin ("the comparable year-ago fiscal third quarter")."""
_AFTER = 96
"""Characters after a trigger an expression may still run."""

_STEMS = """
second minute hour day night week fortnight month quarter half semester season year decade centur millenni morning afternoon evening
noon midday midnight dawn dusk overnight tonight spring summer autumn fall winter now recent current present lately soon
previously formerly future past long moment time term while twenties thirties forties fifties sixties seventies eighties
nineties today tomorrow yesterday halloween easter christmas then o'clock thanksgiving generations
january february march april may june july august september october november december jan feb mar apr jun jul aug sep oct nov dec
mon tue wed thu fri sat sun nineteen eighteen seventeen two twenty hourly weekly monthly quarterly annually yearly biennially
semiannually biannually bimonthly bi-weekly daily nightly biweekly fortnightly bastille boxing good
"""
_OPENERS = """
the this that these those a an another all at up no more less fewer longer nearly almost about around roughly approximately some over
under just only well close exactly every each early late earlier later very most
"""
"""Words an expression can begin with only if another of those words or one of `_AFTER_OPENER` follows: the commonest words of English."""
_AFTER_OPENER = """
the a an this that these those than least most to over under fiscal full entire whole additional extra mere single foreseeable near
distant immediate period short long short-term long-term not not-too-distant very other more in on part of calendar number thousand
"""


def _start_pattern() -> str:
    """Return where an expression can begin: at a number or at one of its first words, the commonest of them only before some others."""
    number = r"\d|['’‘`](?=\d)"
    whole, openers = "(?![a-z])", {*_OPENERS.split()}
    second = FIRST_WORDS | {*UNITS, *_AFTER_OPENER.split(), *" ".join(VAGUE).split()}
    follow = rf"[ \t\n\xa0-]{{1,2}}(?:{number}|{trie(dict.fromkeys(second, whole))})"
    word, opener = trie(dict.fromkeys(FIRST_WORDS, whole)), trie(dict.fromkeys(openers & FIRST_WORDS, whole))
    # What may follow is written once, not in every branch that ends an opener: the pattern is 20 times shorter, and compiled in 20 ms.
    return f"(?:{number}|(?={word})(?:(?!{opener})|{opener}{follow}))"


STARTS = re.compile(
    rf"[^\w$£€¥#](?={_start_pattern()})(?=([a-z]*)\d*(?:[ \t\n\xa0]{{1,2}}([a-z]+)|((?![.,:/]\D)[\s\S])?))"
)
"""In lower-case text: the character before an expression can begin, the letters of its first word, and what follows that word or
number: the next word or else a character (but no full stop, comma, colon or slash that no digit follows). The search steps from one
such character to the next in `re`'s own loop."""
TRIGGER = re.compile(rf"\d|\b{trie(dict.fromkeys(_STEMS.split(), ''))}")
"""In lower-case text: a digit or the beginning of a word of time."""
_LONGEST_STEM = max(map(len, _STEMS.split()))


@dataclass(frozen=True, slots=True)
class SurfaceMatch:
    """A surface match: ``rule`` and its match object, whose named groups the resolver reads."""

    rule: str
    start: int
    end: int
    match: re.Match[str]

    def __getitem__(self, group: str) -> str | None:
        found = self.match[group]
        return found.lower() if found else None


def _near_time(lower: str, start: int) -> bool:
    """Return True if a trigger begins close enough to ``start``, after it or before."""
    found = TRIGGER.search(lower, start, start + _BEFORE + _LONGEST_STEM)
    if found and found.start() - start <= _BEFORE:
        return True
    return TRIGGER.search(lower, max(0, start - _AFTER + 1), start + _LONGEST_STEM) is not None


@cache
def _whole(rule: str) -> re.Pattern[str]:
    """The rule's pattern, ending with a word."""
    return re.compile(rf"(?:{RULE[rule].pattern})(?!\w)", re.IGNORECASE)


def _end(text: str, rule: str, match: re.Match[str]) -> int:
    """Return where to look on behind a match; 0 when no reading of the rule ends with its word. Text glued to an expression ("June 9,
    2014Share") is no reason to read less of it, if a shorter reading would do."""
    end = match.end()
    if not (text[end : end + 1].isalnum() or text.startswith("_", end)):
        return end
    whole = _whole(rule).match(text, match.start())
    return max(end, whole.end()) if whole else 0


def scan(text: str) -> Iterator[SurfaceMatch]:
    """Surface matches in text order, not overlapping."""
    pos = 0
    lower = lower_keeping_offsets(text)
    # a line break in front gives an expression at the very start a character before it, and makes that character's offset its own
    for found in STARTS.finditer("\n" + lower):
        start = found.start()
        if start < pos:
            continue
        for rule in rules_at(*found.groups()):
            match = rule.pattern.match(text, start)
            if match and (end := _end(text, rule.name, match)):
                if _near_time(lower, start):
                    yield SurfaceMatch(rule.name, start, match.end(), match)
                    pos = end
                break
