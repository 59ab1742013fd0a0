"""The stop-list: shingles that recur in many four-week periods, frozen under a version.

Syndication is bursty, furniture and set phrases are not. Without a stop-list, recurrent sketch hashes alone are kept from making
candidates (`lookup`); with one, recurrent shingles are also left out when two texts are compared.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from dossier_etl.dedup.fingerprint import shingles
from dossier_etl.dedup.staging import period_of, stoplist_in_force
from dossier_etl.dedup.stories import rebuild_stories
from dossier_etl.dedup.tables import STOPLIST
from dossier_etl.dedup.thresholds import RECURRENT_PERIODS, STOPLIST_TEXTS
from dossier_etl.sql import count, insert_arrow

_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Stoplist:
    """A version of the stop-list."""

    version: int
    shingles: int
    texts: int
    """Texts it was built from."""


def refresh_stoplist(con: duckdb.DuckDBPyConnection, catalog: str, run_id: str) -> Stoplist:
    """Freeze a new version from what is in the lake and work out all stories again with it.

    To be called in a transaction of its own. What it builds depends on the set of publications only, not on their order.
    """
    version = stoplist_in_force(con, catalog) + 1
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_sample AS
            SELECT article_id, row_number() OVER (ORDER BY text_key, period) - 1 AS n, period
            FROM (SELECT text_key, {period_of("published_on")} AS period, min(article_id) AS article_id
                  FROM {catalog}.fingerprints GROUP BY ALL)
            QUALIFY dense_rank() OVER (ORDER BY text_key) <= {STOPLIST_TEXTS}"""
    )
    con.execute("CREATE OR REPLACE TEMP TABLE dedup_occurrences (hash UBIGINT, period INTEGER)")
    texts = count(con, "FROM dedup_sample")
    for start in range(0, texts, _CHUNK):
        _count_chunk(con, catalog, start)
    con.execute(
        f"""INSERT INTO {catalog}.stoplist BY NAME
            SELECT {version} AS version, hash FROM dedup_occurrences
            GROUP BY hash HAVING count(DISTINCT period) >= {RECURRENT_PERIODS} ORDER BY hash"""
    )
    found = count(con, f"FROM {catalog}.stoplist WHERE version = {version}")
    for name in ("dedup_sample", "dedup_occurrences"):
        con.execute(f"DROP TABLE temp.{name}")
    rebuild_stories(con, catalog, run_id)
    return Stoplist(version, found, texts)


def import_stoplist(con: duckdb.DuckDBPyConnection, catalog: str, hashes: list[int], run_id: str) -> Stoplist:
    """Put a stop-list built elsewhere (another lake of the same outlets) in force and work out all stories again with it."""
    version = stoplist_in_force(con, catalog) + 1
    distinct = np.unique(np.array(hashes, np.uint64))
    columns = {"version": np.full(distinct.size, version, np.int32), "hash": distinct}
    insert_arrow(con, f"{catalog}.stoplist", pa.table(columns, schema=STOPLIST.remove_metadata()))
    rebuild_stories(con, catalog, run_id)
    return Stoplist(version, int(distinct.size), 0)


def _count_chunk(con: duckdb.DuckDBPyConnection, catalog: str, start: int) -> None:
    """Append the distinct (shingle, period) of some texts."""
    rows = con.execute(
        f"""SELECT p.body, s.period FROM {catalog}.publications p
            JOIN (FROM dedup_sample WHERE n >= ? AND n < ?) s USING (article_id)""",
        [start, start + _CHUNK],
    ).fetchall()
    hashes = [shingles(body).hashes for body, _ in rows]
    columns = {
        "hash": np.concatenate([np.empty(0, np.uint64), *hashes]),
        "period": np.repeat(np.array([period for _, period in rows], np.int32), [h.size for h in hashes]),
    }
    con.register("dedup_incoming", pa.table(columns))
    con.execute("INSERT INTO dedup_occurrences SELECT DISTINCT hash, period FROM dedup_incoming")
    con.unregister("dedup_incoming")
