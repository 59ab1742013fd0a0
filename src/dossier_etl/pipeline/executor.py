"""The executor of the command line: shards on all worker processes, batches in a thread beside them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from dossier_etl.pipeline.batches import Executor, Future, OpenBatch
from dossier_etl.pipeline.run import Run
from dossier_etl.quality.gx_import import load_great_expectations
from dossier_etl.workers.tasks import DeriveTask


@dataclass(frozen=True)
class _Threads:
    run: Run
    derivers: ThreadPoolExecutor
    loader: ThreadPoolExecutor

    def derive(self, task: DeriveTask) -> Future:
        if task.rows:
            self.loader.submit(load_great_expectations)  # imported once, while the workers derive
        return self.derivers.submit(self.run.derive, task)

    def load(self, batch: OpenBatch) -> Future:
        return self.loader.submit(self.run.load, batch)


@contextmanager
def local_executor(run: Run) -> Iterator[Executor]:
    """Derive shards on the run's worker processes and load batches beside them."""
    with ThreadPoolExecutor(run.settings.workers) as derivers, ThreadPoolExecutor(1) as loader:
        try:
            yield _Threads(run, derivers, loader)
        except BaseException:
            run.stop()  # queued work then ends at once
            raise


@dataclass(frozen=True)
class _Counting:
    inner: Executor
    count: Callable[[int], None]

    def derive(self, task: DeriveTask) -> Future:
        self.count(len(task.rows))
        return self.inner.derive(task)

    def load(self, batch: OpenBatch) -> Future:
        return self.inner.load(batch)


@contextmanager
def counting_executor(run: Run, count: Callable[[int], None]) -> Iterator[Executor]:
    """Work as `local_executor` does, and report the number of documents of each shard to derive."""
    with local_executor(run) as inner:
        yield _Counting(inner, count)
