"""Extracting without a warehouse: the same readers, workers and rules as an ingest, printed instead of loaded."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from dossier_etl.plugins import installed
from dossier_etl.settings import Settings
from dossier_etl.workers.pool import WorkerPool
from dossier_etl.workers.stdin import named_sources
from dossier_etl.workers.tasks import DeriveTask, Done, ReadTask

_AHEAD = 4
"""Shards per worker that may wait to be printed."""


def _lines(folder: Path) -> Iterator[str]:
    with (folder / "items.jsonl").open(encoding="utf-8", errors="surrogatepass") as file:
        yield from file


def preview(
    settings: Settings,
    arguments: Sequence[str],
    on_incident: Callable[[dict[str, Any]], None] = lambda _: None,
    notify: Callable[[str], None] = lambda _: None,
) -> Iterator[str]:
    """Yield all items of some sources as JSON lines, in reading order; incidents go to ``on_incident``, messages to ``notify``."""
    with (
        tempfile.TemporaryDirectory(prefix="dossier-") as folder,
        WorkerPool(settings.workers) as pool,
        ThreadPoolExecutor(max_workers=settings.workers) as threads,
    ):
        plugins = installed(notify, recogniser=settings.recogniser)
        sources = named_sources(arguments, Path(folder))
        reading = ReadTask.of(settings, sources, Path(folder), min(64, settings.shard_records), plugins)
        waiting: list[tuple[Path, Future[Done]]] = []

        def printed(keep: int) -> Iterator[str]:
            while len(waiting) > keep:
                where, result = waiting.pop(0)
                result.result()
                yield from _lines(where)

        for message in pool.extract(reading) if sources else ():
            for incident in message.incidents:
                on_incident(incident)
            if not message.rows:
                continue
            where = Path(message.shard).with_suffix("")
            task = DeriveTask.of(
                settings, message.shard, str(where), range(len(message.rows)), form="json", plugins=plugins
            )
            waiting.append((where, threads.submit(pool.derive, task)))
            yield from printed(_AHEAD * settings.workers)
        yield from printed(0)
