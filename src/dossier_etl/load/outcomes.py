"""What became of derived documents, read from their files before they are loaded."""

from collections.abc import Sequence
from pathlib import Path

import duckdb


def item_outcomes(
    con: duckdb.DuckDBPyConnection, folders: Sequence[Path], document_ids: Sequence[str]
) -> tuple[int, int, list[tuple[str, int]]]:
    """Return how many items of some documents were accepted and refused, and the reasons of the refused ones, commonest first.

    Items that are no articles by their nature count as neither.

    Args:
        folders: of the derived shards that hold the documents.
    """
    files = {name: [str(f / f"{name}.parquet") for f in folders] for name in ("publications", "quarantine")}
    chosen = "document_id IN (SELECT unnest($ids))"
    [(accepted,)] = con.execute(
        f"SELECT count(*) FROM read_parquet($files) WHERE {chosen}",
        {"files": files["publications"], "ids": document_ids},
    ).fetchall()
    refused = f"FROM read_parquet($files) WHERE {chosen} AND status <> 'not_article'"
    parameters = {"files": files["quarantine"], "ids": document_ids}
    [(n,)] = con.execute(f"SELECT count(*) {refused}", parameters).fetchall()
    reasons = con.execute(
        f"SELECT reason, count(*) FROM (SELECT unnest(reasons) AS reason {refused}) GROUP BY 1 ORDER BY 2 DESC, 1",
        parameters,
    ).fetchall()
    return int(accepted), int(n), reasons
