"""One decision about many refused items: a dry run counts them, undo takes it back."""

from pathlib import Path

import pytest
from support import query

from dossier_etl.curate.bulk import Selection, decide_many, undo
from dossier_etl.errors import UsageError
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings

BODY = (
    "The harbour committee met on Tuesday evening and voted to postpone the dredging of the inner basin until spring, "
    "after residents had objected to the costs and the noise of the works."
)


@pytest.fixture
def refused(warehouse: Settings, tmp_path: Path) -> Path:
    folder = tmp_path / "lantern"
    folder.mkdir()
    for n, word in enumerate(("dredging", "pilots", "ferries")):
        text = f"Vote on {word} postponed\n\n{BODY.replace('dredging', word)} Item {n}.\n"
        (folder / f"2019-03-1{n}.txt").write_text(text, "utf-8")
    ingest(warehouse, [str(folder)])
    return folder


def loaded(warehouse: Settings) -> int:
    return int(str(query(warehouse, "SELECT count(*) FROM lake.publications")[0][0]))


def test_a_bulk_decision_is_counted_first_then_made_then_taken_back(warehouse: Settings, refused: Path) -> None:
    chosen = Selection(reason="outlet_missing", source="*lantern/*")
    values = {"outlet": "Harbour Lantern", "published": "2019-03"}
    dry = decide_many(warehouse, "set", chosen, values, who="ada")
    assert len(dry.items) == 3 and not dry.bulk_id
    assert query(warehouse, "SELECT count(*) FROM lake.decisions") == [(0,)]
    made = decide_many(warehouse, "set", chosen, values, who="ada", dry_run=False)
    ingest(warehouse, [str(refused)])
    assert loaded(warehouse) == 3
    assert undo(warehouse, made.bulk_id, who="ada") == 3
    ingest(warehouse, [str(refused)])
    assert loaded(warehouse) == 0
    assert query(warehouse, "SELECT count(*) FROM lake.quarantine WHERE status = 'open'") == [(3,)]


def test_only_what_is_selected_is_decided(warehouse: Settings, refused: Path) -> None:
    assert decide_many(warehouse, "reject", Selection(source="*elsewhere/*"), who="ada").items == ()
    assert decide_many(warehouse, "reject", Selection(reason="no_body"), who="ada").items == ()
    certain = decide_many(warehouse, "accept", Selection(reason="outlet_missing", at_least=0.99), who="ada")
    assert certain.items == ()
    bare = decide_many(warehouse, "accept", Selection(reason="outlet_missing"), who="ada")
    assert bare.items == () and bare.lacking == 3


def test_a_bulk_decision_that_cannot_be_meant_is_refused(warehouse: Settings, refused: Path) -> None:
    with pytest.raises(UsageError, match="whole quarantine"):
        decide_many(warehouse, "reject", Selection(), who="ada")
    with pytest.raises(UsageError, match="no reason"):
        decide_many(warehouse, "reject", Selection(reason="ugly"), who="ada")
    with pytest.raises(UsageError, match="bulk"):
        undo(warehouse, "feedc0ffee00", who="ada")
