"""No pattern of the package takes more than linear time, whatever text it meets."""

import subprocess
import sys
from pathlib import Path

import pytest
from patterns import slow_text

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    "longest",
    [
        pytest.param("24", id="exponential"),
        pytest.param("", id="quadratic", marks=[pytest.mark.slow, pytest.mark.timeout(900)]),
    ],
)
def test_no_pattern_grows_faster_than_its_text(longest: str) -> None:
    """In a process of its own, which sees what is compiled from the first import on."""
    command = [sys.executable, str(HERE / "patterns.py"), *filter(None, [longest])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    count = int(done.stderr.split()[0])
    assert count > 400, "the patterns of the package were not found"


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(?:!?\[[^\]]*\]\([^)]*\)|[\W_]|\s)*$",
        r"(a+)+$",
        r"\s*\|",
        r"(?is)<!DOCTYPE(?:[^\[>]|\[.*?\]\s*)*>",
        r"\d+[./-]",
        r".*=.*;",
    ],
)
def test_a_pattern_that_backtracks_is_found_out(pattern: str) -> None:
    assert slow_text(pattern, 0)


@pytest.mark.parametrize("pattern", [r"[a-z]{2,30} \d{1,4}", r"(?<!\s)\s+[|/]\s+", r"\bfoo\b|\bbar\b"])
def test_a_linear_pattern_is_not_suspected(pattern: str) -> None:
    assert slow_text(pattern, 0) == ""
