"""Candidates → verified pairs in the lake."""

import duckdb
import numpy as np
import pyarrow as pa

from dossier_etl.dedup.fingerprint import Hashes, Shingles, shingles
from dossier_etl.dedup.tables import STORY_PAIRS
from dossier_etl.dedup.thresholds import MIN_CONTAINMENT, MIN_CONTAINMENT_WITH_STOPLIST
from dossier_etl.dedup.verify import compare, without
from dossier_etl.sql import count, insert_arrow

_FETCHED = 1_000
"""Pairs whose bodies are fetched at a time: some 10 MB. They are kept here because a temporary table that was dropped takes its
room until the transaction ends, and not for all pairs because that grew by 6 MB with every version of each text in the lake."""
_CHUNK = 50
"""Pairs whose shingles are kept at a time."""
_PAIRS = "FROM dedup_ordered WHERE n >= $first AND n < $end"


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
    """Compare every candidate pair and append the copies to ``story_pairs``, all at once: every insert makes a file of its own."""
    stopped = _stop_hashes(con, catalog, stoplist)
    _order_candidates(con)
    con.execute(f"CREATE OR REPLACE TEMP TABLE dedup_verified AS FROM {catalog}.story_pairs WHERE false")
    for start in range(0, count(con, "FROM dedup_ordered"), _FETCHED):
        place = {"first": start, "end": start + _FETCHED}
        rows = con.execute(f"SELECT left_key, right_key, support {_PAIRS} ORDER BY n", place).fetchall()
        insert_arrow(con, "dedup_verified", _verified(rows, _bodies(con, catalog, place), stopped, stoplist))
    con.execute(f"INSERT INTO {catalog}.story_pairs FROM dedup_verified")
    con.execute("DROP TABLE dedup_ordered")
    con.execute("DROP TABLE dedup_verified")


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


def _bodies(con: duckdb.DuckDBPyConnection, catalog: str, place: dict[str, int]) -> pa.Table:
    """The body of every text (text_key) of the pairs at a place (``first``, ``end``); bodies with the same key have the same shingles."""
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE dedup_wanted AS
        WITH wanted AS (SELECT left_key AS text_key {_PAIRS} UNION SELECT right_key {_PAIRS}),
        place AS (
            SELECT text_key, article_id, true AS here FROM dedup_fingerprints SEMI JOIN wanted USING (text_key)
            UNION ALL
            SELECT text_key, article_id, false FROM {catalog}.fingerprints SEMI JOIN wanted USING (text_key)
        )
        SELECT text_key, arg_max(article_id, (here, article_id)) AS article_id, bool_or(here) AS here FROM place GROUP BY text_key
        """,
        place,
    )
    return con.execute(
        f"""SELECT w.text_key, b.body FROM dedup_wanted w JOIN dedup_batch b USING (article_id) WHERE w.here
            UNION ALL
            SELECT w.text_key, p.body FROM {catalog}.publications p JOIN dedup_wanted w USING (article_id) WHERE NOT w.here"""
    ).to_arrow_table()


def _stop_hashes(con: duckdb.DuckDBPyConnection, catalog: str, stoplist: int) -> Hashes:
    if not stoplist:
        return np.empty(0, np.uint64)
    found = con.execute(f"SELECT hash FROM {catalog}.stoplist WHERE version = ? ORDER BY 1", [stoplist]).fetchnumpy()
    return np.asarray(found["hash"], np.uint64)


def _verified(rows: list[tuple[int, int, int]], bodies: pa.Table, stopped: Hashes, stoplist: int) -> pa.Table:
    """Those of the pairs (left_key, right_key, support) that are copies, as rows of ``story_pairs``."""
    containment = MIN_CONTAINMENT_WITH_STOPLIST if stoplist else MIN_CONTAINMENT
    place = {key: n for n, key in enumerate(bodies["text_key"].to_pylist())}
    found = []
    texts: dict[int, Shingles] = {}

    def shingled(key: int) -> Shingles:
        return texts.get(key) or without(shingles(bodies["body"][place[key]].as_py()), stopped)

    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        wanted = {key for left, right, _ in chunk for key in (left, right)}
        texts = {key: shingled(key) for key in wanted}
        for left, right, support in chunk:
            pair = compare(texts[left], texts[right], containment)
            if pair.kind is not None:
                found.append(
                    {
                        "left_key": left,
                        "right_key": right,
                        "kind": pair.kind,
                        "shared": pair.shared,
                        "n_left": pair.n_left,
                        "n_right": pair.n_right,
                        "similarity": pair.similarity,
                        "containment": pair.containment,
                        "support": support,
                        "stoplist": stoplist,
                    }
                )
    return pa.Table.from_pylist(found, schema=STORY_PAIRS.remove_metadata())
