"""The main job: what comes in is loaded, folded, refused or known, and the books balance."""

import dataclasses
import datetime as dt
import random
from pathlib import Path

import pytest
from support import contents, files, query

from dossier_etl.errors import ExpectationsFailed, QuarantineLimitExceeded, SourceError
from dossier_etl.lake import session
from dossier_etl.load import staging
from dossier_etl.pipeline import run as run_module
from dossier_etl.pipeline.ingest import Ingest, ingest
from dossier_etl.pipeline.reprocess import reprocess
from dossier_etl.settings import Settings

BALANCE = "SELECT count(*) FROM lake.batches WHERE items_in <> loaded + duplicates + quarantined + not_articles + known"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse with all seeds, read once in one batch."""
    settings = Settings(warehouse=tmp_path_factory.mktemp("filled") / "warehouse", workers=2, entities=False)
    ingest(settings, files(Path(__file__).parents[2] / "seeds"))
    return settings


def test_only_a_small_lake_is_planned_without_statistics(
    filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = "SELECT current_setting('disabled_optimizers')"
    with run_module.Run(filled, "audit", {}) as run:
        assert "join_order" in run.con.execute(planned).fetchall()[0][0]
    monkeypatch.setattr(session, "_SMALL_LAKE", 1)
    with run_module.Run(filled, "audit", {}) as run:
        assert run.con.execute(planned).fetchall() == [("",)]
    other = dataclasses.replace(filled, warehouse=tmp_path / "warehouse")
    ingest(other, files(Path(__file__).parents[2] / "seeds"))
    assert contents(other) == contents(filled)


def test_every_item_has_exactly_one_outcome_per_source(filled: Settings) -> None:
    assert query(filled, BALANCE) == [(0,)]
    items, documents = query(
        filled, "SELECT sum(items_in), (SELECT sum(n_items) FROM lake.documents) FROM lake.batches"
    )[0]
    assert (
        items
        == documents
        == query(filled, "SELECT (SELECT count(*) FROM lake.publications) + (SELECT count(*) FROM lake.quarantine)")[0][
            0
        ]
    )


def test_damage_is_told_with_its_place(filled: Settings) -> None:
    rows = query(filled, "SELECT source_uri, locator, kind, byte_start < byte_end FROM lake.incidents ORDER BY ALL")
    assert [(Path(uri).name, kind) for uri, _, kind, _ in rows] == [
        ("13-rows.jsonl", "bad_line"),
        ("14-crawl.warc.gz", "gzip_damaged"),
    ]
    assert rows[0][1] == "line:3" and rows[1][3]


def test_error_pages_are_refused_not_lost(filled: Settings) -> None:
    reasons = {r[0] for r in query(filled, "SELECT unnest(reasons) FROM lake.quarantine")}
    assert {"http_404", "redirect", "empty"} <= reasons


def test_a_late_original_takes_the_role_of_first(filled: Settings) -> None:
    rows = query(
        filled,
        "SELECT outlet, published_on FROM articles WHERE title = 'Halvern harbour to be dredged after eleven years'",
    )
    assert rows == [("Norsk Kystblad", dt.date(2024, 9, 16))]
    copies = query(filled, "SELECT outlet FROM appearances WHERE contains(title, 'Halvern') ORDER BY 1")
    assert copies == [("Northport Tribune",), ("The Halvern Gazette",)]


def test_reports_that_differ_in_their_numbers_are_two_articles(filled: Settings) -> None:
    assert query(filled, "SELECT count(*) FROM articles WHERE contains(body, 'vessels landed a total')") == [(2,)]


def test_a_day_is_never_guessed(filled: Settings) -> None:
    found = query(
        filled,
        """SELECT p.published_on, p.published_latest FROM lake.publications p JOIN lake.documents d USING (document_id)
           WHERE contains(d.source_uri, '21-unclear-order')""",
    )
    assert all(first <= dt.date(2021, 3, 4) and last >= dt.date(2021, 4, 3) for first, last in found)
    refused = query(
        filled,
        """SELECT reasons FROM lake.quarantine JOIN lake.documents USING (document_id)
           WHERE contains(source_uri, '20-from-the-future')""",
    )
    assert refused == [(["date_missing"],)]


def test_damaged_encodings_are_read_right(filled: Settings) -> None:
    bodies = query(
        filled, "SELECT body FROM lake.publications WHERE contains(body, 'Café') OR contains(body, 'Séamus Ó Briain')"
    )
    assert len(bodies) == 2 and not any("â€" in b or "Ã" in b for (b,) in bodies)


def test_evidence_stands_behind_every_date_and_outlet(filled: Settings) -> None:
    lacking = query(
        filled,
        """SELECT p.article_id FROM lake.publications p WHERE 2 <> (
               SELECT count(DISTINCT field) FROM lake.evidence e
               WHERE e.article_id = p.article_id AND e.chosen AND e.field IN ('published', 'outlet'))""",
    )
    assert lacking == []


def test_reading_again_changes_nothing_but_the_ledger(filled: Settings, seeds: Path) -> None:
    before = contents(filled)
    summary = ingest(filled, files(seeds))
    assert contents(filled) == before
    assert summary.total.known == summary.total.items_in > 0
    assert query(filled, BALANCE) == [(0,)]


def test_reprocessing_with_the_same_rules_changes_nothing(filled: Settings) -> None:
    before = contents(filled, without=frozenset({"story_history"}))
    summary = reprocess(filled)
    assert contents(filled, without=frozenset({"story_history"})) == before
    assert summary.total.items_in == summary.total.accounted and summary.total.known == 0


@pytest.mark.parametrize("seed", [pytest.param(1, marks=pytest.mark.slow), 2])
def test_order_batches_and_workers_do_not_matter(filled: Settings, seeds: Path, tmp_path: Path, seed: int) -> None:
    names = files(seeds)
    random.Random(seed).shuffle(names)
    settings = dataclasses.replace(filled, warehouse=tmp_path / "w", workers=seed, shard_records=3, batch_shards=2)
    ingest(settings, names[: 10 * seed])
    ingest(settings, names[10 * seed :])
    assert contents(settings, without=frozenset({"story_history"})) == contents(
        filled, without=frozenset({"story_history"})
    )


@pytest.mark.parametrize("year", [pytest.param(2005, marks=pytest.mark.slow), 2061])
def test_the_day_of_the_run_does_not_matter(
    filled: Settings, seeds: Path, tmp_path: Path, year: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "utc_now", lambda: dt.datetime(year, 2, 3, tzinfo=dt.UTC))
    settings = dataclasses.replace(filled, warehouse=tmp_path / "w")
    ingest(settings, files(seeds))
    assert contents(settings) == contents(filled, without=frozenset())


def test_a_grown_file_costs_only_its_new_records(warehouse: Settings, seeds: Path, tmp_path: Path) -> None:
    grown = tmp_path / "rows.jsonl"
    lines = (seeds / "13-rows.jsonl").read_text("utf-8").splitlines(keepends=True)
    grown.write_text(lines[0], "utf-8")
    assert ingest(warehouse, [str(grown)]).total.loaded == 1
    grown.write_text(lines[0] + lines[1], "utf-8")
    with Ingest(warehouse, [str(grown)]) as run:
        ((source, _),), unchanged = run.plan()
    assert (source.start, unchanged.batch.unchanged_sources) == (len(lines[0].encode()), [(str(grown), 1)])
    second = ingest(warehouse, [str(grown)])
    assert (second.total.known, second.total.loaded, second.total.items_in) == (1, 1, 2)
    third = ingest(warehouse, [str(grown)])
    assert (third.total.known, third.total.items_in) == (2, 2)
    at_once = dataclasses.replace(warehouse, warehouse=tmp_path / "at-once")
    ingest(at_once, [str(grown)])
    assert contents(warehouse) == contents(at_once)


def test_a_grown_file_in_which_something_was_wrong_is_read_whole(warehouse: Settings, tmp_path: Path) -> None:
    grown = tmp_path / "rows.jsonl"
    grown.write_text("no object\n", "utf-8")
    ingest(warehouse, [str(grown)])
    grown.write_text("no object\nnor this\n", "utf-8")
    with Ingest(warehouse, [str(grown)]) as run:
        ((source, _),), unchanged = run.plan()
    assert source.start == 0 and unchanged.batch.empty


def test_a_replaced_file_has_the_items_it_has_now(warehouse: Settings, seeds: Path, tmp_path: Path) -> None:
    replaced = tmp_path / "rows.jsonl"
    lines = (seeds / "13-rows.jsonl").read_text("utf-8").splitlines(keepends=True)
    replaced.write_text(lines[0], "utf-8")
    ingest(warehouse, [str(replaced)])
    replaced.write_text(lines[1], "utf-8")
    ingest(warehouse, [str(replaced)])
    assert ingest(warehouse, [str(replaced)]).total.items_in == 1


def test_the_same_document_in_two_files_is_one_document_seen_twice(
    warehouse: Settings, seeds: Path, tmp_path: Path
) -> None:
    for name in ("b.html", "a.html"):
        (tmp_path / name).write_bytes((seeds / "01-harbour.html").read_bytes())
    ingest(warehouse, [str(tmp_path / "b.html")])
    ingest(warehouse, [str(tmp_path / "a.html")])
    assert query(warehouse, "SELECT source_uri FROM lake.documents") == [(str(tmp_path / "a.html"),)]
    assert query(warehouse, "SELECT count(*) FROM lake.sightings") == [(2,)]


def test_a_document_read_again_before_its_first_batch_is_loaded_is_known(
    warehouse: Settings, seeds: Path, tmp_path: Path
) -> None:
    for name in ("a.html", "b.html", "c.html"):
        (tmp_path / name).write_bytes((seeds / "01-harbour.html").read_bytes())
    small = dataclasses.replace(warehouse, shard_records=1, batch_shards=1)
    summary = ingest(small, [str(tmp_path / name) for name in ("b.html", "a.html", "c.html")])
    assert (summary.total.loaded, summary.total.known, summary.total.items_in) == (1, 2, 3)
    assert query(small, "SELECT source_uri, n_items FROM lake.documents") == [(str(tmp_path / "a.html"), 1)]


def test_a_batch_that_cannot_be_loaded_ends_the_run_and_those_before_it_stay(
    warehouse: Settings, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, calls = staging.stage_validation_tables, []

    def failing_later(con: object) -> None:
        honest(con)  # type: ignore[arg-type]
        calls.append(1)
        if len(calls) == 2:
            con.execute("UPDATE staged_publications SET outlet = NULL")  # type: ignore[attr-defined]

    monkeypatch.setattr(staging, "stage_validation_tables", failing_later)
    small = dataclasses.replace(warehouse, shard_records=1, batch_shards=1)
    names = ("01-harbour.html", "09-deutsch.html", "04-doubled-body.txt")
    with pytest.raises(ExpectationsFailed):
        ingest(small, [str(seeds / n) for n in names])
    assert [Path(uri).name for (uri,) in query(small, "SELECT source_uri FROM lake.documents")] == ["01-harbour.html"]
    assert len(list((small.warehouse / "data" / "main" / "documents").iterdir())) == 1
    assert query(small, "SELECT status, loaded FROM lake.runs") == [("failed", 1)]
    assert list(small.staging.iterdir()) == []


@pytest.mark.parametrize("batch_shards", [1, 8])
def test_too_large_a_share_in_quarantine_stops_the_run_before_loading(
    warehouse: Settings, seeds: Path, batch_shards: int
) -> None:
    """Whatever the size of a batch: 6 of the 30 items that could be articles are refused."""
    strict = dataclasses.replace(
        warehouse, quarantine_limit=0.19, quarantine_limit_min_items=4, shard_records=3, batch_shards=batch_shards
    )
    with pytest.raises(QuarantineLimitExceeded, match="nothing was loaded") as error:
        ingest(strict, files(seeds))
    assert error.value.exit_code == 3
    assert query(strict, "SELECT count(*) FROM lake.documents") == [(0,)]
    assert query(strict, "SELECT status FROM lake.runs") == [("failed",)]


@pytest.mark.parametrize(
    ("damage", "suite"),
    [
        ("UPDATE staged_publications SET published = NULL", "publications"),
        ("UPDATE staged_publications SET outlet = NULL", "publications"),
        (
            "UPDATE staged_publications SET published_on = DATE '2091-01-01', published_latest = DATE '2091-01-01'",
            "publications",
        ),
        ("UPDATE staged_date_mentions SET surface = surface || '!'", "date_mentions"),
        (
            "INSERT INTO staged_violations SELECT article_id, article_id, 'near', 1, 1 FROM staged_publications",
            "articles",
        ),
        ("UPDATE staged_articles SET body_sha256 = 'same'", "articles"),
        ("UPDATE staged_story_members SET copy_of = 'nobody'", "appearances"),
        ("DELETE FROM staged_evidence WHERE field = 'outlet'", "evidence"),
    ],
)
def test_a_broken_promise_fails_its_suite_and_nothing_is_loaded(
    warehouse: Settings, seeds: Path, monkeypatch: pytest.MonkeyPatch, damage: str, suite: str
) -> None:
    honest = staging.stage_validation_tables

    def damaged(con: object) -> None:
        honest(con)  # type: ignore[arg-type]
        con.execute(damage)  # type: ignore[attr-defined]

    monkeypatch.setattr(staging, "stage_validation_tables", damaged)
    with pytest.raises(ExpectationsFailed) as error:
        ingest(warehouse, [str(seeds / n) for n in ("01-harbour.html", "09-deutsch.html")])
    assert error.value.exit_code == 4
    assert f"{suite}:" in str(error.value)
    assert query(warehouse, "SELECT count(*) FROM lake.publications") == [(0,)]
    assert "failed" in next(warehouse.reports.glob("*.html")).read_text("utf-8")


def test_what_is_no_article_by_its_nature_is_an_outcome_of_its_own(filled: Settings) -> None:
    rows = query(filled, "SELECT reasons, status FROM lake.quarantine WHERE status = 'not_article' ORDER BY 1")
    assert rows == [(["http_404"], "not_article"), (["redirect"], "not_article")]
    assert query(filled, "SELECT not_articles, quarantined FROM lake.runs ORDER BY started_at LIMIT 1") == [(2, 6)]
    assert query(filled, "SELECT count(*) FROM inbox") == [(6,)]


def test_a_missing_source_is_said_before_anything_happens(warehouse: Settings) -> None:
    with pytest.raises(SourceError):
        ingest(warehouse, ["no/such/file.txt"])


def test_nothing_is_left_in_staging(filled: Settings) -> None:
    assert list(filled.staging.iterdir()) == []
