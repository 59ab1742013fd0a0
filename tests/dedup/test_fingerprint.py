"""Fingerprints: what makes two bodies the same, and what a sketch promises."""

import numpy as np
from dedup_texts import story
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.dedup.fingerprint import fingerprint, shingles
from dossier_etl.dedup.thresholds import BOTTOM_K, SKETCH_FRACTION

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=400)


def test_case_punctuation_layout_and_invisible_characters_do_not_matter() -> None:
    plain = fingerprint('He said "no" to the minister\'s offer of 5 ships.')
    other = fingerprint("He said «NO» —\n\n to the minister’s of\u00adfer of\u200b 5   ships")
    assert (other.body_key, other.digits, other.sketch.tolist()) == (
        plain.body_key,
        plain.digits,
        plain.sketch.tolist(),
    )


def test_words_order_and_numbers_matter() -> None:
    texts = ["five ships sailed north", "five ships sailed south", "ships five sailed north", "5 ships sailed north"]
    assert len({fingerprint(t).text_key for t in texts}) == 4
    assert fingerprint(texts[0]).digits == 0
    assert fingerprint(texts[3]).digits != 0


def test_marks_belong_to_their_word_and_composed_forms_are_one() -> None:
    assert fingerprint("ममता ने कहा").n_tokens == 3
    assert fingerprint("cafe\u0301 olé now").text_key == fingerprint("café olé now").text_key


def test_scripts_without_spaces_are_cut_by_characters() -> None:
    left = shingles("日本政府は十日、新しい港の建設を始めると発表した。")
    right = shingles("日本政府は十日、新しい港の建設を始めると表明した。")
    shared = np.intersect1d(left.hashes, right.hashes).size
    assert left.hashes.size > 15
    assert 0.6 < shared / left.hashes.size < 1


def test_empty_and_tiny_texts_have_fingerprints() -> None:
    assert fingerprint("").n_shingles == 0
    assert fingerprint("—").text_key == fingerprint("").text_key
    assert fingerprint("word").n_shingles == 1
    assert fingerprint("two words").sketch.size == 1


def test_a_sketch_keeps_about_one_hash_in_sixteen() -> None:
    found = fingerprint(story("long", 8000))
    assert 0.8 < found.sketch.size * SKETCH_FRACTION / found.n_shingles < 1.2
    assert fingerprint(story("short", 24)).sketch.size >= BOTTOM_K


def test_a_very_long_text_is_no_special_case() -> None:
    body = story("very long", 30_000)
    assert set(shingles(story("very long", 30_000)[:2000]).hashes[:-5]) & set(shingles(body).hashes)
    assert fingerprint(body).n_tokens == 30_000


@given(TEXTS, TEXTS)
def test_shared_sketch_hashes_are_shared_shingles(left: str, right: str) -> None:
    a, b = fingerprint(left), fingerprint(right)
    shared = np.intersect1d(shingles(left).hashes, shingles(right).hashes)
    assert set(np.intersect1d(a.sketch, b.sketch)) <= set(shared)
    kept = shared[shared < np.uint64(2**64 // SKETCH_FRACTION)]
    assert set(kept) <= set(np.intersect1d(a.sketch, b.sketch))


@given(TEXTS)
def test_a_fingerprint_is_a_pure_function_of_the_words(body: str) -> None:
    assert fingerprint(body).sketch.tolist() == fingerprint(f"  {body}\n…").sketch.tolist()


@given(st.lists(st.sampled_from(["alpha", "beta", "gamma", "12", "7"]), min_size=1, max_size=30))
def test_shingles_are_the_distinct_runs_of_three_words(tokens: list[str]) -> None:
    runs = {tuple(tokens[i : i + 3]) for i in range(max(1, len(tokens) - 2))}
    assert shingles(" ".join(tokens)).hashes.size == len(runs)
