"""The executor of the flows: shards and batches as Prefect tasks that run beside the flow."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import opaque

from dossier_etl.load.batch import LoadResult
from dossier_etl.pipeline.batches import Executor, Future, OpenBatch
from dossier_etl.pipeline.run import Run
from dossier_etl.workers.tasks import DeriveTask


class _Tasks:
    """Submits tasks to the flow's task runner; their parameters are plain data, the run stays in this process."""

    def __init__(self, run: Run) -> None:
        @task(
            name="derive shard", retries=2, retry_delay_seconds=[1, 5], retry_jitter_factor=0.5, cache_policy=NO_CACHE
        )
        def derive_shard(shard: DeriveTask) -> dict[str, Any]:
            """Clean, enrich and decide the records of one shard in a worker process."""
            return asdict(run.derive(shard))

        @task(name="load batch", cache_policy=NO_CACHE)
        def load_batch(batch: OpenBatch) -> LoadResult:
            """Match, validate and commit one batch. Retries are safe (one transaction) but useless: a failed check fails again."""
            return run.load(batch)

        self._derive_shard, self._load_batch = derive_shard, load_batch

    def derive(self, shard: DeriveTask) -> Future:
        return self._derive_shard.submit(shard)

    def load(self, batch: OpenBatch) -> Future:
        as_it_is: Any = opaque(batch)  # Prefect would put results in the place of its futures
        return self._load_batch.submit(as_it_is)


@contextmanager
def prefect_executor(run: Run) -> Iterator[Executor]:
    """Derive shards and load batches as tasks of the flow that is running."""
    yield _Tasks(run)
