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

_FIRST = """
the this that these those a an another all its his her their our by at up as no more less fewer longer nearly almost about
around roughly approximately some over under just well close exactly early late earlier later mid very sometime
shortly beginning start end middle turn latter rest remainder height dawn eve opening next past previous coming following
current same upcoming preceding prior present succeeding final last latest recent ensuing subsequent intervening initial closing
comparable corresponding year-ago year-earlier flat half couple few several many dozens hundreds thousands countless multi
number every each once twice three per fiscal fy q1 q2 q3 q4 h1 h2 ad a.d noon midnight morning afternoon evening night nights
overnight today yesterday tomorrow tonight then most millennia midday day-long mornings hundred dozen ahead of sometime
thanksgiving christmas new election independence labor memorial veterans halloween valentine easter good boxing bastille
columbus martin presidents all generations just-ended mid-morning mid-afternoon midnight
"""


def _start_pattern() -> str:
    """Words an expression can begin with, grouped by first letter so that most words fail on one character."""
    words = {
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
    words |= {f"{w}s" for w in WEEKDAYS} | {f"{w}s" for w in UNITS} | {*UNITS, "centuries"}
    words |= {re.split(r"[ -]", phrase)[0] for phrase in VAGUE}
    by_letter: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=lambda w: (-len(w), w)):
        by_letter[word[0]].append(re.escape(word[1:]))
    branches = (f"[{c}{c.upper()}](?i:{'|'.join(rest)})(?![a-zA-Z])" for c, rest in sorted(by_letter.items()))
    return rf"(?-i:\d|['’‘`](?=\d)|{'|'.join(branches)}|FY\d|AD\d)"


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
    done = 0
    for lo, hi in windows(text):
        pos = max(lo, done)
        while pos < hi and (found := SCANNER.search(text, pos, min(hi + _AFTER, len(text)))):
            rule = found.lastgroup or ""
            match = RULE[rule].match(text, found.start())
            pos = max(found.end(), found.start() + 1)
            if match and match.end() > match.start():
                yield Hit(rule, match.start(), match.end(), match)
                pos = max(pos, match.end())
        done = max(done, pos if pos < hi else hi)
