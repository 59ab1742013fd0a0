"""Batches on their way into the lake, and who derives and loads them."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    new: dict[str, None] = field(default_factory=dict)
    """Documents that it is the first to hold, in reading order."""
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


JUDGED_DOCUMENTS = 1_000
"""New documents, in reading order, whose outcomes decide about a run's `quarantine_limit` before anything is loaded. So the verdict is
the same for any size of batches; of pages with 200 KB they take 200 MB of staging."""


def judged_first(
    batches: Iterable[OpenBatch], check: Callable[[Sequence[OpenBatch], int], None]
) -> Iterator[OpenBatch]:
    """Yield batches once the first documents of all of them have passed ``check``, which may raise."""
    held: deque[OpenBatch] = deque()
    coming = iter(batches)
    for batch in coming:
        held.append(batch)
        if sum(len(b.new) for b in held) >= JUDGED_DOCUMENTS:
            break
    for batch in held:
        for shard in batch.derived:
            shard.result()
    check(held, JUDGED_DOCUMENTS)
    while held:
        yield held.popleft()
    yield from coming


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
