"""The scan looks only where an expression can begin; it must find what looking everywhere finds."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from dossier_etl.enrich.timex.grammar import RULES, anonymous
from dossier_etl.enrich.timex.lexicon import MONTHS, ORDINALS, PERIODIC, SEASONS, UNITS, VAGUE, WEEKDAYS
from dossier_etl.enrich.timex.scan import scan

EVERYWHERE = re.compile(
    r"(?<![\w$£€¥#])(?:" + "|".join(anonymous(rule.pattern.pattern) for rule in RULES) + r")(?!\w)", re.IGNORECASE
)
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
    everywhere = [m.start() for m in EVERYWHERE.finditer(text)]
    assert [hit.start for hit in scan(text)][:1] == everywhere[:1]
