import re

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from dossier_etl.clean.html import words
from dossier_etl.clean.html.words import HEAD, WordOdds, words_of

ODDS = {"the": -0.5, "share": -2.25, "δρόμος": 1.5, "été": 0.25, "新闻": 3.0, "a_1": 0.75, "i": 0.125}
KNOWN = WordOdds.of(ODDS)


def looked_up(texts: list[str]) -> list[list[float]]:
    odds, starts = KNOWN.look_up(texts)
    return [part.tolist() for part in (odds[a:b] for a, b in zip(starts, [*starts[1:], len(odds)], strict=True))]


def test_every_word_of_a_text_has_its_odds_and_a_zero_ends_them() -> None:
    assert looked_up(["The street, été", "—", "share: 新闻 a_1"]) == [
        [-0.5, 0.0, 0.25, 0.0],
        [0.0],
        [-2.25, 3.0, 0.75, 0.0],
    ]


def test_only_the_head_of_a_text_is_looked_at() -> None:
    assert looked_up(["x " * (HEAD // 2) + "share"]) == [[0.0] * (HEAD // 2 + 1)]


def test_a_lexicon_without_words_knows_none() -> None:
    odds, starts = WordOdds.of({}).look_up(["some words", "more"])
    assert (odds.tolist(), starts.tolist()) == ([0.0] * 5, [0, 3])


@given(
    st.lists(
        st.text(st.sampled_from("theSHARΣςσéİ新闻_1 .,\ud800\U0001d41a") | st.characters(exclude_characters="\x00"))
    )
)
@example(["İ" * HEAD])
@example(["ΔΡΌΜΟΣ δρόμος"])
def test_the_odds_are_those_of_the_words_cut_one_by_one(texts: list[str]) -> None:
    texts = [t for t in texts if t]
    if texts:
        assert looked_up(texts) == [[*(ODDS.get(w, 0.0) for w in words_of(t)), 0.0] for t in texts]


def test_no_character_of_a_word_is_beyond_those_that_are_looked_at() -> None:
    beyond = np.arange(words._ASSIGNED, 0x110000, dtype=np.uint32).tobytes().decode("utf-32-le")
    assert not re.search(r"\w", beyond)
