"""Stored documents, written as record shards to be derived again."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import duckdb

from dossier_etl.lake.connect import CATALOG
from dossier_etl.shards.records import Shard, record_of, write_records


def write_documents(
    lake: Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]],
    document_ids: Sequence[str] | None,
    folder: Path,
    shard_records: int,
) -> Iterator[Shard]:
    """Stored documents (None: all) as record shards, in order of id."""
    if document_ids is None:
        with lake() as con:
            document_ids = [
                r[0] for r in con.execute(f"SELECT document_id FROM {CATALOG}.documents ORDER BY 1").fetchall()
            ]
    for start in range(0, len(document_ids), shard_records):
        with lake() as con:
            result = con.execute(
                f"SELECT * FROM {CATALOG}.documents WHERE document_id IN (SELECT unnest(?)) ORDER BY document_id",
                [document_ids[start : start + shard_records]],
            )
            names = [c[0] for c in result.description or []]
            records = [record_of(dict(zip(names, row, strict=True))) for row in result.fetchall()]
        yield write_records(records, folder / f"stored-{start // shard_records:06d}.parquet")
