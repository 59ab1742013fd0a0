"""Ingest and reprocess, as steps that a command line or a flow may compose: plan, extract, derive, load, finish."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from dossier_etl.extract import Source, source_fingerprint
from dossier_etl.lake.connect import CATALOG
from dossier_etl.pipeline.load import Loaded
from dossier_etl.pipeline.orders import reading_order
from dossier_etl.pipeline.run import Pending, Run, ShardTask, Summary, Tell
from dossier_etl.pipeline.sources import named_sources
from dossier_etl.settings import Settings


class Ingest(Run):
    """Reads named sources into the lake."""

    def __init__(self, settings: Settings, arguments: Sequence[str], tell: Tell = lambda _: None) -> None:
        super().__init__(settings, "ingest", {"sources": list(arguments)}, tell)
        self.arguments = arguments

    def plan(self) -> tuple[list[tuple[Source, str]], Pending]:
        """Sources to read with their fingerprints, and the batch of those that are known without being parsed."""
        settings = self.settings
        options = json.dumps(
            {"fields": dict(settings.fields), "max_document_bytes": settings.max_document_bytes}, sort_keys=True
        )
        known = {
            (uri, fingerprint): int(items)
            for uri, fingerprint, items in self.con.execute(
                f"SELECT source_uri, fingerprint, items FROM {CATALOG}.sources"
            ).fetchall()
        }
        todo: list[tuple[Source, str]] = []
        unchanged = Pending(0)
        for source in named_sources(self.arguments, self.folder):
            fingerprint = f"{source_fingerprint(source)}:{options}"
            if (source.uri, fingerprint) in known:
                unchanged.unchanged.append((source.uri, known[source.uri, fingerprint]))
            else:
                todo.append((source, fingerprint))
        return todo, unchanged

    def batches(self, todo: Sequence[tuple[Source, str]]) -> Iterator[Pending]:
        """Read the sources; yield a batch whenever it is full. The previous one must be loaded before the next is asked for,
        because what is known is looked up in the lake."""
        s = self.settings
        task = reading_order(s, [source for source, _ in todo], self.folder, s.shard_records)
        pending = Pending(1)
        flushed = 0
        new: set[str] = set()
        for message in self.pool.extract(task) if todo else ():
            pending.incidents += message["incidents"]
            if message["rows"]:
                self._add_shard(pending, message["shard"], message["rows"], new)
            if len(pending.tasks) >= s.batch_shards:
                current = message.get("resume", [flushed])[0]
                pending.finished = [(source.uri, fp) for source, fp in todo[flushed:current]]
                flushed = current
                yield pending
                pending, new = Pending(pending.number + 1), set()
        pending.finished = [(source.uri, fp) for source, fp in todo[flushed:]]
        if not pending.empty:
            yield pending

    def _add_shard(self, pending: Pending, shard: str, rows: list[list[str]], new: set[str]) -> None:
        """Take the documents that neither the lake nor this batch holds; all are accounted for."""
        ids = [row[0] for row in rows]
        known = {
            r[0]
            for r in self.con.execute(
                f"SELECT document_id FROM {CATALOG}.documents WHERE document_id IN (SELECT unnest(?))", [ids]
            ).fetchall()
        }
        take = []
        for n, document_id in enumerate(ids):
            if document_id not in known and document_id not in new:
                new.add(document_id)
                take.append(n)
        pending.seen += [(d, uri, locator) for d, uri, locator in rows]
        pending.tasks.append(ShardTask(shard, str(Path(shard).with_suffix("")), tuple(take)))


def ingest(
    settings: Settings,
    arguments: Sequence[str],
    tell: Tell = lambda _: None,
    *,
    on_batch: Callable[[Loaded], None] = lambda _: None,
) -> Summary:
    """Read sources into the lake: the whole run, without an orchestrator.

    Raises:
        SourceError, QuarantineLimitExceeded, ExpectationsFailed, WarehouseLocked: see `errors`.
    """
    with Ingest(settings, arguments, tell) as run:
        todo, unchanged = run.plan()
        if not unchanged.empty:
            on_batch(run.load(unchanged))
        for pending in run.batches(todo):
            on_batch(run.process(pending))
        for pending in run.apply_decisions():
            on_batch(run.process(pending))
        return run.finish()


def reprocess(
    settings: Settings, tell: Tell = lambda _: None, *, on_batch: Callable[[Loaded], None] = lambda _: None
) -> Summary:
    """Derive everything again from the stored bytes with today's rules and people's decisions."""
    with Run(settings, "reprocess", {}, tell) as run:
        for pending in run.redo_batches(None, ()):
            on_batch(run.process(pending))
        return run.finish()
