"""What changed in the lake between two of its snapshots."""

import duckdb

from dossier_etl.lake.connect import CATALOG


def current_snapshot(con: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the snapshot that the connection reads."""
    return int(con.execute(f"SELECT id FROM {CATALOG}.current_snapshot()").fetchall()[0][0])


def has_snapshot(con: duckdb.DuckDBPyConnection, snapshot: int) -> bool:
    """Return True if a snapshot was not expired: only then can be told what changed since."""
    known = con.execute(f"SELECT 1 FROM ducklake_snapshots('{CATALOG}') WHERE snapshot_id = ?", [snapshot])
    return bool(known.fetchall())


def changed(table: str, column: str, since: int, until: int) -> str:
    """Return SQL for the values of a column in rows of a table that were added, removed or rewritten.

    Args:
        since: the snapshot known; what came with it does not count.
        until: the last snapshot that counts; later than ``since``.
    """
    return " UNION ".join(
        f"SELECT {column} FROM ducklake_table_{kind}('{CATALOG}', 'main', '{table}', {since + 1}, {until})"
        for kind in ("insertions", "deletions")
    )


def any_changed(con: duckdb.DuckDBPyConnection, table: str, since: int, until: int) -> bool:
    """Return True if rows of a table were added, removed or rewritten between two snapshots."""
    return bool(con.execute(f"SELECT 1 FROM ({changed(table, '1', since, until)}) LIMIT 1").fetchall())
