"""Batches on their way into the lake, and who derives and loads them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from dossier_etl.load.batch import Batch, LoadResult, ShardFiles
from dossier_etl.workers.tasks import DeriveTask


class Future(Protocol):
    """A pending result: any object with `result()`, such as those of `concurrent.futures`, Prefect or Dask."""

    def result(self) -> Any: ...


@dataclass
class OpenBatch:
    """A batch being filled; its shards are derived meanwhile."""

    number: int
    batch: Batch
    new: set[str] = field(default_factory=set)
    """Documents that it is the first to hold."""
    derived: list[Future] = field(default_factory=list)
    """One per shard."""

    def add_shard(self, files: ShardFiles, derived: Future) -> None:
        """Add a shard that is being derived."""
        self.batch.shards.append(files)
        self.derived.append(derived)


class Executor(Protocol):
    """Has shards derived and batches loaded in the background."""

    def derive(self, task: DeriveTask) -> Future:
        """Derive a shard on any worker."""

    def load(self, batch: OpenBatch) -> Future:
        """Load a batch once it is derived; batches are loaded in the order of the calls. The result is a `LoadResult`."""


@dataclass(frozen=True, slots=True)
class BatchLoaded:
    """A committed batch, for progress messages."""

    number: int
    result: LoadResult
    sources_done: int
    sources: int
    """Sources to read in this run."""


def load_in_order(batches: Iterable[OpenBatch], executor: Executor) -> Iterator[tuple[OpenBatch, LoadResult]]:
    """Load batches in order, each while the next one is read and derived; yield each with its result.

    Nothing is loaded after a batch that failed. At most two batches are in staging.
    """
    before: tuple[OpenBatch, Future] | None = None
    for batch in batches:
        if before:
            yield before[0], before[1].result()
        before = batch, executor.load(batch)
    if before:
        yield before[0], before[1].result()
