"""One batch into the lake: staged, matched against what is there, judged by the suites, committed with its ledger, or not at all."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dossier_etl.dedup import stories
from dossier_etl.dedup.staging import count, insert_arrow
from dossier_etl.errors import AccountingError
from dossier_etl.lake.connect import CATALOG
from dossier_etl.model import tables
from dossier_etl.pipeline import staging
from dossier_etl.pipeline.documents import add_documents
from dossier_etl.quality.checkpoint import Validation, meta_json, require_success, run_suites
from dossier_etl.quality.suites import load_suites

COUNTS = ("items_in", "loaded", "duplicates", "quarantined", "known", "incidents")


@dataclass(frozen=True)
class Batch:
    """What goes into one transaction."""

    batch_id: str
    shards: tuple[tuple[Path, Path], ...]
    """(records file, folder of derived tables)"""
    seen: tuple[tuple[str, str, str], ...] = ()
    """(document_id, source_uri, locator) of every record of the shards, new or known."""
    incidents: tuple[dict[str, Any], ...] = ()
    finished: tuple[tuple[str, str], ...] = ()
    """(source_uri, fingerprint) of sources read to their end with this batch."""
    unchanged: tuple[tuple[str, int], ...] = ()
    """(source_uri, items) of sources known without being parsed."""
    redo: bool = False
    """The documents are in the lake already; what was derived from them is replaced."""
    account_as: str | None = None
    """Source under which all items are accounted, instead of their own."""
    decisions: tuple[str, ...] = ()
    """decision_ids this batch applies."""


@dataclass
class Loaded:
    """What a batch did."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    """source_uri → the counts of `COUNTS`."""
    validations: list[Validation] = field(default_factory=list)

    def total(self, name: str) -> int:
        return sum(c[name] for c in self.counts.values())


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        insert_arrow(con, f"{CATALOG}.{table}", pa.Table.from_pylist(rows, schema=tables.TABLES[table]))


def _count(con: duckdb.DuckDBPyConnection, batch: Batch) -> dict[str, dict[str, int]]:
    """Counts per source: `items_in` from what was read, the outcomes from what stands in the tables."""
    counts: dict[str, dict[str, int]] = {}

    def of(source: str) -> dict[str, int]:
        return counts.setdefault(source, dict.fromkeys(COUNTS, 0))

    outcomes = con.execute(staging.OUTCOMES_PER_SOURCE).fetchall() if batch.shards else []
    for source, items_in, loaded, duplicates, quarantined, known in outcomes:
        row = of(batch.account_as or source)
        for name, n in zip(COUNTS, (items_in, loaded, duplicates, quarantined, known), strict=False):
            row[name] += n
    for incident in batch.incidents:
        of(str(incident["source_uri"]))["incidents"] += 1
    for source, items in batch.unchanged:
        of(source)["items_in"] += items
        of(source)["known"] += items
    for source, _ in batch.finished:
        of(source)
    for source, row in counts.items():
        accounted = row["loaded"] + row["duplicates"] + row["quarantined"] + row["known"]
        if row["items_in"] != accounted:
            raise AccountingError(
                f"{source}: {row['items_in']} items read, but {accounted} accounted for ({row})",
                hint="nothing of this batch was loaded; please report this",
            )
    return counts


def _unseen(con: duckdb.DuckDBPyConnection, incidents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Damage told once: a run repeated after a crash meets the same damage again."""
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


def _ledger(con: duckdb.DuckDBPyConnection, batch: Batch, run_id: str, now: dt.datetime, done: Loaded) -> None:
    _insert(con, "incidents", _unseen(con, [{**i, "run_id": run_id} for i in batch.incidents]))
    _insert(
        con,
        "batches",
        [
            {"batch_id": batch.batch_id, "run_id": run_id, "source_uri": source, "committed_at": now, **counts}
            for source, counts in sorted(done.counts.items())
        ],
    )
    finished = [uri for uri, _ in batch.finished]
    items_of = dict(con.execute(staging.ITEMS_OF_FINISHED, [run_id, finished]).fetchall()) if finished else {}
    _insert(
        con,
        "sources",
        [
            {"source_uri": uri, "fingerprint": fingerprint, "items": items_of.get(uri, 0), "run_id": run_id}
            for uri, fingerprint in batch.finished
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


def load_batch(
    con: duckdb.DuckDBPyConnection,
    batch: Batch,
    *,
    run_id: str,
    now: dt.datetime,
    data_path: str,
    folder: Path,
    on_validated: Callable[[list[Validation]], None] = lambda _: None,
    before_commit: Callable[[], None] = lambda: None,
) -> Loaded:
    """Load a batch in one transaction, or leave the lake as it was.

    Stages, in order: stage the shards' rows; when redoing, forget what was derived before; insert documents and sightings;
    find copies and give every publication its place in a story; insert facts; judge everything with the suites; write the ledger.

    Args:
        data_path: where the lake keeps its Parquet files.
        folder: the run's staging folder.
        before_commit: raises where we may not commit any more.
    Raises:
        ExpectationsFailed: a suite failed (``on_validated`` has seen the validations).
        AccountingError: an item has no outcome, or two.
    """
    done = Loaded()
    undo = ExitStack()
    con.execute("BEGIN")
    try:
        if batch.shards:
            staging.stage(con, batch, run_id)
            if batch.redo:
                stories.forget(con, CATALOG, "staged_redone")
                staging.forget(con)
                staging.count_items(con)
            else:
                if count(con, "FROM staged_documents"):
                    add_documents(con, data_path, folder / f"{batch.batch_id}.parquet", undo)
                staging.insert_sightings(con)
            stories.find_pairs(con, CATALOG, "staged_texts")
            stories.assign_stories(con, CATALOG, "staged_texts", run_id)
            staging.insert_facts(con)
            staging.stage_judged(con)
            done.validations = run_suites(con, load_suites())
            on_validated(done.validations)
            require_success(done.validations)
        done.counts = _count(con, batch)
        _ledger(con, batch, run_id, now, done)
        if batch.shards:
            staging.drop(con)
        before_commit()
        undo.pop_all()  # a commit that is cut short may yet have happened
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        undo.close()
        raise
    return done


def quarantine_share(folders: Sequence[Path], con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """(quarantined, all) newly derived items in some derived folders."""
    if not folders:
        return 0, 0
    refused, accepted = (
        int(con.execute("SELECT count(*) FROM read_parquet(?)", [[str(f / name) for f in folders]]).fetchall()[0][0])
        for name in ("quarantine.parquet", "publications.parquet")
    )
    return refused, refused + accepted
