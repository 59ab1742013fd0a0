"""The books of a batch: every item read is accounted for exactly once, per source, in the ledger of the same transaction."""

import datetime as dt
from dataclasses import asdict
from typing import Any

import duckdb
import pyarrow as pa

from dossier_etl.errors import AccountingError
from dossier_etl.lake.connect import CATALOG
from dossier_etl.load.batch import Batch, LoadResult
from dossier_etl.model import tables
from dossier_etl.model.counts import Counts
from dossier_etl.quality.checkpoint import meta_json
from dossier_etl.sql import insert_arrow

_OUTCOMES_PER_SOURCE = f"""
    WITH new AS (SELECT document_id, source_uri FROM staged_firsts_of_sources),
    outcome AS (
        SELECT p.document_id, count(*) FILTER (m.role = 'first') AS loaded, count(*) FILTER (m.role <> 'first') AS duplicates,
               0 AS quarantined, 0 AS not_articles
        FROM staged_publications p JOIN {CATALOG}.story_members m USING (article_id) GROUP BY 1
        UNION ALL
        SELECT document_id, 0, 0, count(*) FILTER (status <> 'not_article'), count(*) FILTER (status = 'not_article')
        FROM staged_quarantine GROUP BY 1
    )
    SELECT source_uri, sum(items_in)::BIGINT, sum(loaded)::BIGINT, sum(duplicates)::BIGINT, sum(quarantined)::BIGINT,
           sum(not_articles)::BIGINT, sum(known)::BIGINT
    FROM (
        SELECT s.source_uri, d.n_items AS items_in, 0 AS loaded, 0 AS duplicates, 0 AS quarantined, 0 AS not_articles, 0 AS known
        FROM staged_sightings s JOIN {CATALOG}.documents d USING (document_id)
        UNION ALL
        SELECT new.source_uri, 0, o.loaded, o.duplicates, o.quarantined, o.not_articles, 0 FROM outcome o JOIN new USING (document_id)
        UNION ALL
        SELECT s.source_uri, 0, 0, 0, 0, 0, d.n_items
        FROM staged_sightings s JOIN {CATALOG}.documents d USING (document_id) WHERE NOT s.first_seen
    )
    GROUP BY 1 ORDER BY 1
"""
"""(source, items_in, loaded, duplicates, quarantined, not_articles, known): what was read on one side, what became of it on the other."""

_ITEMS_OF_FINISHED = f"""
    SELECT source_uri, sum(items_in)::BIGINT FROM {CATALOG}.batches
    WHERE run_id = ? AND source_uri IN (SELECT unnest(?)) GROUP BY 1
"""
"""What a run found in sources, once it has read them to their end."""


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        insert_arrow(con, f"{CATALOG}.{table}", pa.Table.from_pylist(rows, schema=tables.TABLES[table]))


def count_outcomes(con: duckdb.DuckDBPyConnection, batch: Batch) -> dict[str, Counts]:
    """Counts per source: `items_in` from what was read, the outcomes from what stands in the tables."""
    counts: dict[str, Counts] = {}

    def of(source: str) -> Counts:
        return counts.setdefault(source, Counts())

    outcomes = con.execute(_OUTCOMES_PER_SOURCE).fetchall() if batch.shards else []
    for source, *numbers in outcomes:
        of(batch.account_as or source).add(Counts(*numbers))
    for incident in batch.incidents:
        of(str(incident["source_uri"])).incidents += 1
    for source, items in batch.unchanged_sources:
        of(source).add(Counts(items_in=items, known=items))
    for source, _ in batch.finished_sources:
        of(source)
    for source, row in counts.items():
        if row.items_in != row.accounted:
            raise AccountingError(
                f"{source}: {row.items_in} items read, but {row.accounted} accounted for ({row})",
                hint="nothing of this batch was loaded; please report this",
            )
    return counts


def _new_incidents(con: duckdb.DuckDBPyConnection, incidents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the incidents that the lake does not hold yet: a run repeated after a crash meets the same damage again."""
    if not incidents:
        return []
    names = ("source_uri", "locator", "kind", "byte_start", "byte_end", "detail")
    known = set(
        con.execute(
            f"SELECT {', '.join(names)} FROM {CATALOG}.incidents WHERE source_uri IN (SELECT unnest(?))",
            [sorted({str(i["source_uri"]) for i in incidents})],
        ).fetchall()
    )
    return [i for i in incidents if tuple(i[n] for n in names) not in known]


def write_ledger(con: duckdb.DuckDBPyConnection, batch: Batch, run_id: str, now: dt.datetime, done: LoadResult) -> None:
    _insert(con, "incidents", _new_incidents(con, [{**i, "run_id": run_id} for i in batch.incidents]))
    _insert(
        con,
        "batches",
        [
            {"batch_id": batch.batch_id, "run_id": run_id, "source_uri": source, "committed_at": now, **asdict(counts)}
            for source, counts in sorted(done.counts.items())
        ],
    )
    finished = [uri for uri, _ in batch.finished_sources]
    items_of = dict(con.execute(_ITEMS_OF_FINISHED, [run_id, finished]).fetchall()) if finished else {}
    _insert(
        con,
        "sources",
        [
            {"source_uri": uri, "fingerprint": fingerprint, "items": items_of.get(uri, 0), "run_id": run_id}
            for uri, fingerprint in batch.finished_sources
        ],
    )
    _insert(con, "applied_decisions", [{"decision_id": d, "run_id": run_id} for d in batch.decisions])
    _insert(
        con,
        "validations",
        [
            {
                "run_id": run_id,
                "batch_id": batch.batch_id,
                "suite": v.suite,
                "expectation": v.expectation,
                "column": v.column,
                "success": v.success,
                "observed": v.observed,
                "n_unexpected": v.n_unexpected,
                "meta": meta_json(v),
            }
            for v in done.validations
        ],
    )
