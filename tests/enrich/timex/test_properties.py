"""What holds for every text: spans lie in it, the answer is the same each time, and time grows with length only."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier_etl.enrich.timex import tag_timexes
from dossier_etl.model.edtf import Edtf

VOCABULARY = (
    "the a an last next this past first second third quarter year month week day days years two three 12 1999 2014 June May "
    "Friday Mondays early late mid- end of about nearly every each ago earlier later before and or to in on at 9 a.m. p.m. noon "
    "fiscal 1990s '80s century BC fall summer now recent the future half decade -old -long 's , . - / : 3/4/2013 14:30 \n"
)
WORDS = VOCABULARY.split(" ")
ANCHORS = st.sampled_from(
    [
        None,
        Edtf.day(2014, 6, 18),
        Edtf.month(2014, 6),
        Edtf.year(2014),
        Edtf.day(1, 1, 1),
        Edtf.day(9999, 12, 31),
        Edtf.parse("201X"),
    ]
)
LANGUAGES = st.sampled_from(["en", "und", "de", "ja", "vi", "ru", "hu", "ar", "xx", ""])
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=40).map("".join),
)


@settings(max_examples=200, deadline=None)
@given(TEXTS, ANCHORS, LANGUAGES)
def test_spans_lie_in_the_text_and_do_not_overlap(text: str, anchor: Edtf | None, language: str) -> None:
    end = 0
    for m in tag_timexes(text, anchor=anchor, language=language):
        assert end <= m.start < m.end <= len(text)
        assert text[m.start : m.end] == m.surface
        assert m.kind in ("date", "time", "duration", "set")
        assert m.timex
        assert (m.earliest is None) == (m.latest is None) == (m.value is None)
        if m.value is not None:
            assert m.earliest is not None
            assert m.latest is not None
            assert m.earliest <= m.latest
            Edtf.parse(m.value)
        end = m.end


@settings(max_examples=50, deadline=None)
@given(TEXTS, ANCHORS)
def test_the_same_text_gives_the_same_answer(text: str, anchor: Edtf | None) -> None:
    assert tag_timexes(text, anchor=anchor) == tag_timexes(text, anchor=anchor)


@pytest.mark.parametrize(
    "unit",
    ["1 ", "1-", "19", "12:", "1/2 ", "the last ", "two hundred ", "nearly a ", "twenty-", "Monday ", "the end of ", "last year's ",
     "a few ", "every other ", "May ", "the latest fiscal first-", " \n", "two or three and "],
)  # fmt: skip
def test_repetition_costs_no_more_than_its_length(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        taken = []
        for _ in range(3):  # the best of them: a garbage collection of all that a test process holds takes .3 s
            start = time.process_time()
            tag_timexes(text, anchor=None)
            taken.append(time.process_time() - start)
        return min(taken)

    assert seconds(16_000) < 8 * seconds(4_000) + 0.1


@pytest.mark.parametrize("gap", range(60, 200, 7))
def test_an_expression_is_given_once_wherever_it_stands(gap: int) -> None:
    filler = "lorem ipsum dolor sit amet " * 20
    text = "".join(f"It began on March 3, 1999 and ended a few weeks later. {filler[:gap]}\n" for _ in range(12))
    found = tag_timexes(text, anchor=None)
    assert [m.surface for m in found] == ["March 3, 1999", "a few weeks later"] * 12
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
