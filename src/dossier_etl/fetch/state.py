"""What was asked when with which outcome: the table ``fetches``, a row per answer or refusal."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

import duckdb
import pyarrow as pa

from dossier_etl.lake.connect import CATALOG
from dossier_etl.model.tables import FETCHES
from dossier_etl.sql import insert_arrow

NEW, CHANGED, UNCHANGED, GONE = "new", "changed", "unchanged", "gone"
ROBOTS, REFUSED, FAILED, LEFT = "robots", "refused", "failed", "left"
HELD = (NEW, CHANGED, UNCHANGED)
"""Outcomes after which a page is in a capture."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """A row of ``fetches``."""

    key: str
    url: str
    source: str
    role: str
    outcome: str
    detail: str
    status: int | None
    etag: str
    last_modified: str
    digest: str
    capture: str
    tries: int
    fetched_at: dt.datetime
    due_at: dt.datetime | None


_LATEST = f"""
    SELECT DISTINCT ON (key) {", ".join(Fetch.__dataclass_fields__)} FROM {CATALOG}.fetches
    WHERE list_contains($1, key) ORDER BY key, fetched_at DESC, outcome
"""


def latest(con: duckdb.DuckDBPyConnection, keys: Collection[str]) -> dict[str, Fetch]:
    """Return the last row of each key that has one."""
    return {row[0]: Fetch(*row) for row in con.execute(_LATEST, [sorted(keys)]).fetchall()}


def unfinished(con: duckdb.DuckDBPyConnection, source: str) -> bool:
    """Return True if pages that a source named failed or were left: its list is then read even if it did not change."""
    rows = con.execute(
        f"""SELECT 1 FROM (SELECT DISTINCT ON (key) outcome FROM {CATALOG}.fetches WHERE source = ? AND role = ''
            ORDER BY key, fetched_at DESC, outcome) WHERE outcome IN ('{FAILED}', '{LEFT}') LIMIT 1""",
        [source],
    )
    return bool(rows.fetchall())


def enter(con: duckdb.DuckDBPyConnection, rows: Sequence[Fetch]) -> None:
    """Insert rows, in one transaction."""
    if rows:
        insert_arrow(con, f"{CATALOG}.fetches", pa.Table.from_pylist([asdict(row) for row in rows], schema=FETCHES))
