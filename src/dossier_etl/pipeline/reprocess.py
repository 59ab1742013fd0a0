"""Derive stored documents again with today's rules and human decisions."""

from collections.abc import Sequence

import duckdb

from dossier_etl.errors import UsageError
from dossier_etl.lake.connect import CATALOG
from dossier_etl.lake.read import reader
from dossier_etl.pipeline.batches import BatchLoaded, judged_first, load_in_order
from dossier_etl.pipeline.executor import local_executor
from dossier_etl.pipeline.ingest import ExecutorFactory, OnBatch
from dossier_etl.pipeline.run import Notify, Run
from dossier_etl.pipeline.run_summary import Summary
from dossier_etl.settings import Settings

SELECTABLE = f"""
    SELECT document_id, d.source_uri, d.locator, d.url, d.media_type, d.captured_at, a.article_id AS item_id, a.outlet, a.title,
           a.published_on, a.language, a.authors, NULL::VARCHAR[] AS reasons, string_split(r.code_version, ' ')[1] AS version
    FROM {CATALOG}.documents d JOIN {CATALOG}.publications a USING (document_id) LEFT JOIN {CATALOG}.runs r ON r.run_id = a.run_id
    UNION ALL
    SELECT document_id, d.source_uri, d.locator, d.url, d.media_type, d.captured_at, q.item_id, NULL, q.title,
           NULL, NULL, NULL, q.reasons, string_split(r.code_version, ' ')[1]
    FROM {CATALOG}.documents d JOIN {CATALOG}.quarantine q USING (document_id) LEFT JOIN {CATALOG}.runs r ON r.run_id = q.run_id
"""
"""Columns that a condition of `select_documents` may use."""


def select_documents(settings: Settings, where: str) -> list[str]:
    """Return the ids of documents one of whose items fulfils an SQL condition, in order.

    The condition is the user's own SQL: it runs read-only, without access to files, network or configuration.

    Args:
        where: a condition on the columns of `SELECTABLE`, such as ``outlet = 'The River Review'``.
    Raises:
        UsageError: it is no valid condition.
    """
    with reader(settings, guarded=True) as con:
        con.execute(f"CREATE TEMP VIEW selectable AS {SELECTABLE}")
        try:
            found = con.table("selectable").filter(where).project("document_id").distinct().fetchall()
        except duckdb.Error as error:
            columns = ", ".join(con.table("selectable").columns)
            raise UsageError(f"--where {where!r}: {error}", hint=f"a condition on {columns}") from error
    return sorted(row[0] for row in found)


def reprocess(
    settings: Settings,
    documents: Sequence[str] | None = None,
    notify: Notify = lambda _: None,
    *,
    executor: ExecutorFactory = local_executor,
    on_batch: OnBatch = lambda _: None,
) -> Summary:
    """Derive stored documents again from their bytes; each batch replaces what was derived before in one transaction.

    Args:
        documents: ids of the documents; None for all.
        notify, executor, on_batch: as for `pipeline.ingest.ingest`.
    """
    parameters = {} if documents is None else {"documents": len(documents)}
    with Run(settings, "reprocess", parameters, notify) as run, executor(run) as background:
        for batch, result in load_in_order(
            judged_first(run.redo_batches(documents, (), background), run.check_quarantine_limit), background
        ):
            on_batch(BatchLoaded(batch.number, result, 0, 0))
        return run.finish()
