"""What the classifier is asked about, and what it reads around it."""

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.enrich.entities import words as words_module
from dossier_etl.enrich.entities.tagger import load_vocabulary
from dossier_etl.enrich.entities.windows import PLACES, REACH, WINDOW, windows
from dossier_etl.enrich.entities.words import SHAPES, Vocabulary


def asked(text: str) -> list[str]:
    """The words asked about, those of one run together."""
    out: list[str] = []
    for window in windows(text, load_vocabulary()):
        for (start, end), follows in zip(window.words, window.follows, strict=True):
            word = text[start:end]
            out = [*out[:-1], f"{out[-1]} {word}"] if follows else [*out, word]
    return out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rain fell over the hills of Kisumu yesterday.", ["Rain", "Kisumu"]),
        ("The rain stopped before noon.", []),
        ("The Hague is quiet.", ["The Hague"]),
        ("They seldom called the Bank for the Settlement of Debts again.", ["Bank for the Settlement of Debts"]),
        (
            "Voters liked Nouri al-Maliki and Osama bin Laden less.",
            ["Voters liked Nouri al - Maliki and Osama bin Laden"],
        ),
        ("Then the 20th Division of Inc. left.", ["20th Division of Inc ."]),
        ("It carried the U.S. flag past Apollo 11 again.", ["U . S . flag past Apollo 11"]),
        ("They say Moon Jae-in left again.", ["Moon Jae - in"]),
        ("COUNCIL BACKS NEW BRIDGE PLAN", ["COUNCIL BACKS NEW BRIDGE PLAN"]),
    ],
)
def test_only_words_that_may_be_names_are_asked_about(text: str, words: list[str]) -> None:
    assert asked(text) == words


def test_words_far_from_any_name_are_not_read() -> None:
    text = "Anna " + "very " * 40 + "slowly walked home."
    (window,) = windows(text, load_vocabulary())
    assert len(window.heads) + len(window.rest) == 1 + REACH
    assert window.end > 40  # the places left out are counted


def test_a_headline_is_read_without_its_case() -> None:
    (window,) = windows("Council Backs Bridge Plan", load_vocabulary())
    assert {SHAPES[shape] for _, shape, _ in window.heads} == {"unknown"}


def test_the_first_word_of_a_sentence_has_a_case_of_its_own() -> None:
    (window,) = windows("“Banks lend. Banks in Kenya lend.", load_vocabulary())
    assert [SHAPES[shape] for _, shape, _ in window.heads] == ["start", "start", "lower", "title"]


@given(
    st.lists(
        st.sampled_from(["Ana", "the", "of", ".", "\n", "U.S.", "supercalifragilistic", "北京", "—", "a" * 70]),
        max_size=400,
    )
)
def test_windows_keep_their_bounds_and_ask_about_every_word_once(words: list[str]) -> None:
    text = " ".join(words)
    seen: list[tuple[int, int]] = []
    for window in windows(text, load_vocabulary()):
        pieces = window.pieces()
        assert len(pieces) <= WINDOW + 2
        places = [place for _, _, place in pieces]
        assert len(set(places)) == len(places) and max(places) < PLACES + 2
        assert len(window.heads) == len(window.words) == len(window.follows) > 0
        seen += window.words
    assert seen == sorted(set(seen))
    assert sum(text[a:b] == "Ana" for a, b in seen) == words.count("Ana")


@pytest.mark.parametrize(
    ("word", "pieces"),
    [("Erdoğan", "er ##dog ##an"), ("São", "sao"), ("a_b", "a _ b"), ("北京", "北 京"), ("\U0001d504", "[UNK]")],
)
def test_words_come_apart_as_in_the_vocabulary_of_bert(word: str, pieces: str) -> None:
    data = resources.files("dossier_etl.enrich.entities") / "data" / "vocabulary.txt"
    number = {piece: i for i, piece in enumerate(data.read_text(encoding="utf-8").splitlines())}
    assert load_vocabulary().pieces(word) == tuple(number[p] for p in pieces.split())


@given(st.lists(st.text(min_size=1, max_size=8), max_size=40), st.integers(0, 6))
def test_a_small_memory_for_words_changes_no_answer(texts: list[str], room: int) -> None:
    lines = "[UNK]\na\n##a\nb\n##b\nab\n.\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words_module, "REMEMBERED", room)
        forgetful = Vocabulary(lines)
        for text in texts:
            assert forgetful.words(text) == Vocabulary(lines).words(text)


def test_spans_do_not_go_on_over_a_line_or_into_another_window() -> None:
    text = "Ana\nMaria Silva met\n" + "Kofi " * 200
    for window in windows(text, load_vocabulary()):
        assert not window.follows[0]
        for (_, end), (start, _), follows in zip(window.words, window.words[1:], window.follows[1:], strict=False):
            assert follows == ("\n" not in text[end:start])
