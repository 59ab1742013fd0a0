"""SQL of a load: temporary ``staged_…`` tables made from a batch's files, and their way into the lake.

The suites look at the staged tables, never at views over the lake: validating a view did not finish a million rows in 200 s,
a staged million takes about 2 s. The bytes of the documents are never staged: see `load.documents`.
"""

from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from dossier_etl.lake.connect import CATALOG
from dossier_etl.load.entities import merge_entities
from dossier_etl.load.outlets import update_outlets
from dossier_etl.shards.items import STAGED

if TYPE_CHECKING:
    from dossier_etl.load.batch import Batch

_TEMPORARY = (
    *(f"staged_{name}" for name in STAGED),
    "staged_records",
    "staged_sightings",
    "staged_documents",
    "staged_texts",
    "staged_redone",
    "staged_story_members",
    "staged_articles",
    "staged_violations",
    "staged_entities",
    "staged_firsts_of_sources",
)

_SIGHTING_COLUMNS: dict[str, pa.DataType] = {
    "document_id": pa.string(),
    "source_uri": pa.string(),
    "locator": pa.string(),
    "n": pa.int64(),
}
_SIGHTINGS = pa.schema(_SIGHTING_COLUMNS)


def drop(con: duckdb.DuckDBPyConnection) -> None:
    """Drop the batch's temporary tables, within the transaction that made them: each alone would be one of its own."""
    for name in _TEMPORARY:
        con.execute(f"DROP TABLE IF EXISTS temp.{name}")


def stage(con: duckdb.DuckDBPyConnection, batch: "Batch", run_id: str) -> None:
    """Read the files of a batch that has some into temporary tables."""
    seen = pa.Table.from_pylist(
        [{"document_id": d, "source_uri": s, "locator": loc, "n": n} for n, (d, s, loc) in enumerate(batch.sightings)],
        schema=_SIGHTINGS,
    )
    con.register("sighting_rows", seen)
    con.execute(
        """
        CREATE TEMP TABLE staged_records AS
        SELECT * EXCLUDE (content) FROM read_parquet($files, filename = 'shard', file_row_number = true)
        """,
        {"files": [str(records) for records, _ in batch.shards]},
    )
    # The first sighting of a document that is not in the lake is the one whose items are new; all others are known.
    con.execute(
        f"""
        CREATE TEMP TABLE staged_sightings AS
        SELECT s.document_id, s.source_uri, s.locator, r.captured_at,
               d.document_id IS NULL AND row_number() OVER (PARTITION BY s.document_id ORDER BY s.n) = 1 AS first_seen
        FROM sighting_rows s LEFT JOIN (SELECT DISTINCT ON (document_id, source_uri, locator) * FROM staged_records) r
             USING (document_id, source_uri, locator)
             LEFT JOIN {CATALOG}.documents d ON d.document_id = s.document_id
        """
    )
    con.unregister("sighting_rows")
    for name in STAGED:
        run = "" if name in ("mentions", "date_mentions", "evidence", "item_entities") else ", $run AS run_id"
        parameters = {"files": [str(folder / f"{name}.parquet") for _, folder in batch.shards]}
        con.execute(
            f"CREATE TEMP TABLE staged_{name} AS SELECT *{run} FROM read_parquet($files)",
            parameters | ({"run": run_id} if run else {}),
        )
    if batch.redo:
        con.execute(
            "INSERT INTO staged_sightings SELECT DISTINCT document_id, source_uri, locator, captured_at, true FROM staged_records"
        )
    con.execute(
        """CREATE TEMP TABLE staged_firsts_of_sources AS SELECT document_id, source_uri FROM staged_sightings WHERE first_seen"""
    )
    con.execute(
        """
        CREATE TEMP TABLE staged_documents AS
        SELECT r.document_id, r.source_uri, r.locator, r.url, r.media_type, r.charset, r.captured_at, r.sha256,
               r.n_bytes, r.hints, r.refused, coalesce(i.n, 0)::INTEGER AS n_items, $run AS run_id, r.shard, r.file_row_number
        FROM (SELECT DISTINCT ON (document_id) * FROM staged_records ORDER BY document_id, source_uri, locator) r
        LEFT JOIN (SELECT document_id, count(*) AS n FROM
                     (SELECT document_id FROM staged_publications UNION ALL SELECT document_id FROM staged_quarantine)
                   GROUP BY 1) i USING (document_id)
        WHERE r.document_id IN (SELECT document_id FROM staged_firsts_of_sources)
        """,
        {"run": run_id},
    )
    con.execute(
        """
        CREATE TEMP TABLE staged_texts AS
        SELECT p.article_id, p.body, p.published_on, p.published_latest, d.captured_at, p.outlet, p.url
        FROM staged_publications p JOIN staged_documents d USING (document_id)
        """
    )
    if batch.redo:
        con.execute(
            f"""
            CREATE TEMP TABLE staged_redone AS
            SELECT article_id FROM {CATALOG}.publications WHERE document_id IN (SELECT document_id FROM staged_documents)
            """
        )


def delete_derived(con: duckdb.DuckDBPyConnection) -> None:
    """Remove what was derived from the staged documents before; the documents themselves and people's decisions stay."""
    items = f"""
        SELECT article_id FROM staged_redone
        UNION ALL SELECT item_id FROM {CATALOG}.quarantine WHERE document_id IN (SELECT document_id FROM staged_documents)
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE staged_forgotten AS {items}")
    for table, key in (
        ("mentions", "article_id"),
        ("date_mentions", "article_id"),
        ("evidence", "article_id"),
        ("publications", "article_id"),
        ("quarantine", "item_id"),
    ):
        con.execute(f"DELETE FROM {CATALOG}.{table} WHERE {key} IN (SELECT article_id FROM staged_forgotten)")
    con.execute("DROP TABLE staged_forgotten")


def count_items(con: duckdb.DuckDBPyConnection) -> None:
    """Documents derived again may give another number of items."""
    con.execute(
        f"""UPDATE {CATALOG}.documents SET n_items = s.n_items FROM staged_documents s
            WHERE s.document_id = documents.document_id AND s.n_items <> documents.n_items"""
    )


def insert_sightings(con: duckdb.DuckDBPyConnection) -> None:
    """Where documents were seen; a known document keeps its alphabetically first place, whatever the order of runs."""
    better = f"""
        SELECT DISTINCT ON (s.document_id) s.document_id, s.source_uri, s.locator, s.captured_at
        FROM staged_sightings s JOIN {CATALOG}.documents d USING (document_id)
        WHERE (s.source_uri, s.locator) < (d.source_uri, d.locator) ORDER BY s.document_id, s.source_uri, s.locator
    """
    if con.execute(f"SELECT count(*) FROM ({better})").fetchall()[0][0]:
        con.execute(
            f"""UPDATE {CATALOG}.documents SET source_uri = b.source_uri, locator = b.locator, captured_at = b.captured_at
                FROM ({better}) b WHERE b.document_id = documents.document_id"""
        )
    con.execute(
        f"""
        INSERT INTO {CATALOG}.sightings BY NAME
        SELECT DISTINCT ON (document_id, source_uri, locator) s.document_id, s.source_uri, s.locator, s.captured_at,
               (SELECT run_id FROM staged_documents LIMIT 1) AS run_id
        FROM staged_sightings s ANTI JOIN {CATALOG}.sightings USING (document_id, source_uri, locator)
        """
    )


def insert_facts(con: duckdb.DuckDBPyConnection) -> None:
    """Publications, refusals and everything that hangs on them."""
    merge_entities(con)
    for name in ("publications", "quarantine", "mentions", "date_mentions", "evidence"):
        con.execute(f"INSERT INTO {CATALOG}.{name} BY NAME SELECT * FROM staged_{name}")
    update_outlets(con)


def stage_validation_tables(con: duckdb.DuckDBPyConnection) -> None:
    """What the suites about copies look at: the stories this batch touched, and every first text that shares a body with it."""
    con.execute(
        f"""
        CREATE TEMP TABLE staged_story_members AS
        SELECT * FROM {CATALOG}.story_members WHERE story_id IN
            (SELECT story_id FROM {CATALOG}.story_members WHERE article_id IN (SELECT article_id FROM staged_texts))
        """
    )
    con.execute("CREATE TEMP TABLE staged_violations AS SELECT * FROM dedup_violations")
    con.execute(
        f"""
        CREATE TEMP TABLE staged_articles AS
        SELECT p.article_id, p.body_sha256 FROM {CATALOG}.publications p JOIN {CATALOG}.story_members m USING (article_id)
        WHERE m.role = 'first' AND (p.body_sha256 IN (SELECT body_sha256 FROM staged_publications)
                                    OR p.article_id IN (SELECT left_id FROM staged_violations))
        """
    )
