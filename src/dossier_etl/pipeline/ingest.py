"""Read sources into the lake: plan, extract, derive, load, apply human decisions."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from dossier_etl.extract import Source, grows, readable, size_of, source_fingerprint
from dossier_etl.lake.connect import CATALOG
from dossier_etl.load.batch import FinishedSource, ShardFiles, Sighting, UnchangedSource
from dossier_etl.pipeline.batches import BatchLoaded, Executor, OpenBatch, judged_first, load_in_order
from dossier_etl.pipeline.executor import local_executor
from dossier_etl.pipeline.known_sources import failed_in_passing, known_sources, reading_options
from dossier_etl.pipeline.run import Notify, Run
from dossier_etl.pipeline.run_summary import Summary
from dossier_etl.settings import Settings
from dossier_etl.workers.stdin import named_sources
from dossier_etl.workers.tasks import ReadTask, ShardRead

Planned = tuple[Source, str]
"""A source to read, and its fingerprint."""


class Ingest(Run):
    """Reads named sources into the lake."""

    def __init__(
        self, settings: Settings, arguments: Sequence[str], notify: Notify = lambda _: None, *, again: bool = False
    ) -> None:
        parameters = {"sources": [readable(a) for a in arguments]} | ({"again": True} if again else {})
        super().__init__(settings, "ingest", parameters, notify)
        self.arguments = arguments
        self.again = again
        self._failed: set[str] = set()
        """Sources that are read again by the next run."""

    def plan(self) -> tuple[list[Planned], OpenBatch]:
        """Return the sources to read, and the batch of what is known without being parsed: unchanged sources, and the
        beginnings of those that grew."""
        options = reading_options(self.settings, self.plugins)
        known = {} if self.again else known_sources(self.con, options)
        todo: list[Planned] = []
        unchanged = self.begin(0)
        for source in named_sources(self.arguments, self.folder):
            earlier = known.get(source.uri, {})
            fingerprint, beginning = source_fingerprint(source, earlier)
            if beginning and beginning != fingerprint and not self._may_resume(source, size_of(beginning)):
                beginning = None
            if beginning:
                unchanged.batch.unchanged_sources.append(UnchangedSource(source.uri, earlier[beginning]))
            if beginning != fingerprint:
                start = size_of(beginning) if beginning else 0
                todo.append((replace(source, start=start), f"{options} {fingerprint}"))
        return todo, unchanged

    def _may_resume(self, source: Source, start: int) -> bool:
        """Return True if a grown source may be read from ``start``: where damage was met, more bytes may change its reading."""
        damaged = self.con.execute(f"SELECT 1 FROM {CATALOG}.incidents WHERE source_uri = ? LIMIT 1", [source.uri])
        return not damaged.fetchall() and grows(source, start)

    def batches(self, todo: Sequence[Planned], executor: Executor) -> Iterator[OpenBatch]:
        """Read the sources and have each shard derived; yield a batch whenever it is full."""
        s = self.settings
        task = ReadTask.of(s, [source for source, _ in todo], self.folder, s.shard_records, self.plugins)
        current = self.begin(1)
        flushed = 0
        for message in self.pool.extract(task, self.known) if todo else ():
            current.batch.incidents += message.incidents
            self._failed |= {str(i["source_uri"]) for i in message.incidents if failed_in_passing(str(i["kind"]))}
            if message.rows:
                self._add_shard(current, message, executor)
            if len(current.batch.shards) >= s.batch_shards:
                reached = message.resume[0]
                current.batch.finished_sources = self._finished(todo[flushed:reached])
                flushed = max(flushed, reached)
                yield current
                current = self.begin(current.number + 1)
        current.batch.finished_sources = self._finished(todo[flushed:])
        if not current.batch.empty:
            yield current

    def _add_shard(self, open_batch: OpenBatch, message: ShardRead, executor: Executor) -> None:
        """Have the documents of a shard derived that are new; all of them are accounted for."""
        rows = []
        for n, (document_id, _, _) in enumerate(message.rows):
            if document_id not in message.known and document_id not in open_batch.new:
                open_batch.new[document_id] = None
                rows.append(n)
        open_batch.batch.sightings += [Sighting(*row) for row in message.rows]
        task = self.derive_task(message.shard, rows)
        open_batch.add_shard(ShardFiles(Path(task.shard), Path(task.folder)), executor.derive(task))

    def _finished(self, sources: Sequence[Planned]) -> list[FinishedSource]:
        return [FinishedSource(source.uri, mark) for source, mark in sources if source.uri not in self._failed]


ExecutorFactory = Callable[[Run], AbstractContextManager[Executor]]
OnBatch = Callable[[BatchLoaded], None]


def ingest(
    settings: Settings,
    arguments: Sequence[str],
    notify: Notify = lambda _: None,
    *,
    again: bool = False,
    executor: ExecutorFactory = local_executor,
    on_batch: OnBatch = lambda _: None,
) -> Summary:
    """Read sources into the lake: the whole run.

    Args:
        arguments: files, folders, globs; ``-`` for standard input.
        notify: receives messages for people.
        again: also read sources that did not change since they were read.
        executor: makes what derives shards and loads batches; the command line and the Prefect flow differ only here.
        on_batch: called after each commit.
    Raises:
        SourceError, QuarantineLimitExceeded, ExpectationsFailed, WarehouseLocked: see `errors`.
    """
    with Ingest(settings, arguments, notify, again=again) as run, executor(run) as background:
        todo, unchanged = run.plan()
        if not unchanged.batch.empty:
            on_batch(BatchLoaded(0, run.load(unchanged), 0, len(todo)))
        done = 0
        for batch, result in load_in_order(
            judged_first(run.batches(todo, background), run.check_quarantine_limit), background
        ):
            done += len(batch.batch.finished_sources)
            on_batch(BatchLoaded(batch.number, result, done, len(todo)))
        for batch, result in load_in_order(run.decision_batches(background), background):
            on_batch(BatchLoaded(batch.number, result, done, len(todo)))
        return run.finish()
