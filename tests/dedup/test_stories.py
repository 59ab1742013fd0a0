"""Roles, partners, history and the gate."""

import datetime as dt

from dedup_lake import Lake
from dedup_texts import Text, days, edited, excerpt, report, story

from dossier_etl.dedup.members import story_id_of
from dossier_etl.dedup.stories import assign_stories, find_pairs, upgrade
from dossier_etl.dedup.views import violations

BODY = story("a harbour strike")


def test_a_late_original_takes_the_role_of_first_and_the_rename_is_told(lake: Lake) -> None:
    lake.load([Text("copy", BODY, days(3))])
    assert lake.role("copy") == ("first", None, None)
    lake.load([Text("original", BODY.upper(), days(1))], "second")
    assert lake.role("original") == ("first", None, None)
    assert lake.role("copy") == ("copy", "original", "exact")
    assert lake.rows("SELECT * FROM story_history") == [
        (story_id_of("copy"), story_id_of("original"), "renamed", "second")
    ]


def test_a_bridging_document_merges_two_stories_and_says_so(lake: Lake) -> None:
    left, right = story("left half", 150), story("right half", 150)
    lake.load([Text("a", left, days(0)), Text("b", right, days(1))])
    assert len(lake.rows("SELECT DISTINCT story_id FROM story_members")) == 2
    lake.load([Text("c", f"{left}\n\n{right}", days(-1))], "bridge")
    assert {r[0] for r in lake.rows("SELECT story_id FROM story_members")} == {story_id_of("c")}
    assert lake.rows("SELECT story_id, replaced_by, reason FROM story_history ORDER BY 1") == sorted(
        [(story_id_of("a"), story_id_of("c"), "merged"), (story_id_of("b"), story_id_of("c"), "merged")]
    )


def test_known_publications_loaded_with_others_do_not_move(lake: Lake) -> None:
    lake.load([Text("a", BODY, days(0)), Text("b", edited(BODY, "b"), days(1))], "first")
    lake.load([Text("c", story("something else"), days(2))], "second")
    assert lake.rows("SELECT article_id, run_id FROM story_members ORDER BY 1") == [
        ("a", "first"),
        ("b", "first"),
        ("c", "second"),
    ]
    assert lake.rows("SELECT * FROM story_history") == []


def test_an_excerpt_never_stands_for_the_story_even_if_dated_earlier(lake: Lake) -> None:
    lake.load([Text("teaser", excerpt(BODY, 60), days(0)), Text("full", BODY, days(4))])
    assert lake.role("full") == ("first", None, None)
    assert lake.role("teaser") == ("excerpt", "full", "excerpt")
    conflicts = lake.rows("SELECT article_id, source_id, conflict, days FROM date_conflicts")
    assert conflicts == [("teaser", "full", "dated before its source", 4)]


def test_a_vague_date_does_not_displace_an_exact_one(lake: Lake) -> None:
    lake.load(
        [Text("vague", BODY, dt.date(2019, 1, 1), dt.date(2019, 12, 31)), Text("exact", BODY, dt.date(2019, 3, 4))]
    )
    assert lake.role("exact")[0] == "first"


def test_capture_time_then_id_break_ties(lake: Lake) -> None:
    early, late = dt.datetime(2019, 3, 4, 8, tzinfo=dt.UTC), dt.datetime(2019, 3, 4, 9, tzinfo=dt.UTC)
    lake.load(
        [
            Text("a", BODY, days(0), captured_at=late),
            Text("b", BODY, days(0), captured_at=early),
            Text("c", BODY, days(0)),
        ]
    )
    assert [lake.role(i)[0] for i in "abc"] == ["copy", "first", "copy"]


def test_weekly_reports_that_differ_in_their_numbers_stay_apart(lake: Lake) -> None:
    lake.load([Text(f"w{w}", report(w), days(7 * w)) for w in range(3)])
    assert [lake.role(f"w{w}")[0] for w in range(3)] == ["first"] * 3


def test_an_injected_near_duplicate_is_a_violation(lake: Lake) -> None:
    lake.load([Text("a", BODY, days(0)), Text("b", edited(BODY, "b"), days(1))])
    assert lake.rows("FROM dedup_violations") == []
    assert lake.rows("FROM near_duplicate_articles") == []
    lake.con.execute("UPDATE story_members SET role = 'first' WHERE article_id = 'b'")
    found = lake.rows(violations("lake"))
    assert [row[:3] for row in found] == [("a", "b", "near")]
    assert lake.rows("FROM near_duplicate_articles") == found


def test_an_exact_copy_that_stands_as_first_is_a_violation(lake: Lake) -> None:
    lake.load([Text("a", BODY, days(0)), Text("b", BODY, days(1))])
    lake.con.execute("UPDATE story_members SET role = 'first' WHERE article_id = 'b'")
    assert [row[:3] for row in lake.rows(violations("lake"))] == [("a", "b", "exact")]


def test_a_rolled_back_batch_leaves_nothing_behind(lake: Lake) -> None:
    lake.load([Text("a", BODY, days(0))])
    before = {t: lake.rows(f"FROM {t} ORDER BY ALL") for t in ("story_members", "fingerprints", "sketches")}
    lake.con.execute("BEGIN")
    lake.stage([Text("b", BODY, days(-1))])
    find_pairs(lake.con, "lake", "staged_texts")
    assign_stories(lake.con, "lake", "staged_texts", "lost")
    lake.con.execute("ROLLBACK")
    assert {t: lake.rows(f"FROM {t} ORDER BY ALL") for t in before} == before
    lake.load([Text("c", BODY, days(1))])
    assert lake.role("c") == ("copy", "a", "exact")


def test_a_batch_without_texts_is_fine(lake: Lake) -> None:
    lake.load([])
    assert lake.members() == []


def test_the_views_keep_every_publication_once(lake: Lake) -> None:
    lake.load(
        [
            Text("a", BODY, days(0), outlet="The Courier"),
            Text("b", edited(BODY, "b"), days(2), outlet="The Echo"),
            Text("c", BODY, days(4), outlet="The Echo"),
            Text("d", story("alone"), days(1)),
        ]
    )
    assert lake.rows("SELECT article_id, n_copies FROM articles ORDER BY 1") == [("a", 2), ("d", 0)]
    assert lake.rows("SELECT article_id, copy_of, relation FROM appearances ORDER BY 1") == [
        ("b", "a", "near"),
        ("c", "a", "exact"),
    ]
    assert lake.rows("SELECT outlet, source_outlet, publications, exact, near, median_lag_days FROM republishers") == [
        ("The Echo", "The Courier", 2, 1, 1, 3.0)
    ]
    assert lake.rows("SELECT first_outlet, publications, outlets, copies FROM stories ORDER BY 2") == [
        ("The Courier", 1, 1, 0),
        ("The Courier", 3, 2, 2),
    ]


def test_furniture_that_recurs_frees_the_texts_it_had_bound(lake: Lake) -> None:
    footer = story("house rules", 120)
    texts = [Text(f"t{i}", f"{story(f'own {i}', 36)}\n\n{footer}", days(30 * i)) for i in range(7)]
    lake.load(texts[:2])
    assert [lake.role(f"t{i}")[0] for i in range(2)] == ["first", "copy"], "nothing recurs yet"
    lake.load(texts[2:])
    assert [lake.role(f"t{i}")[0] for i in range(7)] == ["first"] * 7
    assert lake.rows("FROM story_pairs WHERE kind IS NOT NULL") == []


def test_short_copies_under_different_furniture_are_found_once_it_recurs(lake: Lake) -> None:
    ours, theirs = story("our house rules", 150), story("their house rules", 150)
    body = story("a short item", 40)
    lake.load([Text("a", f"{body}\n\n{ours}", days(0)), Text("b", f"{edited(body, 'b')}\n\n{theirs}", days(1))])
    assert [lake.role(i)[0] for i in "ab"] == ["first", "first"], "most of either page is its outlet's own"
    for i in range(1, 6):
        lake.load([Text(f"o{i}", f"{story(f'o{i}', 60)}\n\n{ours}", days(30 * i))])
        lake.load([Text(f"t{i}", f"{story(f't{i}', 60)}\n\n{theirs}", days(30 * i))])
    assert lake.role("b") == ("copy", "a", "near")
    assert len(lake.rows("SELECT DISTINCT story_id FROM story_members")) == 11


def test_a_lake_of_another_fingerprint_version_is_rebuilt_by_the_next_batch(lake: Lake) -> None:
    texts = [Text("a", BODY, days(0)), Text("b", edited(BODY, "b"), days(1)), Text("c", story("alone"), days(2))]
    lake.load(texts)
    tables = ("fingerprints", "sketches", "story_pairs", "story_members")
    before = {t: lake.rows(f"FROM {t} ORDER BY ALL") for t in tables}
    # As version 1 left it: sparser sketches, and a column for the stop-list that was.
    lake.con.execute("UPDATE fingerprints SET version = 1")
    lake.con.execute("DELETE FROM sketches WHERE hash % 2 = 0")
    lake.con.execute("ALTER TABLE story_pairs ADD COLUMN stoplist INTEGER")
    lake.con.execute("BEGIN")
    upgrade(lake.con, "lake", "later")
    lake.con.execute("COMMIT")
    lake.con.execute("ALTER TABLE story_pairs DROP COLUMN stoplist")
    assert {t: lake.rows(f"FROM {t} ORDER BY ALL") for t in tables} == before
