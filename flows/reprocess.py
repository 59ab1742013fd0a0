"""The reprocess flow: derive everything again from the stored bytes with today's rules and people's decisions."""

from typing import Any

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner

from dossier_etl.pipeline.run import Run, through
from dossier_etl.settings import load_settings
from flows.artifacts import conclude
from flows.ingest import background
from flows.shell import exit_with, tell


@flow(name="reprocess", task_runner=ThreadPoolTaskRunner(max_workers=8))  # type: ignore[arg-type]
def reprocess_flow(warehouse: str | None = None, settings: dict[str, Any] | None = None) -> dict[str, Any]:
    """Derive all stored documents again; each batch replaces what was derived before in one transaction."""
    chosen = load_settings({"warehouse": warehouse, **(settings or {})})
    with Run(chosen, "reprocess", {}, tell) as run:
        derive, load = background(run)
        for _ in through(run.redo_batches(None, (), derive), load):
            pass
        summary = run.finish()
    return conclude(summary, chosen)


if __name__ == "__main__":
    exit_with(reprocess_flow)
