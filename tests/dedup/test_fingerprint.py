"""Fingerprints: what makes two bodies the same, and what a sketch promises."""

import random

import numpy as np
from dedup_texts import story
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.dedup.fingerprint import Hashes, fingerprint, outside_furniture, shingles
from dossier_etl.dedup.thresholds import MIN_SKETCH, SKETCH_FRACTION

NONE: Hashes = np.empty(0, np.uint64)
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
    left = shingles("日本政府は十日、新しい港の建設を始めると発表した。", NONE)
    right = shingles("日本政府は十日、新しい港の建設を始めると表明した。", NONE)
    shared = np.intersect1d(left.hashes, right.hashes).size
    assert left.hashes.size > 15
    assert 0.6 < shared / left.hashes.size < 1


def test_empty_and_tiny_texts_have_fingerprints() -> None:
    assert fingerprint("").n_shingles == 0
    assert fingerprint("—").text_key == fingerprint("").text_key
    assert fingerprint("word").n_shingles == 1
    assert fingerprint("two words").sketch.size == 1


def test_a_sketch_keeps_a_share_of_a_long_text_and_all_of_a_tiny_one() -> None:
    found = fingerprint(story("long", 8000))
    assert 0.8 < found.sketch.size * SKETCH_FRACTION / found.n_shingles < 1.2
    assert fingerprint(story("short", 24)).sketch.size == 22
    assert fingerprint(story("middling", 200)).sketch.size == MIN_SKETCH


def test_a_very_long_text_is_no_special_case() -> None:
    body = story("very long", 30_000)
    assert set(shingles(story("very long", 30_000)[:2000], NONE).hashes[:-5]) & set(shingles(body, NONE).hashes)
    assert fingerprint(body).n_tokens == 30_000


def array(*values: int) -> Hashes:
    return np.array(values, np.uint64)


def test_a_passage_between_common_points_is_furniture() -> None:
    in_order = array(90, 1, 91, 2, 92, 3, 93, 4, 94)  # 1 to 4 are the sketch
    sketch = array(1, 2, 3, 4)
    assert outside_furniture(in_order, sketch, array(1, 2)).tolist() == [92, 3, 93, 4, 94], (
        "up to the last common point"
    )
    assert outside_furniture(in_order, sketch, array(3, 4)).tolist() == [90, 1, 91, 2, 92]
    assert outside_furniture(in_order, sketch, array(2)).tolist() == [90, 1, 91, 92, 3, 93, 4, 94], "only itself"
    assert outside_furniture(in_order, sketch, array(1, 2, 3, 4)).size == 0
    assert outside_furniture(in_order, sketch, array(5)).tolist() == in_order.tolist()


@given(TEXTS, st.randoms(use_true_random=False))
def test_what_is_left_of_a_text_are_shingles_of_it_that_are_not_common(body: str, rng: random.Random) -> None:
    sketch = fingerprint(body).sketch
    common = sketch[[rng.random() < 0.5 for _ in sketch]]
    left = shingles(body, common).hashes
    assert set(left) <= set(shingles(body, NONE).hashes) - set(common)
    assert set(sketch) - set(common) <= set(left)


@given(TEXTS, TEXTS)
def test_shared_sketch_hashes_are_shared_shingles(left: str, right: str) -> None:
    a, b = fingerprint(left), fingerprint(right)
    shared = np.intersect1d(shingles(left, NONE).hashes, shingles(right, NONE).hashes)
    assert set(np.intersect1d(a.sketch, b.sketch)) <= set(shared)
    kept = shared[shared < np.uint64(2**64 // SKETCH_FRACTION)]
    assert set(kept) <= set(np.intersect1d(a.sketch, b.sketch))


@given(TEXTS)
def test_a_fingerprint_is_a_pure_function_of_the_words(body: str) -> None:
    assert fingerprint(body).sketch.tolist() == fingerprint(f"  {body}\n…").sketch.tolist()


@given(st.lists(st.sampled_from(["alpha", "beta", "gamma", "12", "7"]), min_size=1, max_size=30))
def test_shingles_are_the_distinct_runs_of_three_words(tokens: list[str]) -> None:
    runs = {tuple(tokens[i : i + 3]) for i in range(max(1, len(tokens) - 2))}
    assert shingles(" ".join(tokens), NONE).hashes.size == len(runs)
