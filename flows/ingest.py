"""The ingest flow: plan → extract → derive shards → load batches, overlapping. Tasks exchange references to files on disk."""

import sys
from typing import Annotated, Any

from prefect import flow
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.client.schemas.objects import State
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from dossier_etl.errors import WarehouseLocked
from dossier_etl.pipeline.batches import BatchLoaded
from dossier_etl.pipeline.ingest import ingest
from flows.artifacts import conclude
from flows.events import failures_as_events
from flows.executor import prefect_executor
from flows.parameters import RunSettings, credentials, settings_for
from flows.publish import publish_lake, tell_alerts
from flows.shell import exit_with, skipped, tell

_DAY = 24 * 3600
"""Seconds after which a run is taken to hang; what it committed is kept, the next run goes on from there."""


@flow(
    name="ingest",
    task_runner=ThreadPoolTaskRunner(max_workers=8),  # type: ignore[arg-type]
    timeout_seconds=_DAY,
)
def ingest_flow(
    sources: Annotated[list[str], Field(min_length=1)],
    warehouse: str | None = None,
    settings: RunSettings | None = None,
    credentials_block: str | None = None,
) -> dict[str, Any] | State[Any]:
    """Read sources into the dossier. What is known is skipped; nothing is loaded when too much fails the gate.

    Args:
        sources: Files, globs and folders on the worker's machine, as for `dossier ingest`.
        warehouse: Folder of the lake; default as configured.
        settings: Further settings; those left empty are as configured.
        credentials_block: Name of a Secret block with variables for the catalog and the object store (PGPASSWORD, AWS_…).
    Returns:
        ``run_id`` and the counts per source.
    """
    with credentials(credentials_block):
        chosen = settings_for(warehouse, settings)
        progress = create_progress_artifact(progress=0.0, key="dossier-progress", description="Sources read")

        def on_batch(loaded: BatchLoaded) -> None:
            update_progress_artifact(progress, progress=100.0 * loaded.sources_done / max(1, loaded.sources))  # type: ignore[arg-type]
            counts = loaded.result.total
            tell(f"  batch {loaded.number}: {counts.items_in} items, {counts.loaded} new articles")

        try:
            with failures_as_events("ingest", chosen):
                summary = ingest(chosen, sources, tell, executor=prefect_executor, on_batch=on_batch)
        except WarehouseLocked as locked:
            return skipped(locked)
        update_progress_artifact(progress, progress=100.0)  # type: ignore[arg-type]
        if chosen.publish:
            publish_lake(chosen)
            tell_alerts(chosen)
        return conclude(summary, chosen)


if __name__ == "__main__":
    exit_with(lambda: ingest_flow(sys.argv[1:] or ["seeds/[0-9]*"]))
