"""Verification of candidate pairs, and the pairs stored in the lake."""

import duckdb
import numpy as np
import pyarrow as pa

from dossier_etl.dedup.fingerprint import Hashes, Shingles, shingles
from dossier_etl.dedup.tables import STORY_PAIRS
from dossier_etl.dedup.verify import compare
from dossier_etl.sql import count, insert_arrow

_FETCHED = 1_000
"""Pairs whose bodies are fetched at a time: some 10 MB. They are kept here because a temporary table that was dropped takes its
room until the transaction ends, and not for all pairs because that grew by 6 MB with every version of each text in the lake."""
_KEPT_HASHES = 4_000_000
"""Hashes of texts that are kept from one fetch to the next: 32 MB, some 8,000 texts. Most texts are in more than one candidate pair."""
_PAIRS = "FROM dedup_ordered WHERE n >= $first AND n < $end"


def update_known_pairs(con: duckdb.DuckDBPyConnection, catalog: str, support: int) -> None:
    """Bring the pairs compared before up to what is common now.

    Hashes that became common no longer support a pair; a pair left with less than ``support`` is removed. The other pairs of the
    texts that hold such a hash are added to ``dedup_candidates``, because their furniture may have changed, and listed in
    ``dedup_rechecked`` (left_key, right_key, support). Pairs of texts that are looked up again are removed.
    """
    con.execute(
        """CREATE OR REPLACE TEMP TABLE dedup_held AS
           SELECT DISTINCT hash, text_key FROM dedup_hits SEMI JOIN dedup_newly_common USING (hash)"""
    )
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE dedup_weakened AS
        SELECT p.left_key, p.right_key, count(*)::INTEGER AS lost
        FROM {catalog}.story_pairs p JOIN dedup_held l ON l.text_key = p.left_key
        JOIN dedup_held r ON r.text_key = p.right_key AND r.hash = l.hash
        GROUP BY ALL
        """
    )
    if count(con, "FROM dedup_weakened"):
        con.execute(
            f"""UPDATE {catalog}.story_pairs SET support = support - w.lost FROM dedup_weakened w
                WHERE story_pairs.left_key = w.left_key AND story_pairs.right_key = w.right_key"""
        )
        _remove_pairs(con, catalog, f"support < {support}")
    if count(con, "FROM dedup_no_longer_common"):
        again = "(SELECT text_key FROM dedup_probes)"
        _remove_pairs(con, catalog, f"left_key IN {again} OR right_key IN {again}")
    held = "(SELECT text_key FROM dedup_held)"
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_rechecked AS
            SELECT left_key, right_key, support FROM {catalog}.story_pairs WHERE left_key IN {held} OR right_key IN {held}"""
    )
    con.execute("INSERT INTO dedup_candidates BY NAME FROM dedup_rechecked")


def _remove_pairs(con: duckdb.DuckDBPyConnection, catalog: str, condition: str) -> None:
    """Delete the story pairs that meet a condition; the texts of copies among them are touched."""
    con.execute(
        f"""INSERT INTO dedup_touched SELECT unnest([left_key, right_key]) FROM {catalog}.story_pairs
            WHERE kind IS NOT NULL AND ({condition})"""
    )
    con.execute(f"DELETE FROM {catalog}.story_pairs WHERE {condition}")


def verify_candidates(con: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Compare every candidate pair and write it to ``story_pairs``, all at once: every insert makes a file of its own.

    Pairs that are not copies are written as well (without a kind): when more of their furniture is known, they may be.
    """
    _order_candidates(con)
    pairs = count(con, "FROM dedup_ordered")
    common = _common_hashes(con, catalog) if pairs else np.empty(0, np.uint64)
    con.execute(f"CREATE OR REPLACE TEMP TABLE dedup_verified AS FROM {catalog}.story_pairs WHERE false")
    texts: dict[int, Shingles] = {}
    for start in range(0, pairs, _FETCHED):
        place = {"first": start, "end": start + _FETCHED}
        rows = con.execute(f"SELECT left_key, right_key, support {_PAIRS} ORDER BY n", place).fetchall()
        _shingle(texts, _bodies(con, catalog, place), common)
        insert_arrow(con, "dedup_verified", _compared(rows, texts))
    if count(con, "FROM dedup_rechecked"):
        _keep_what_has_not_changed(con, catalog)
    con.execute(f"INSERT INTO {catalog}.story_pairs BY NAME FROM dedup_verified")
    con.execute("DROP TABLE dedup_ordered")
    con.execute("DROP TABLE dedup_verified")


def _keep_what_has_not_changed(con: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Delete the pairs compared again that came out differently, and drop from ``dedup_verified`` those that did not."""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_rechecked AS
            SELECT left_key, right_key, p.kind AS was, v.kind AS is_now,
                   (p.kind, p.shared, p.n_left, p.n_right) IS DISTINCT FROM (v.kind, v.shared, v.n_left, v.n_right) AS differs
            FROM {catalog}.story_pairs p JOIN dedup_verified v USING (left_key, right_key)"""
    )
    con.execute(
        """INSERT INTO dedup_touched SELECT unnest([left_key, right_key]) FROM dedup_rechecked
           WHERE differs AND (was IS NOT NULL OR is_now IS NOT NULL)"""
    )
    con.execute(
        f"""DELETE FROM {catalog}.story_pairs USING dedup_rechecked r
            WHERE r.differs AND story_pairs.left_key = r.left_key AND story_pairs.right_key = r.right_key"""
    )
    con.execute(
        """DELETE FROM dedup_verified USING dedup_rechecked r
           WHERE NOT r.differs AND dedup_verified.left_key = r.left_key AND dedup_verified.right_key = r.right_key"""
    )


def _common_hashes(con: duckdb.DuckDBPyConnection, catalog: str) -> Hashes:
    """Return all hashes that are common with this batch in the lake, ascending."""
    found = con.execute(
        f"""SELECT hash FROM {catalog}.common_hashes ANTI JOIN dedup_no_longer_common USING (hash)
            UNION ALL SELECT hash FROM dedup_newly_common ORDER BY hash"""
    ).fetchnumpy()
    return np.asarray(found["hash"], np.uint64)


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
    """Return the body of every text (text_key) of the pairs in a range (``first``, ``end``)."""
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


def _shingle(texts: dict[int, Shingles], bodies: pa.Table, common: Hashes) -> None:
    """Add the shingles of bodies (text_key, body) to ``texts``; when it is full, drop the texts not among them."""
    keys: list[int] = bodies["text_key"].to_numpy().tolist()
    if sum(text.hashes.size for text in texts.values()) > _KEPT_HASHES:
        for old in texts.keys() - set(keys):
            del texts[old]
    for n, key in enumerate(keys):
        if key not in texts:
            texts[key] = shingles(bodies["body"][n].as_py(), common)


def _compared(rows: list[tuple[int, int, int]], texts: dict[int, Shingles]) -> pa.Table:
    """Compare pairs (left_key, right_key, support) and return them as rows of ``story_pairs``."""
    found = []
    for left, right, support in rows:
        pair = compare(texts[left], texts[right])
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
            }
        )
    return pa.Table.from_pylist(found, schema=STORY_PAIRS.remove_metadata())
