"""Stories in the lake, called by the loader inside its transaction.

    forget_publications(con, catalog, gone)       only when publications are derived anew: before they are deleted
    upgrade(con, catalog, run_id)                 first: works out all stories again if an older version fingerprinted the lake
    find_pairs(con, catalog, batch)               fingerprints, candidates, verified pairs
    assign_stories(con, catalog, batch, run_id)   rewrites the story members the batch touched; makes ``dedup_violations``

``batch`` names a table with article_id, body, published_on, published_latest and captured_at. Its publications must not have
been through `find_pairs` before (unless forgotten since) and need not be in the lake yet; those of earlier batches must be.
Invariant: the rows of ``story_members`` (except run_id) are a function of the set of publications, independent of order, batching
and split over runs.
"""

import duckdb
import pyarrow as pa

from dossier_etl.dedup.batch_tables import period_of, prepare, stage_batch
from dossier_etl.dedup.cluster import Edge, neighbours
from dossier_etl.dedup.fingerprint import FINGERPRINT_VERSION
from dossier_etl.dedup.lookup import find_candidates
from dossier_etl.dedup.members import Publication, places
from dossier_etl.dedup.pairs import update_known_pairs, verify_candidates
from dossier_etl.dedup.tables import STORY_MEMBERS
from dossier_etl.dedup.thresholds import MIN_SUPPORT
from dossier_etl.dedup.views import violations
from dossier_etl.sql import count, insert_arrow

_TEMPORARY = (
    "dedup_batch",
    "dedup_candidates",
    "dedup_fingerprints",
    "dedup_held",
    "dedup_hits",
    "dedup_known",
    "dedup_more",
    "dedup_new_texts",
    "dedup_newly_common",
    "dedup_no_longer_common",
    "dedup_probes",
    "dedup_rechecked",
    "dedup_recurrent",
    "dedup_sketches",
    "dedup_wanted",
    "dedup_watched",
    "dedup_weakened",
)
_COMPARED = ("story_id", "role", "copy_of", "relation", "similarity", "containment")


def find_pairs(con: duckdb.DuckDBPyConnection, catalog: str, batch: str) -> None:
    """Fingerprint a batch, find its copies within itself and in the lake, and record all of it."""
    stage_batch(con, catalog, batch)
    find_candidates(con, catalog, MIN_SUPPORT)
    update_known_pairs(con, catalog, MIN_SUPPORT)
    verify_candidates(con, catalog)
    if count(con, "FROM dedup_no_longer_common"):
        con.execute(f"DELETE FROM {catalog}.common_hashes WHERE hash IN (SELECT hash FROM dedup_no_longer_common)")
    con.execute(f"INSERT INTO {catalog}.common_hashes BY NAME FROM dedup_newly_common")
    con.execute(f"INSERT INTO {catalog}.fingerprints BY NAME FROM dedup_fingerprints")
    con.execute(f"INSERT INTO {catalog}.sketches BY NAME FROM dedup_sketches ORDER BY text_key, hash")
    for name in _TEMPORARY:
        con.execute(f"DROP TABLE IF EXISTS temp.{name}")


def assign_stories(con: duckdb.DuckDBPyConnection, catalog: str, batch: str, run_id: str) -> None:
    """Assign every publication of the batch its place, and update those whose story it changed.

    Also makes the temporary table ``dedup_violations`` (left_id, right_id, relation, similarity, containment): pairs among the
    touched stories that both stand as first although they are the same or nearly the same text. Empty unless something is wrong.
    """
    prepare(con)
    con.execute(
        f"INSERT INTO dedup_touched SELECT text_key FROM {catalog}.fingerprints WHERE article_id IN (SELECT article_id FROM {batch})"
    )
    _stage_component(con, catalog)
    _stage_places(con, catalog)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_before AS
            SELECT article_id, story_id, role FROM {catalog}.story_members SEMI JOIN dedup_places USING (article_id)
            UNION ALL FROM dedup_forgotten"""
    )
    differs = " OR ".join(f"m.{c} IS DISTINCT FROM n.{c}" for c in _COMPARED)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_changed AS
            SELECT n.* FROM dedup_places n LEFT JOIN {catalog}.story_members m USING (article_id)
            WHERE m.article_id IS NULL OR {differs}"""
    )
    if count(con, "FROM dedup_changed SEMI JOIN dedup_before USING (article_id)"):
        con.execute(f"DELETE FROM {catalog}.story_members WHERE article_id IN (SELECT article_id FROM dedup_changed)")
    con.execute(
        f"INSERT INTO {catalog}.story_members BY NAME SELECT *, $run AS run_id FROM dedup_changed", {"run": run_id}
    )
    _record_history(con, catalog, run_id)
    con.execute(f"CREATE OR REPLACE TEMP TABLE dedup_violations AS {violations(catalog, 'dedup_component')}")
    for name in ("before", "changed", "component", "places", "touched", "forgotten", "forgotten_hashes"):
        con.execute(f"DROP TABLE IF EXISTS temp.dedup_{name}")


def forget_publications(con: duckdb.DuckDBPyConnection, catalog: str, gone: str) -> None:
    """Remove publications (``gone`` names a table with article_id) from the search for copies.

    Their story members and fingerprints go at once; the stories they leave behind are put right by the next `assign_stories`,
    which must follow in the same transaction, after a `find_pairs` (of an empty batch, if nothing comes back).
    """
    prepare(con)
    con.execute(
        f"""INSERT INTO dedup_forgotten
            SELECT article_id, story_id, role FROM {catalog}.story_members WHERE article_id IN (SELECT article_id FROM {gone})"""
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_gone AS
            SELECT DISTINCT text_key FROM {catalog}.fingerprints WHERE article_id IN (SELECT article_id FROM {gone})"""
    )
    for table in ("story_members", "fingerprints"):
        con.execute(f"DELETE FROM {catalog}.{table} WHERE article_id IN (SELECT article_id FROM {gone})")
    keys = "(SELECT text_key FROM dedup_gone)"
    con.execute(
        f"INSERT INTO dedup_forgotten_hashes SELECT DISTINCT hash FROM {catalog}.sketches WHERE text_key IN {keys}"
    )
    con.execute("INSERT INTO dedup_touched FROM dedup_gone")
    con.execute(
        f"""INSERT INTO dedup_touched
            SELECT right_key FROM {catalog}.story_pairs WHERE left_key IN {keys}
            UNION SELECT left_key FROM {catalog}.story_pairs WHERE right_key IN {keys}"""
    )
    _forget_texts(con, catalog)
    con.execute("DROP TABLE dedup_gone")


def _forget_texts(con: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Delete sketches of texts and periods that no remaining publication has, and pairs of deleted texts."""
    left = f"(SELECT text_key FROM {catalog}.fingerprints)"
    con.execute(
        f"""DELETE FROM {catalog}.story_pairs WHERE left_key IN (SELECT text_key FROM dedup_gone WHERE text_key NOT IN {left})
                OR right_key IN (SELECT text_key FROM dedup_gone WHERE text_key NOT IN {left})"""
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_stale AS
            SELECT DISTINCT text_key, period FROM {catalog}.sketches SEMI JOIN dedup_gone USING (text_key)
            ANTI JOIN (SELECT text_key, {period_of("published_on")} AS period FROM {catalog}.fingerprints) USING (text_key, period)"""
    )
    con.execute(
        f"""DELETE FROM {catalog}.sketches USING dedup_stale s
            WHERE sketches.text_key = s.text_key AND sketches.period = s.period"""
    )
    con.execute("DROP TABLE dedup_stale")


def upgrade(con: duckdb.DuckDBPyConnection, catalog: str, run_id: str) -> None:
    """Rebuild all stories if the lake was fingerprinted by another version. Call it first in the loader's transaction."""
    if count(con, f"FROM (FROM {catalog}.fingerprints WHERE version <> {FINGERPRINT_VERSION} LIMIT 1)"):
        rebuild_stories(con, catalog, run_id)


def rebuild_stories(con: duckdb.DuckDBPyConnection, catalog: str, run_id: str) -> None:
    """Work out the stories of all publications in the lake again.

    Rows of ``story_members`` that come out the same are not rewritten.
    """
    for table in ("fingerprints", "sketches", "story_pairs", "common_hashes"):
        con.execute(f"DELETE FROM {catalog}.{table}")
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE dedup_everything AS
            SELECT p.article_id, p.body, p.published_on, p.published_latest, d.captured_at
            FROM {catalog}.publications p LEFT JOIN {catalog}.documents d USING (document_id)"""
    )
    find_pairs(con, catalog, "dedup_everything")
    assign_stories(con, catalog, "dedup_everything", run_id)
    con.execute("DROP TABLE dedup_everything")


def _stage_component(con: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Make ``dedup_component`` (text_key): every text connected with a touched one by verified pairs."""
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE dedup_component AS
        WITH RECURSIVE component AS (
            SELECT text_key FROM dedup_touched
            UNION
            SELECT e.there FROM component c JOIN (
                SELECT left_key AS here, right_key AS there FROM {catalog}.story_pairs WHERE kind IS NOT NULL
                UNION ALL SELECT right_key, left_key FROM {catalog}.story_pairs WHERE kind IS NOT NULL) e ON e.here = c.text_key
        )
        FROM component
        """
    )


def _stage_places(con: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Make ``dedup_places``: the rows of ``story_members`` (run aside) all publications of the component should have."""
    edges = con.execute(
        f"""SELECT left_key, right_key, kind, shared, n_left, n_right FROM {catalog}.story_pairs
            SEMI JOIN dedup_component ON left_key = text_key WHERE kind IS NOT NULL ORDER BY ALL"""
    ).fetchall()
    publications = con.execute(
        f"""SELECT article_id, text_key, published_on, published_latest, captured_at FROM {catalog}.fingerprints
            SEMI JOIN dedup_component USING (text_key)"""
    ).fetchall()
    found = places((Publication(*row) for row in publications), neighbours(Edge(*row) for row in edges))
    schema = pa.schema([f for f in STORY_MEMBERS.remove_metadata() if f.name != "run_id"])
    columns = {name: [getattr(p, name) for p in found] for name in schema.names}
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE dedup_places AS SELECT * EXCLUDE (run_id) FROM {catalog}.story_members WHERE false"
    )
    insert_arrow(con, "dedup_places", pa.table(columns, schema=schema))


def _record_history(con: duckdb.DuckDBPyConnection, catalog: str, run_id: str) -> None:
    """Record a ``story_history`` row for each story that no longer exists.

    The successor is the story that now contains its first publication; if that was deleted, the first story (by id) of its other
    members; null if no member is left.
    """
    con.execute(
        f"""
        INSERT INTO {catalog}.story_history BY NAME
        WITH old AS (
            SELECT b.story_id, b.role, n.story_id AS now FROM dedup_before b LEFT JOIN dedup_places n USING (article_id)
            WHERE b.story_id NOT IN (SELECT story_id FROM dedup_places)
        ),
        successor AS (
            SELECT story_id, coalesce(max(now) FILTER (role = 'first'), min(now)) AS replaced_by,
                   count(DISTINCT now) AS parts
            FROM old GROUP BY story_id
        )
        SELECT s.story_id, s.replaced_by,
               CASE WHEN s.replaced_by IS NULL THEN 'removed'
                    WHEN s.parts > 1 THEN 'split'
                    WHEN EXISTS (SELECT 1 FROM dedup_before b JOIN dedup_places n USING (article_id)
                                 WHERE n.story_id = s.replaced_by AND b.story_id <> s.story_id) THEN 'merged'
                    ELSE 'renamed' END AS reason,
               $run AS run_id
        FROM successor s
        """,
        {"run": run_id},
    )
