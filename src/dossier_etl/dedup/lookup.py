"""Candidate copies of a batch's texts in the lake, by one hash join of sketches.

A pair is a candidate when its sketches share enough hashes that are not common. Which hashes are common is a function of the
set of publications in the lake and of nothing else (`tables.COMMON_HASHES`), and it only grows as the lake grows, so the
candidates of a set of texts are the same however the set was split into batches.
"""

import duckdb

from dossier_etl.dedup.thresholds import MAX_TEXTS_A_HASH, RECURRENT_PERIODS
from dossier_etl.sql import count


def find_candidates(con: duckdb.DuckDBPyConnection, catalog: str, support: int) -> None:
    """Make ``dedup_candidates`` (left_key, right_key, support), ``dedup_newly_common`` (hash), ``dedup_hits`` (the lake's
    sketch rows that share a hash with the batch) and ``dedup_probes`` (text_key: texts whose every pair is looked up anew).

    Expects the tables of `batch_tables.stage_batch`. The lake's sketches are read once, more often only after `stories.forget_publications`
    made hashes uncommon again.
    """
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_watched AS
            SELECT hash FROM (
                SELECT DISTINCT hash FROM dedup_sketches ANTI JOIN {catalog}.common_hashes USING (hash)
                UNION SELECT hash FROM dedup_forgotten_hashes)"""
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_hits AS
            SELECT hash, text_key, period FROM {catalog}.sketches SEMI JOIN dedup_watched USING (hash)"""
    )
    _judge_watched(con, catalog)
    con.execute("CREATE OR REPLACE TEMP TABLE dedup_probes AS SELECT text_key FROM dedup_new_texts")
    if count(con, "FROM dedup_no_longer_common"):
        _probe_again(con, catalog)
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE dedup_candidates AS
        WITH present AS (
            SELECT hash, text_key, text_key IN (SELECT text_key FROM dedup_probes) AS probe
            FROM (SELECT hash, text_key FROM dedup_hits UNION SELECT hash, text_key FROM dedup_sketches
                  SEMI JOIN dedup_watched USING (hash))
            ANTI JOIN dedup_recurrent USING (hash)
        )
        SELECT least(p.text_key, o.text_key) AS left_key, greatest(p.text_key, o.text_key) AS right_key,
               count(*)::INTEGER AS support
        FROM (FROM present WHERE probe) p JOIN present o USING (hash)
        WHERE p.text_key <> o.text_key AND (NOT o.probe OR p.text_key < o.text_key)
        GROUP BY ALL HAVING count(*) >= {support}
        """
    )


def _judge_watched(con: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Make ``dedup_newly_common`` and ``dedup_no_longer_common`` from all occurrences of the watched hashes."""
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE dedup_recurrent AS
        SELECT hash FROM (FROM dedup_hits UNION ALL FROM dedup_sketches SEMI JOIN dedup_watched USING (hash))
        GROUP BY hash HAVING count(*) >= {RECURRENT_PERIODS}
            AND (count(DISTINCT period) >= {RECURRENT_PERIODS} OR count(DISTINCT text_key) > {MAX_TEXTS_A_HASH})
        """
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_newly_common AS
            FROM dedup_recurrent ANTI JOIN {catalog}.common_hashes USING (hash)"""
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_no_longer_common AS
            SELECT DISTINCT hash FROM dedup_forgotten_hashes SEMI JOIN {catalog}.common_hashes USING (hash)
            ANTI JOIN dedup_recurrent USING (hash)"""
    )


def _probe_again(con: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Look up texts of the lake again that hold a hash which is no longer common."""
    con.execute(
        """INSERT INTO dedup_probes SELECT DISTINCT text_key FROM dedup_hits SEMI JOIN dedup_no_longer_common USING (hash)
           WHERE text_key NOT IN (SELECT text_key FROM dedup_probes)"""
    )
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE dedup_more AS
        SELECT DISTINCT hash FROM {catalog}.sketches
        WHERE text_key IN (SELECT text_key FROM dedup_probes) AND hash NOT IN (SELECT hash FROM dedup_watched)
          AND hash NOT IN (SELECT hash FROM {catalog}.common_hashes)
        """
    )
    con.execute(
        f"""INSERT INTO dedup_hits
            SELECT hash, text_key, period FROM {catalog}.sketches WHERE hash IN (SELECT hash FROM dedup_more)"""
    )
    con.execute("INSERT INTO dedup_watched FROM dedup_more")
