"""Candidates → verified pairs in the lake."""

import duckdb
import numpy as np
import pyarrow as pa

from dossier_etl.dedup.fingerprint import Hashes, Shingles, shingles
from dossier_etl.dedup.staging import count, insert_arrow
from dossier_etl.dedup.tables import STORY_PAIRS
from dossier_etl.dedup.thresholds import MIN_CONTAINMENT, MIN_CONTAINMENT_WITH_STOPLIST
from dossier_etl.dedup.verify import compare, without

_CHUNK = 200
"""Pairs verified at a time: at most 400 texts, some 20 MB of shingles and bodies. 1,000 took 80 MB and were no faster."""


def update_known_pairs(con: duckdb.DuckDBPyConnection, catalog: str, support: int) -> None:
    """Take hashes that became common off the support of pairs already verified, drop those left with less than ``support``, and
    those that are looked up anew."""
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE dedup_weakened AS
        SELECT p.left_key, p.right_key, count(DISTINCT l.hash)::INTEGER AS lost
        FROM {catalog}.story_pairs p
        JOIN (SELECT DISTINCT hash, text_key FROM dedup_hits SEMI JOIN dedup_newly_common USING (hash)) l
          ON l.text_key = p.left_key
        JOIN (SELECT DISTINCT hash, text_key FROM dedup_hits SEMI JOIN dedup_newly_common USING (hash)) r
          ON r.text_key = p.right_key AND r.hash = l.hash
        GROUP BY ALL
        """
    )
    if count(con, "FROM dedup_weakened"):
        con.execute(
            f"""UPDATE {catalog}.story_pairs SET support = support - w.lost FROM dedup_weakened w
                WHERE story_pairs.left_key = w.left_key AND story_pairs.right_key = w.right_key"""
        )
        con.execute(
            "INSERT INTO dedup_touched SELECT left_key FROM dedup_weakened UNION SELECT right_key FROM dedup_weakened"
        )
        con.execute(f"DELETE FROM {catalog}.story_pairs WHERE support < {support}")
    if count(con, "FROM dedup_no_longer_common"):
        again = "(SELECT text_key FROM dedup_probes)"
        con.execute(f"DELETE FROM {catalog}.story_pairs WHERE left_key IN {again} OR right_key IN {again}")
        con.execute("INSERT INTO dedup_touched SELECT text_key FROM dedup_probes")


def verify_candidates(con: duckdb.DuckDBPyConnection, catalog: str, stoplist: int) -> None:
    """Compare every candidate pair and append the copies to ``story_pairs``."""
    _stage_bodies(con, catalog)
    stopped = _stop_hashes(con, catalog, stoplist)
    _order_candidates(con)
    texts: dict[int, Shingles] = {}
    for start in range(0, count(con, "FROM dedup_ordered"), _CHUNK):
        chunk = con.execute(
            "SELECT left_key, right_key, support FROM dedup_ordered WHERE n >= ? AND n < ?", [start, start + _CHUNK]
        ).to_arrow_table()
        texts = _shingles_of(con, chunk, stopped, texts)
        insert_arrow(con, f"{catalog}.story_pairs", _compare_chunk(chunk, texts, stoplist))
    con.execute("DROP TABLE dedup_bodies")
    con.execute("DROP TABLE dedup_ordered")


def _order_candidates(con: duckdb.DuckDBPyConnection) -> None:
    """Make ``dedup_ordered`` (n, left_key, right_key, support): pairs with the smallest text their left one could be a copy of.

    Copies of one another so stand together, and a text is shingled once or twice instead of in most chunks.
    """
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE dedup_ordered AS
        WITH smallest AS (SELECT right_key AS left_key, min(left_key) AS near FROM dedup_candidates GROUP BY right_key)
        SELECT row_number() OVER (ORDER BY coalesce(near, left_key), left_key, right_key) - 1 AS n, left_key, right_key, support
        FROM dedup_candidates LEFT JOIN smallest USING (left_key)
        """
    )


def _stage_bodies(con: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """One body a candidate text; bodies with the same key have the same shingles."""
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE dedup_wanted AS
        WITH wanted AS (SELECT left_key AS text_key FROM dedup_candidates UNION SELECT right_key FROM dedup_candidates),
        place AS (
            SELECT text_key, article_id, true AS here FROM dedup_fingerprints SEMI JOIN wanted USING (text_key)
            UNION ALL
            SELECT text_key, article_id, false FROM {catalog}.fingerprints SEMI JOIN wanted USING (text_key)
        )
        SELECT text_key, arg_max(article_id, (here, article_id)) AS article_id, bool_or(here) AS here FROM place GROUP BY text_key
        """
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE dedup_bodies AS
           SELECT w.text_key, b.body FROM dedup_wanted w JOIN dedup_batch b USING (article_id) WHERE w.here"""
    )
    if count(con, "FROM dedup_wanted WHERE NOT here"):
        con.execute(
            f"""INSERT INTO dedup_bodies
                SELECT w.text_key, p.body FROM {catalog}.publications p JOIN (FROM dedup_wanted WHERE NOT here) w USING (article_id)"""
        )


def _stop_hashes(con: duckdb.DuckDBPyConnection, catalog: str, stoplist: int) -> Hashes:
    if not stoplist:
        return np.empty(0, np.uint64)
    found = con.execute(f"SELECT hash FROM {catalog}.stoplist WHERE version = ? ORDER BY 1", [stoplist]).fetchnumpy()
    return np.asarray(found["hash"], np.uint64)


def _shingles_of(
    con: duckdb.DuckDBPyConnection, chunk: pa.Table, stopped: Hashes, before: dict[int, Shingles]
) -> dict[int, Shingles]:
    """Shingles of every text of a chunk; those of the chunk ``before`` are taken from there."""
    wanted = {*chunk["left_key"].to_pylist(), *chunk["right_key"].to_pylist()}
    texts = {key: before[key] for key in wanted if key in before}
    rows = con.execute(
        "SELECT text_key, body FROM dedup_bodies WHERE text_key IN (SELECT unnest(?::UBIGINT[]))",
        [[key for key in wanted if key not in texts]],
    ).fetchall()
    return texts | {key: without(shingles(body), stopped) for key, body in rows}


def _compare_chunk(chunk: pa.Table, texts: dict[int, Shingles], stoplist: int) -> pa.Table:
    containment = MIN_CONTAINMENT_WITH_STOPLIST if stoplist else MIN_CONTAINMENT
    rows = []
    for left, right, support in zip(*(chunk[c].to_pylist() for c in ("left_key", "right_key", "support")), strict=True):
        found = compare(texts[left], texts[right], containment)
        if found.kind is not None:
            rows.append(
                {
                    "left_key": left,
                    "right_key": right,
                    "kind": found.kind,
                    "shared": found.shared,
                    "n_left": found.n_left,
                    "n_right": found.n_right,
                    "similarity": found.similarity,
                    "containment": found.containment,
                    "support": support,
                    "stoplist": stoplist,
                }
            )
    return pa.Table.from_pylist(rows, schema=STORY_PAIRS.remove_metadata())
