"""The same publications in any order, batching and split over runs end in the same tables."""

import random
from collections.abc import Sequence

import pytest
from dedup_lake import Lake
from dedup_texts import Text, corpus

from dossier_etl.dedup.stories import rebuild_stories

PURE = ("fingerprints", "sketches", "common_hashes", "story_pairs")


def load_all(lake: Lake, texts: Sequence[Text], size: int) -> None:
    for start in range(0, len(texts), size):
        lake.load(texts[start : start + size], f"run {start}")


def contents(lake: Lake) -> dict[str, list[tuple[object, ...]]]:
    return {"story_members": lake.members()} | {t: lake.rows(f"SELECT * FROM {t} ORDER BY ALL") for t in PURE}


@pytest.fixture(scope="module")
def expected() -> dict[str, list[tuple[object, ...]]]:
    lake = Lake()
    lake.load(corpus())
    return contents(lake)


def test_the_corpus_exercises_what_could_depend_on_order(expected: dict[str, list[tuple[object, ...]]]) -> None:
    assert expected["common_hashes"], "the footer recurs"
    kinds = {(row[2], row[4]) for row in expected["story_members"]}
    assert kinds == {("first", None), ("copy", "exact"), ("copy", "near"), ("excerpt", "excerpt")}
    stories = {row[0]: row[1] for row in expected["story_members"]}
    for s in range(6):
        assert len({stories[f"s{s}{m}"] for m in ("c0", "c1", "c2", "c3", "e")}) == 1
    assert len({stories[f"w{w:02}"] for w in range(12)} | {stories[f"f{f}"] for f in range(12)}) == 24
    found = sum(stories[f"i{i}0"] == stories[f"i{i}1"] for i in range(9))
    assert found >= 8, "short copies under different furniture"
    assert any(row[2] is None for row in expected["story_pairs"])


@pytest.mark.parametrize(("order", "size"), [("newest first", 23), ("shuffled", 9), ("shuffled again", 31)])
def test_any_order_and_batching_gives_the_same_tables(
    order: str, size: int, lake: Lake, expected: dict[str, list[tuple[object, ...]]]
) -> None:
    texts = corpus()
    if order == "newest first":
        texts.sort(key=lambda t: t.day, reverse=True)
    else:
        random.Random(order).shuffle(texts)
    load_all(lake, texts, size)
    assert contents(lake) == expected


def test_a_ducklake_on_disk_gives_the_same_tables(
    ducklake: Lake, expected: dict[str, list[tuple[object, ...]]]
) -> None:
    texts = corpus()
    random.Random("on disk").shuffle(texts)
    load_all(ducklake, texts, 20)
    assert contents(ducklake) == expected
    ducklake.forget([t.article_id for t in texts[:15]])
    ducklake.load(texts[:15])
    assert contents(ducklake) == expected


def test_forgetting_is_as_if_it_had_never_been_there(expected: dict[str, list[tuple[object, ...]]]) -> None:
    texts = corpus()
    gone = [t for t in texts if t.article_id.endswith(("c3", "1"))]
    left = [t for t in texts if t not in gone]
    never, forgot = Lake(), Lake()
    never.load(left)
    load_all(forgot, texts, 40)
    forgot.forget([t.article_id for t in gone])
    assert contents(forgot) == contents(never)
    forgot.load(gone)
    assert contents(forgot) == expected


def test_rebuilding_changes_nothing(lake: Lake) -> None:
    load_all(lake, corpus(), 30)
    before, runs = contents(lake), lake.rows("SELECT article_id, run_id FROM story_members ORDER BY ALL")
    lake.con.execute("BEGIN")
    rebuild_stories(lake.con, "lake", "rebuild")
    lake.con.execute("COMMIT")
    assert contents(lake) == before
    assert lake.rows("SELECT article_id, run_id FROM story_members ORDER BY ALL") == runs
