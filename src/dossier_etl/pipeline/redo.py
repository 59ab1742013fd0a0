"""Finding what must be derived again, and laying out stored documents as shards."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import duckdb

from dossier_etl.lake.connect import CATALOG
from dossier_etl.pipeline.shards import Shard, record_of, write_records


def pending_documents(con: duckdb.DuckDBPyConnection) -> tuple[list[str], tuple[str, ...]]:
    """Documents whose items got decisions that no run has applied yet, and those decisions.

    A decision about an item the lake has never seen stays pending until it is ingested (and is then applied by that run).
    """
    rows = con.execute(
        f"""
        SELECT d.decision_id, i.document_id
        FROM {CATALOG}.decisions d
        JOIN (SELECT item_id, document_id FROM {CATALOG}.quarantine
              UNION SELECT article_id, document_id FROM {CATALOG}.publications) i USING (item_id)
        WHERE d.decision_id NOT IN (SELECT decision_id FROM {CATALOG}.applied_decisions)
        ORDER BY d.decision_id
        """
    ).fetchall()
    return sorted({r[1] for r in rows}), tuple(dict.fromkeys(r[0] for r in rows))


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
