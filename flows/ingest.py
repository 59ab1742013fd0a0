"""The ingest flow: plan → extract → derive shards → load batches, overlapping. Tasks exchange references to files on disk."""

import sys
from collections.abc import Callable
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import opaque

from dossier_etl.pipeline.ingest import Ingest
from dossier_etl.pipeline.run import Later, Pending, Run, ShardTask, Submit, through
from dossier_etl.settings import load_settings
from flows.artifacts import conclude
from flows.shell import exit_with, tell


@task(name="derive shard", retries=2, retry_delay_seconds=[1, 5], retry_jitter_factor=0.5, cache_policy=NO_CACHE)
def derive_shard(run: Run, shard: ShardTask) -> dict[str, Any]:
    """Clean, enrich and decide the records of one shard in a worker process."""
    return run.derive(shard)


@task(name="load batch", cache_policy=NO_CACHE)
def load_batch(run: Run, pending: Pending) -> dict[str, int]:
    """Match, judge and commit one batch; its own transaction makes a retry safe, its checks make one pointless."""
    loaded = run.load(pending)
    return {name: loaded.total(name) for name in ("items_in", "loaded", "duplicates", "quarantined", "known")}


def background(run: Run) -> tuple[Submit, Callable[[Pending], Later]]:
    """How to derive shards and to load batches as tasks that run beside the flow."""

    def load(pending: Pending) -> Later:
        as_it_is: Any = opaque(pending)  # Prefect would put results in the place of its futures
        return load_batch.submit(run, as_it_is)

    return lambda shard: derive_shard.submit(run, shard), load


@flow(name="ingest", task_runner=ThreadPoolTaskRunner(max_workers=8), log_prints=False)  # type: ignore[arg-type]
def ingest_flow(
    sources: list[str], warehouse: str | None = None, settings: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Read sources into the dossier.

    Args:
        sources: files, globs and folders, as for `dossier ingest`.
        warehouse: folder of the lake; default as configured.
        settings: further settings by name.
    Returns:
        ``run_id`` and the counts per source.
    """
    chosen = load_settings({"warehouse": warehouse, **(settings or {})})
    with Ingest(chosen, sources, tell) as run:
        todo, unchanged = run.plan()
        progress = create_progress_artifact(progress=0.0, key="dossier-progress", description=run.run_id)
        if not unchanged.empty:
            load_batch(run, unchanged)
        derive, load = background(run)
        read = 0
        for pending, counts in through(run.batches(todo, derive), load):
            read += len(pending.finished)
            update_progress_artifact(progress, progress=100.0 * read / max(1, len(todo)))  # type: ignore[arg-type]
            tell(f"  batch {pending.number}: {counts['items_in']} items, {counts['loaded']} new articles")
        for _ in through(run.apply_decisions(derive), load):
            pass
        summary = run.finish()
    return conclude(summary, chosen)


if __name__ == "__main__":
    exit_with(lambda: ingest_flow(sys.argv[1:] or ["seeds/[0-9]*"]))
