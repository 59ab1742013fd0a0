"""One batch into the lake: staged, matched against what is there, judged by the suites, committed with its ledger, or not at all."""

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import duckdb

from dossier_etl.dedup import stories
from dossier_etl.lake.connect import CATALOG
from dossier_etl.load import staging
from dossier_etl.load.accounting import count_outcomes, write_ledger
from dossier_etl.load.batch import Batch, LoadResult
from dossier_etl.load.documents import add_documents
from dossier_etl.quality.checkpoint import Validation, require_success, run_suites
from dossier_etl.quality.suites import load_suites
from dossier_etl.sql import count


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
) -> LoadResult:
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
    done = LoadResult()
    undo = ExitStack()
    con.execute("BEGIN")
    try:
        if batch.shards:
            stories.upgrade(con, CATALOG, run_id)
            staging.stage(con, batch, run_id)
            if batch.redo:
                stories.forget_publications(con, CATALOG, "staged_redone")
                staging.delete_derived(con)
                staging.count_items(con)
            else:
                if count(con, "FROM staged_documents"):
                    add_documents(con, data_path, folder / f"{batch.batch_id}.parquet", undo)
                staging.insert_sightings(con)
            stories.find_pairs(con, CATALOG, "staged_texts")
            stories.assign_stories(con, CATALOG, "staged_texts", run_id)
            staging.insert_facts(con)
            staging.stage_validation_tables(con)
            done.validations = run_suites(con, load_suites())
            on_validated(done.validations)
            require_success(done.validations)
        done.counts = count_outcomes(con, batch)
        write_ledger(con, batch, run_id, now, done)
        if batch.shards:
            staging.drop(con)
        before_commit()
        undo.pop_all()  # a commit that is cut short may yet have happened
        con.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.TransactionException):  # a COMMIT that failed has ended the transaction itself
            con.execute("ROLLBACK")
        undo.close()
        raise
    return done
