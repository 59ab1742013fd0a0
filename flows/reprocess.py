"""The reprocess flow: derive everything again from the stored bytes with today's rules and people's decisions."""

from typing import Any

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner

from dossier_etl.pipeline.reprocess import reprocess, select_documents
from dossier_etl.settings import load_settings
from flows.artifacts import conclude
from flows.executor import prefect_executor
from flows.shell import exit_with, tell


@flow(name="reprocess", task_runner=ThreadPoolTaskRunner(max_workers=8))  # type: ignore[arg-type]
def reprocess_flow(
    warehouse: str | None = None, where: str | None = None, settings: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Derive stored documents again; each batch replaces what was derived before in one transaction.

    Args:
        warehouse: folder of the lake; default as configured.
        where: SQL condition on the documents' items, as for `dossier reprocess --where`; default all documents.
        settings: further settings by name.
    """
    chosen = load_settings({"warehouse": warehouse, **(settings or {})})
    documents = select_documents(chosen, where) if where else None
    return conclude(reprocess(chosen, documents, tell, executor=prefect_executor), chosen)


if __name__ == "__main__":
    exit_with(reprocess_flow)
