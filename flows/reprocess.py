"""The reprocess flow: derive everything again from the stored bytes with today's rules and people's decisions."""

from typing import Any

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner

from dossier_etl.pipeline.reprocess import reprocess, select_documents
from flows.artifacts import conclude
from flows.events import failures_as_events
from flows.executor import prefect_executor
from flows.parameters import RunSettings, credentials, settings_for
from flows.publish import publish_lake, tell_alerts
from flows.shell import exit_with, tell


@flow(name="reprocess", task_runner=ThreadPoolTaskRunner(max_workers=8))  # type: ignore[arg-type]
def reprocess_flow(
    warehouse: str | None = None,
    where: str | None = None,
    settings: RunSettings | None = None,
    credentials_block: str | None = None,
) -> dict[str, Any]:
    """Derive stored documents again; each batch replaces what was derived before in one transaction.

    Args:
        warehouse: Folder of the lake; default as configured.
        where: SQL condition on the documents' items, as for `dossier reprocess --where`; default all documents.
        settings: Further settings; those left empty are as configured.
        credentials_block: Name of a Secret block with variables for the catalog and the object store (PGPASSWORD, AWS_…).
    """
    with credentials(credentials_block):
        chosen = settings_for(warehouse, settings)
        with failures_as_events("reprocess", chosen):
            documents = select_documents(chosen, where) if where else None
            summary = reprocess(chosen, documents, tell, executor=prefect_executor)
        if chosen.publish:
            publish_lake(chosen)
            tell_alerts(chosen)
        return conclude(summary, chosen)


if __name__ == "__main__":
    exit_with(reprocess_flow)
