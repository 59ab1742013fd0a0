"""What a person decides lasts: applied by the next run, kept through re-ingest and reprocessing, shown with who and when."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support import query

from dossier_etl.curate.items import decide_item
from dossier_etl.errors import UsageError
from dossier_etl.lake.connect import connect
from dossier_etl.lake.item_queries import evidence_rows
from dossier_etl.model.counts import Counts
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.pipeline.reprocess import reprocess
from dossier_etl.settings import Settings


@pytest.fixture
def refused(warehouse: Settings, fill: Callable[..., Settings]) -> str:
    """The item of a document without date and outlet."""
    fill("04-doubled-body.txt")
    return str(query(warehouse, "SELECT item_id FROM lake.quarantine WHERE status = 'open'")[0][0])


def publication(warehouse: Settings) -> list[tuple[object, ...]]:
    return query(warehouse, "SELECT published, published_basis, outlet, outlet_basis FROM lake.publications")


def test_values_a_person_set_load_the_item_in_the_next_run(warehouse: Settings, seeds: Path, refused: str) -> None:
    decide_item(warehouse, refused[:10], "set", {"published": "2014-06-20", "outlet": "The River Review"}, who="ada")
    summary = ingest(warehouse, [str(seeds / "04-doubled-body.txt")])
    assert publication(warehouse) == [("2014-06-20", "curated", "The River Review", "curated")]
    assert summary.counts["quarantine:"] == Counts(items_in=1, loaded=1)
    assert query(warehouse, "SELECT count(*) FROM lake.quarantine") == [(0,)]
    con = connect(warehouse)
    columns, rows = evidence_rows(con, refused)
    con.close()
    won = [dict(zip(columns, r, strict=True)) for r in rows if r[1]]
    dated = next(e for e in won if e["field"] == "published")
    assert dated["rule"] == "decision.curated" and dated["source"] == "decision"
    assert dated["path"].startswith("ada 20") and "set by ada" in dated["why"]


def test_a_decision_survives_reprocessing_and_a_fresh_reading(warehouse: Settings, seeds: Path, refused: str) -> None:
    decide_item(warehouse, refused, "set", {"published": "2014-06-20", "outlet": "The River Review"}, who="ada")
    ingest(warehouse, [str(seeds / "01-harbour.html")])
    expected = ("2014-06-20", "curated", "The River Review", "curated")
    assert expected in publication(warehouse)
    reprocess(warehouse)
    ingest(warehouse, [str(seeds / "04-doubled-body.txt")])
    assert expected in publication(warehouse)


def test_a_decision_is_applied_once(warehouse: Settings, seeds: Path, refused: str) -> None:
    decide_item(warehouse, refused, "set", {"outlet": "The River Review"}, who="ada")
    first = ingest(warehouse, [str(seeds / "04-doubled-body.txt")])
    assert first.counts["quarantine:"].quarantined == 1
    assert query(warehouse, "SELECT reasons FROM lake.quarantine") == [(["date_missing"],)]
    assert "quarantine:" not in ingest(warehouse, [str(seeds / "04-doubled-body.txt")]).counts


def test_rejecting_takes_an_item_off_the_list_for_good_and_retry_brings_it_back(
    warehouse: Settings, seeds: Path, refused: str
) -> None:
    decide_item(warehouse, refused, "reject", {}, who="ada")
    ingest(warehouse, [str(seeds / "04-doubled-body.txt")])
    assert query(warehouse, "SELECT status FROM lake.quarantine") == [("rejected",)]
    assert query(warehouse, "SELECT count(*) FROM inbox") == [(0,)]
    reprocess(warehouse)
    assert query(warehouse, "SELECT status FROM lake.quarantine") == [("rejected",)]
    decide_item(warehouse, refused, "retry", {}, who="ada")
    ingest(warehouse, [str(seeds / "04-doubled-body.txt")])
    assert query(warehouse, "SELECT status FROM lake.quarantine") == [("open",)]


def test_accepting_takes_the_suggestions_or_says_what_is_missing(
    warehouse: Settings, seeds: Path, refused: str
) -> None:
    with pytest.raises(UsageError, match="no suggestion for"):
        decide_item(warehouse, refused, "accept", {}, who="ada")
    decide_item(warehouse, refused, "set", {"published": "2014-06", "outlet": "The River Review"}, who="ada")
    decide_item(warehouse, refused, "retry", {}, who="ada")
    ingest(warehouse, [str(seeds / "04-doubled-body.txt")])
    assert publication(warehouse) == [("2014-06", "curated", "The River Review", "curated")]


@pytest.mark.parametrize("values", [{"published": "June"}, {"body": "x"}])
def test_values_that_make_no_sense_are_refused(warehouse: Settings, refused: str, values: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        decide_item(warehouse, refused, "set", values, who="ada")
    assert query(warehouse, "SELECT count(*) FROM lake.decisions") == [(0,)]


def test_a_loaded_article_can_be_corrected_too(seeds: Path, fill: Callable[..., Settings]) -> None:
    warehouse = fill("01-harbour.html")
    article = str(query(warehouse, "SELECT article_id FROM lake.publications")[0][0])
    decide_item(warehouse, article, "set", {"published": "2024-09-18"}, who="ada")
    ingest(warehouse, [str(seeds / "01-harbour.html")])
    rows = query(warehouse, "SELECT article_id, published, published_basis FROM articles")
    assert rows == [(article, "2024-09-18", "curated")]
    assert json.loads(query(warehouse, "SELECT parameters FROM lake.runs ORDER BY started_at LIMIT 1")[0][0])["sources"]
