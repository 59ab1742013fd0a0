"""What a run keeps does not grow with what it has read."""

import dataclasses
import weakref
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from support import contents, files

from dossier_etl.lake import session
from dossier_etl.load import documents
from dossier_etl.load.batch import Batch
from dossier_etl.pipeline import run as run_module
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings

PAGES = files(Path(__file__).parents[2] / "seeds")[8:14]


def test_nothing_is_kept_of_batches_that_are_loaded_and_the_lake_is_opened_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Settings(warehouse=tmp_path / "one", workers=2, entities=False)
    ingest(one, PAGES)

    many = dataclasses.replace(one, warehouse=tmp_path / "many", shard_records=2, batch_shards=1)
    begun: list[weakref.ref[Batch]] = []
    kept: list[int] = []
    connections: list[Any] = []
    load = run_module.Run._load

    def watched(run: run_module.Run, batch: Batch, *rest: Any) -> Any:
        kept.append(sum(earlier() is not None for earlier in begun))
        begun.append(weakref.ref(batch))
        if not any(con is run.con for con in connections):
            connections.append(run.con)
        return load(run, batch, *rest)

    monkeypatch.setattr(session, "_TRANSACTIONS_PER_CONNECTION", 2)
    monkeypatch.setattr(run_module.Run, "_load", watched)
    ingest(many, PAGES)
    assert len(kept) > 3
    assert max(kept) <= 1, "only the batch before, whose outcome nobody has read yet"
    assert len(connections) == -(-len(kept) // 2)
    assert contents(many) == contents(one)


def test_row_groups_of_documents_are_cut_by_size_and_lose_nothing() -> None:
    rows = [pa.table({"content": [bytes([n]) * 1_000_000]}) for n in range(10)]
    groups = list(documents._row_groups(iter(rows)))
    assert [group.num_rows for group in groups] == [4, 4, 2]
    assert pa.concat_tables(groups).equals(pa.concat_tables(rows))
