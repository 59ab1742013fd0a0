"""Finds the surface expressions: a cheap trigger scan, then the one alternation of all rules where something can stand.

A digit or a word of time (`TRIGGER`) opens a small window; inside windows `SCANNER` looks only at words an expression can
begin with. Text without words of time costs the trigger scan alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from dossier_etl.enrich.timex.grammar import RULE, RULES, anonymous
from dossier_etl.enrich.timex.lexicon import DECADES, MONTHS, ORDINALS, PERIODIC, SEASONS, UNITS, VAGUE, WEEKDAYS
from dossier_etl.enrich.timex.numbers import ONES, TENS

_BEFORE = 64
"""Characters before a trigger an expression may begin ("the comparable year-ago fiscal third quarter")."""
_AFTER = 96
"""Characters after a trigger an expression may still run."""

_STEMS = """
second minute hour day night week fortnight month quarter semester season year decade centur millenni morning afternoon evening
noon midday midnight dawn dusk overnight tonight spring summer autumn fall winter now recent current present lately soon
previously formerly future past long moment time term while twenties thirties forties fifties sixties seventies eighties
nineties today tomorrow yesterday halloween easter christmas then o'clock thanksgiving generations
january february march april may june july august september october november december jan feb mar apr jun jul aug sep oct nov dec
mon tue wed thu fri sat sun nineteen eighteen seventeen two twenty hourly weekly monthly quarterly annually yearly biennially
semiannually biannually bimonthly bi-weekly daily nightly biweekly fortnightly bastille boxing good
"""
TRIGGER = re.compile(r"\d|\b(?:" + "|".join(sorted(_STEMS.split(), key=len, reverse=True)) + r")", re.IGNORECASE)

_OPENERS = """
the this that these those a an another all at up no more less fewer longer nearly almost about around roughly approximately some over
under just only well close exactly every each early late earlier later very most
"""
"""Words an expression can begin with only if one of `_FIRST` or `_AFTER_OPENER` follows: the commonest words of English."""
_AFTER_OPENER = """
the a an this that these those than least most to over under fiscal full entire whole additional extra mere single foreseeable near
distant immediate period short long short-term long-term not not-too-distant very other more in on part of calendar
"""
_FIRST = """
mid sometime shortly beginning start end middle turn latter rest remainder opening next past previous coming
following current same upcoming preceding prior present succeeding final last latest recent ensuing subsequent intervening initial
closing comparable corresponding year-ago year-earlier flat half couple few several many dozens hundreds thousands countless multi
number once twice three per fiscal fy q1 q2 q3 q4 h1 h2 ad a.d noon midnight morning afternoon evening night nights
overnight today yesterday tomorrow tonight millennia midday mornings hundred thousand dozen then
thanksgiving christmas new election independence labor memorial veterans halloween valentine easter good boxing bastille
columbus martin presidents generations just-ended
"""


def _words(words: set[str]) -> str:
    """Alternation of whole words, grouped by first letter so that most words of a text fail on one character."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=lambda w: (-len(w), w)):
        by_letter[word[0]].append(re.escape(word[1:]))
    branches = (f"[{c}{c.upper()}](?i:{'|'.join(rest)})(?![a-zA-Z])" for c, rest in sorted(by_letter.items()))
    return rf"(?-i:\d|['’‘`](?=\d)|{'|'.join(branches)}|FY\d|AD\d)"


def _start_pattern() -> str:
    """Where an expression can begin."""
    openers = set(_OPENERS.split())
    first = {
        *_FIRST.split(),
        *ONES.split("|"),
        *TENS.split("|"),
        *MONTHS,
        *WEEKDAYS,
        *SEASONS,
        *DECADES,
        *PERIODIC,
        *ORDINALS,
    }
    first |= {f"{w}s" for w in WEEKDAYS} | {f"{w}s" for w in UNITS} | {*UNITS, "centuries"}
    first |= {re.split(r"[ -]", phrase)[0] for phrase in VAGUE}
    first -= openers
    follow = _words(first | openers | {*_AFTER_OPENER.split(), *" ".join(VAGUE).split()})
    return rf"(?:(?:{'|'.join(sorted(openers, key=len, reverse=True))})[ \t\n\xa0-]{{1,2}}{follow}|{_words(first)})"


SCANNER = re.compile(
    rf"(?<![\w$£€¥#])(?={_start_pattern()})(?:"
    + "|".join(f"(?P<{rule.name}>{anonymous(rule.pattern.pattern)})" for rule in RULES)
    + r")(?!\w)",
    re.IGNORECASE,
)
"""All rules in one alternation, first match wins; ``lastgroup`` names the rule."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A surface match: ``rule`` and its match object, whose named groups the resolver reads."""

    rule: str
    start: int
    end: int
    match: re.Match[str]

    def __getitem__(self, group: str) -> str | None:
        found = self.match[group]
        return found.lower() if found else None


def windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of the text around triggers, merged where they touch, edges moved to spaces."""
    lo = hi = -1
    for trigger in TRIGGER.finditer(text):
        start = trigger.start()
        if lo >= 0 and start - _BEFORE <= hi:
            hi = start + _AFTER
            continue
        if lo >= 0:
            yield lo, hi
        lo = max(start - _BEFORE, hi, 0)
        hi = start + _AFTER
    if lo >= 0:
        yield lo, min(hi, len(text))


def scan(text: str) -> Iterator[Hit]:
    """Surface matches in text order, not overlapping."""
    pos = 0
    for lo, hi in windows(text):
        pos = max(lo, pos)
        # an expression that begins in the window may end behind it: look on, but leave what begins there to the next window
        while pos < hi and (found := SCANNER.search(text, pos, min(hi + 2 * _AFTER, len(text)))) and found.start() < hi:
            rule = found.lastgroup or ""
            match = RULE[rule].match(text, found.start())
            pos = found.end()
            if match and match.end() > match.start():
                yield Hit(rule, match.start(), match.end(), match)
                pos = max(pos, match.end())
