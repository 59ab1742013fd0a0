"""Exact comparison of two texts, and how verified pairs become stories."""

import itertools

import numpy as np
from dedup_texts import edited, excerpt, report, story
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.dedup.cluster import Edge, clusters, excerpts, neighbours, stars
from dossier_etl.dedup.fingerprint import Shingles
from dossier_etl.dedup.fingerprint import shingles as shingles_without
from dossier_etl.dedup.verify import compare


def shingles(body: str) -> Shingles:
    return shingles_without(body, np.empty(0, np.uint64))


def near(left: int, right: int, shared: int = 90) -> Edge:
    return Edge(min(left, right), max(left, right), "near", shared, 100, 100)


def part(small: int, large: int) -> Edge:
    sizes = (40, 400) if small < large else (400, 40)
    return Edge(min(small, large), max(small, large), "excerpt", 38, *sizes)


EDGES = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(40, 99)).filter(lambda e: e[0] != e[1]),
    max_size=30,
    unique_by=lambda e: (min(e[:2]), max(e[:2])),
).map(lambda rows: [near(*row) for row in rows])


def test_an_edited_text_is_near_and_its_beginning_an_excerpt() -> None:
    body = story("fire")
    assert compare(shingles(body), shingles(edited(body, "x", 0.1))).kind == "near"
    found = compare(shingles(body), shingles(excerpt(body, 50)))
    assert (found.kind, found.containment) == ("excerpt", 1.0)
    assert compare(shingles(body), shingles(story("flood"))).kind is None


def test_a_few_shared_words_are_no_copy() -> None:
    body = story("fire")
    assert compare(shingles(body), shingles(excerpt(body, 25))).kind is None, "too short for an excerpt"
    quoting = f"{story('own words', 300)} {excerpt(body, 50)}"
    assert compare(shingles(body), shingles(quoting)).kind is None


def test_numbers_in_the_same_places_tell_a_new_report_from_an_updated_story() -> None:
    assert compare(shingles(report(1)), shingles(report(2))).kind is None
    assert compare(shingles(report(1)), shingles(report(1) + " More follows soon.")).kind == "near"
    long = f"{story('quake', 300)} At least 12 people died and 40 were hurt in 3 towns."
    updated = long.replace("12", "19").replace("40", "66").replace(" 3 ", " 5 ")
    assert compare(shingles(long), shingles(updated)).kind == "near"


def test_a_digest_that_quotes_two_stories_does_not_join_them() -> None:
    first = [near(a, b) for a, b in itertools.combinations(range(4), 2)]
    second = [near(a, b) for a, b in itertools.combinations(range(10, 14), 2)]
    bridge = [near(5, 0, 45), near(5, 11, 42)]
    groups = stars([*range(4), 5, *range(10, 14)], neighbours(first + second + bridge))
    assert sorted(map(len, groups)) in ([4, 5], [1, 4, 4])
    assert not any({0, 10} <= set(g) for g in groups)


def test_a_text_is_an_excerpt_only_if_nothing_is_near_it() -> None:
    edges = neighbours([part(1, 9), part(2, 9), near(2, 3)])
    assert excerpts([1, 2, 3, 9], edges) == {1}


@given(EDGES, st.randoms(use_true_random=False))
def test_stories_do_not_depend_on_the_order_of_pairs(edges: list[Edge], rng: object) -> None:
    texts = list(range(13))
    expected = sorted(clusters(texts, neighbours(edges), min))
    shuffled = list(edges)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sorted(clusters(texts[::-1], neighbours(shuffled), min)) == expected


@given(EDGES)
def test_every_text_has_one_story_and_no_two_firsts_are_near(edges: list[Edge]) -> None:
    groups = clusters(range(13), neighbours(edges), min)
    assert sorted(t for g in groups for t in g) == list(range(13))
    firsts = {min(g) for g in groups}
    assert not any({e.left, e.right} <= firsts for e in edges)
