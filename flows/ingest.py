"""The ingest flow: plan → extract → derive shards → load batches, overlapping. Tasks exchange references to files on disk."""

import sys
from typing import Any

from prefect import flow
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.client.schemas.objects import State
from prefect.task_runners import ThreadPoolTaskRunner

from dossier_etl.errors import WarehouseLocked
from dossier_etl.pipeline.batches import BatchLoaded
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import load_settings
from flows.artifacts import conclude
from flows.executor import prefect_executor
from flows.shell import exit_with, skipped, tell


@flow(name="ingest", task_runner=ThreadPoolTaskRunner(max_workers=8), log_prints=False)  # type: ignore[arg-type]
def ingest_flow(
    sources: list[str], warehouse: str | None = None, settings: dict[str, Any] | None = None
) -> dict[str, Any] | State[Any]:
    """Read sources into the dossier.

    Args:
        sources: files, globs and folders, as for `dossier ingest`.
        warehouse: folder of the lake; default as configured.
        settings: further settings by name.
    Returns:
        ``run_id`` and the counts per source.
    """
    chosen = load_settings({"warehouse": warehouse, **(settings or {})})
    progress = create_progress_artifact(progress=0.0, key="dossier-progress", description="sources read")

    def on_batch(loaded: BatchLoaded) -> None:
        update_progress_artifact(progress, progress=100.0 * loaded.sources_done / max(1, loaded.sources))  # type: ignore[arg-type]
        counts = loaded.result.total
        tell(f"  batch {loaded.number}: {counts.items_in} items, {counts.loaded} new articles")

    try:
        summary = ingest(chosen, sources, tell, executor=prefect_executor, on_batch=on_batch)
    except WarehouseLocked as locked:
        return skipped(locked)
    return conclude(summary, chosen)


if __name__ == "__main__":
    exit_with(lambda: ingest_flow(sys.argv[1:] or ["seeds/[0-9]*"]))
