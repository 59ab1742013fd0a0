"""The batch as temporary tables: its texts, their fingerprints and sketches, and what of that is new to the lake.

All temporary tables of this room are called ``dedup_…``; they live and die with the loader's transaction.
"""

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from dossier_etl.dedup.fingerprint import FINGERPRINT_VERSION, Fingerprint, fingerprint
from dossier_etl.dedup.tables import FINGERPRINTS, SKETCHES
from dossier_etl.dedup.thresholds import PERIOD_DAYS
from dossier_etl.sql import count, insert_arrow

_CHUNK = 5_000
"""Bodies fingerprinted at a time: some 15 MB of text."""


def period_of(column: str) -> str:
    """Return SQL for the four-week period of a date column, counted from 1970-01-01."""
    return f"coalesce((({column} - DATE '1970-01-01') // {PERIOD_DAYS})::INTEGER, 0)"


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that `forget_publications` fills and the next `find_pairs` and `assign_stories` empty."""
    con.execute("CREATE TEMP TABLE IF NOT EXISTS dedup_touched (text_key UBIGINT)")
    con.execute("CREATE TEMP TABLE IF NOT EXISTS dedup_forgotten (article_id VARCHAR, story_id VARCHAR, role VARCHAR)")
    con.execute("CREATE TEMP TABLE IF NOT EXISTS dedup_forgotten_hashes (hash UBIGINT)")


def stage_batch(con: duckdb.DuckDBPyConnection, catalog: str, batch: str) -> None:
    """Make ``dedup_batch`` (texts), ``dedup_fingerprints`` and ``dedup_sketches`` (rows the lake does not have yet),
    ``dedup_new_texts`` (keys of texts the lake has never seen)."""
    prepare(con)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_batch AS
            SELECT article_id, body, published_on::DATE AS published_on, published_latest::DATE AS published_latest,
                   captured_at::TIMESTAMPTZ AS captured_at, row_number() OVER () - 1 AS n FROM {batch}"""
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE dedup_fingerprints AS SELECT * FROM {catalog}.fingerprints WHERE false")
    con.execute("CREATE OR REPLACE TEMP TABLE dedup_all_sketches (hash UBIGINT, text_key UBIGINT, period INTEGER)")
    for start in range(0, count(con, "FROM dedup_batch"), _CHUNK):
        _fingerprint_chunk(con, start)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_known AS
            SELECT DISTINCT text_key, {period_of("published_on")} AS period FROM {catalog}.fingerprints
            WHERE text_key IN (SELECT text_key FROM dedup_fingerprints)"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE dedup_new_texts AS
           SELECT DISTINCT text_key FROM dedup_fingerprints WHERE text_key NOT IN (SELECT text_key FROM dedup_known)"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE dedup_sketches AS
           SELECT DISTINCT * FROM dedup_all_sketches ANTI JOIN dedup_known USING (text_key, period)"""
    )
    con.execute("DROP TABLE dedup_all_sketches")
    con.execute("INSERT INTO dedup_touched SELECT DISTINCT text_key FROM dedup_fingerprints")


def _fingerprint_chunk(con: duckdb.DuckDBPyConnection, start: int) -> None:
    rows = con.execute(
        f"""SELECT article_id, body, published_on, published_latest, captured_at, {period_of("published_on")} AS period
            FROM dedup_batch WHERE n >= ? AND n < ?""",
        [start, start + _CHUNK],
    ).to_arrow_table()
    prints = [fingerprint(body or "") for body in rows["body"].to_pylist()]
    insert_arrow(con, "dedup_fingerprints", _fingerprint_rows(rows, prints))
    sizes = [p.sketch.size for p in prints]
    sketches: dict[str, Any] = {
        "hash": np.concatenate([p.sketch for p in prints]),
        "text_key": np.repeat(np.array([p.text_key for p in prints], np.uint64), sizes),
        "period": np.repeat(rows["period"].to_numpy(), sizes),
    }
    insert_arrow(con, "dedup_all_sketches", pa.table(sketches, schema=SKETCHES.remove_metadata()))


def _fingerprint_rows(rows: pa.Table, prints: list[Fingerprint]) -> pa.Table:
    columns: dict[str, Any] = {
        "article_id": rows["article_id"],
        "text_key": [p.text_key for p in prints],
        "body_key": [p.body_key for p in prints],
        "n_tokens": [p.n_tokens for p in prints],
        "n_shingles": [p.n_shingles for p in prints],
        "digits": [p.digits for p in prints],
        "published_on": rows["published_on"],
        "published_latest": rows["published_latest"],
        "captured_at": rows["captured_at"],
        "version": [FINGERPRINT_VERSION] * len(prints),
    }
    return pa.table(columns, schema=FINGERPRINTS.remove_metadata())
