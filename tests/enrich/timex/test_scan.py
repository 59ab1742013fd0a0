"""The scan looks only where an expression can begin, and tries only the rules that can; it must find what looking everywhere
finds."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parse_trees import can_begin, parsed

from dossier_etl.enrich.timex.first_words import FIRST_WORDS, rules_at
from dossier_etl.enrich.timex.grammar import RULES
from dossier_etl.enrich.timex.lexicon import MONTHS, ORDINALS, PERIODIC, SEASONS, UNITS, VAGUE, WEEKDAYS
from dossier_etl.enrich.timex.scan import STARTS, scan

WHOLE = [re.compile(rf"(?<![\w$£€¥#])(?:{rule.pattern.pattern})(?!\w)", re.IGNORECASE) for rule in RULES]
SMALL = (
    "the a an this that these those last next past previous coming following recent about nearly over at least more than up to "
    "early late mid- earlier later every each some several few couple of two three twenty 12 1999 2014 '80s ago or and in on end "
    "beginning fiscal year-ago latest same Q3 half only just first full entire not one day years Christmas 9 a.m. noon today night"
)
WORDS = [
    *SMALL.split(),
    *MONTHS,
    *WEEKDAYS,
    *SEASONS,
    *UNITS,
    *ORDINALS,
    *PERIODIC,
    *" ".join(VAGUE).split(),
    "May",
    "Friday",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_the_fast_scan_finds_what_looking_everywhere_finds(text: str) -> None:
    everywhere = [
        (start, rule.name)
        for start in range(len(text))
        for rule, whole in zip(RULES, WHOLE, strict=True)
        if whole.match(text, start)
    ]
    assert [(hit.start, hit.rule) for hit in scan(text)][:1] == everywhere[:1]


TREES = {rule.name: parsed(rule.pattern.pattern) for rule in RULES}
EVERY_WORD = sorted(
    {word for rule in RULES for word in re.findall("[a-z]{2,}", rule.pattern.pattern.lower())} | {"nonsense"}
)
NUMBERS = ["5", "21", "123", "1990", "'87", "'80s"]
MARKS = [
    " )",
    "-",
    "–",
    "/",
    ".",
    ",",
    ":",
    "%",
    ")",
    "\n)",
    " \xa0)",
    "'s ",
    "st ",
    "½ ",
    "am ",
    "é",
    "_",
    " '",
    " 5",
    "-5",
    ". 5",
    ".5",
]
PROBES = {
    **{word: [f"{word} )", f"{word}-x"] for word in FIRST_WORDS},
    **{number: [number + mark for mark in MARKS] for number in NUMBERS},
    **{
        f"{first} and a word": [f"{first} {word}{tail}" for word in EVERY_WORD for tail in (" ", "-")]
        for first in ("the", "a", "twenty", "21")
    },
}


@pytest.mark.parametrize("opening", sorted(PROBES))
def test_no_rule_is_left_out_where_it_could_begin(opening: str) -> None:
    trees = {name: tree for name, tree in TREES.items() if can_begin(tree, opening.split()[0])}
    for probe in PROBES[opening]:
        if found := STARTS.match("\n" + probe.lower()):
            tried = {rule.name for rule in rules_at(*found.groups())}
            left_out = [name for name, tree in trees.items() if name not in tried and can_begin(tree, probe)]
            assert not left_out, probe
