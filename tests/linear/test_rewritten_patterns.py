"""Patterns rewritten to be linear match what their plain, quadratic forms match."""

import itertools
import re

import pytest

from dossier_etl.enrich.outlet.proposals import _BEFORE_RUN, _SEPARATOR
from dossier_etl.search.forms import _WITH_UMLAUT


@pytest.mark.parametrize(
    ("linear", "plain", "alphabet"),
    [
        pytest.param(_WITH_UMLAUT, r"\w*[äöüøåÄÖÜØÅ]\w*", "aäÖ1 -", id="umlaut"),
        pytest.param(_SEPARATOR, r"\s+[|–—·•»:\-/]\s+|\s*[|｜]\s*|\s+::\s+", "a \n|｜–:", id="separator"),
        pytest.param(
            _BEFORE_RUN,
            r"(\w+)[\s:]{1,3}(?:the\s+|der\s+|die\s+|das\s+|el\s+|la\s+|o\s+)?$",
            ["a", "O", "the", " ", "\n", ":", "-"],
            id="before a run",
        ),
    ],
)
def test_the_linear_form_matches_the_same(linear: re.Pattern[str], plain: str, alphabet: str | list[str]) -> None:
    old = re.compile(plain, linear.flags)
    for length in range(1, 7):
        for parts in itertools.product(alphabet, repeat=length):
            text = "".join(parts)
            assert _matches(linear, text) == _matches(old, text), repr(text)


def _matches(pattern: re.Pattern[str], text: str) -> list[tuple[tuple[int, int], tuple[str | None, ...]]]:
    return [(match.span(), match.groups()) for match in pattern.finditer(text)]
