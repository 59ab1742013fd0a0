"""Ingest and reprocess, as steps that a command line or a flow may compose: plan, extract, derive, load, finish."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from dossier_etl.extract import Source, grows, size_of, source_fingerprint
from dossier_etl.lake.connect import CATALOG
from dossier_etl.load.batch import LoadResult
from dossier_etl.pipeline.run import Later, Pending, Run, ShardTask, Submit, Summary, Tell, through
from dossier_etl.quality.gx_import import load_great_expectations
from dossier_etl.settings import Settings
from dossier_etl.workers.stdin import named_sources
from dossier_etl.workers.tasks import reading_order


class Ingest(Run):
    """Reads named sources into the lake."""

    def __init__(self, settings: Settings, arguments: Sequence[str], tell: Tell = lambda _: None) -> None:
        super().__init__(settings, "ingest", {"sources": list(arguments)}, tell)
        self.arguments = arguments

    def plan(self) -> tuple[list[tuple[Source, str]], Pending]:
        """Sources to read with their fingerprints, and the batch of what is known without being parsed: whole sources, and
        the beginnings of grown ones."""
        settings = self.settings
        options = json.dumps(
            {"fields": dict(settings.fields), "max_document_bytes": settings.max_document_bytes}, sort_keys=True
        )
        known: dict[str, dict[str, int]] = {}
        rows = self.con.execute(f"SELECT source_uri, fingerprint, items FROM {CATALOG}.sources").fetchall()
        for uri, fingerprint, items in rows:
            read_with, _, of_bytes = fingerprint.rpartition(" ")
            if read_with == options:
                known.setdefault(uri, {})[of_bytes] = int(items)
        todo: list[tuple[Source, str]] = []
        unchanged = Pending(0)
        for source in named_sources(self.arguments, self.folder):
            earlier = known.get(source.uri, {})
            fingerprint, beginning = source_fingerprint(source, earlier)
            if beginning and beginning != fingerprint and not self._goes_on(source, size_of(beginning)):
                beginning = None
            if beginning:
                unchanged.unchanged.append((source.uri, earlier[beginning]))
            if beginning != fingerprint:
                start = size_of(beginning) if beginning else 0
                todo.append((replace(source, start=start), f"{options} {fingerprint}"))
        return todo, unchanged

    def _goes_on(self, source: Source, start: int) -> bool:
        """Whether a grown source may be read from ``start`` on: where damage was met, more bytes may tell another story."""
        told = self.con.execute(f"SELECT 1 FROM {CATALOG}.incidents WHERE source_uri = ? LIMIT 1", [source.uri])
        return not told.fetchall() and grows(source, start)

    def batches(self, todo: Sequence[tuple[Source, str]], derive: Submit) -> Iterator[Pending]:
        """Read the sources and have each shard derived; yield a batch whenever it is full."""
        s = self.settings
        task = reading_order(s, [source for source, _ in todo], self.folder, s.shard_records)
        pending = self.begin(1)
        flushed = 0
        for message in self.pool.extract(task, self.known) if todo else ():
            pending.incidents += message["incidents"]
            if message["rows"]:
                self._add_shard(pending, message, derive)
            if len(pending.tasks) >= s.batch_shards:
                current = message.get("resume", [flushed])[0]
                pending.finished = [(source.uri, fp) for source, fp in todo[flushed:current]]
                flushed = current
                yield pending
                pending = self.begin(pending.number + 1)
        pending.finished = [(source.uri, fp) for source, fp in todo[flushed:]]
        if not pending.empty:
            yield pending

    def _add_shard(self, pending: Pending, message: dict[str, Any], derive: Submit) -> None:
        """Have the documents of a shard derived that are nowhere yet; all are accounted for."""
        shard, take = message["shard"], []
        for n, (document_id, _, _) in enumerate(message["rows"]):
            if document_id not in message["known"] and document_id not in pending.new:
                pending.new.add(document_id)
                take.append(n)
        task = ShardTask(shard, str(Path(shard).with_suffix("")), tuple(take))
        pending.seen += [(d, uri, locator) for d, uri, locator in message["rows"]]
        pending.tasks.append(task)
        pending.derived.append(derive(task))


@contextmanager
def _background(run: Run) -> Iterator[tuple[Submit, Callable[[Pending], Later]]]:
    """How to derive shards on all workers, and to load batches beside them."""
    with ThreadPoolExecutor(run.settings.workers) as derivers, ThreadPoolExecutor(1) as loader:

        def derive(task: ShardTask) -> Later:
            if task.take:
                loader.submit(load_great_expectations)  # imported once, while the workers are at it
            return derivers.submit(run.derive, task)

        try:
            yield derive, lambda pending: loader.submit(run.load, pending)
        except BaseException:
            run.stop()  # what is queued then ends at once
            raise


def ingest(
    settings: Settings,
    arguments: Sequence[str],
    tell: Tell = lambda _: None,
    *,
    on_batch: Callable[[LoadResult], None] = lambda _: None,
) -> Summary:
    """Read sources into the lake: the whole run, without an orchestrator.

    Raises:
        SourceError, QuarantineLimitExceeded, ExpectationsFailed, WarehouseLocked: see `errors`.
    """
    with Ingest(settings, arguments, tell) as run, _background(run) as (derive, load):
        todo, unchanged = run.plan()
        if not unchanged.empty:
            on_batch(run.load(unchanged))
        for _, loaded in through(run.batches(todo, derive), load):
            on_batch(loaded)
        for _, loaded in through(run.apply_decisions(derive), load):
            on_batch(loaded)
        return run.finish()


def reprocess(
    settings: Settings, tell: Tell = lambda _: None, *, on_batch: Callable[[LoadResult], None] = lambda _: None
) -> Summary:
    """Derive everything again from the stored bytes with today's rules and people's decisions."""
    with Run(settings, "reprocess", {}, tell) as run, _background(run) as (derive, load):
        for _, loaded in through(run.redo_batches(None, (), derive), load):
            on_batch(loaded)
        return run.finish()
