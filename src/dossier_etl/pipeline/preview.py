"""Extracting without a warehouse: the same readers, workers and rules as an ingest, printed instead of loaded."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from dossier_etl.pipeline.pool import WorkerPool
from dossier_etl.pipeline.sources import named_sources
from dossier_etl.settings import Settings

_AHEAD = 4
"""Shards a worker that may wait to be printed."""


def _lines(folder: Path) -> Iterator[str]:
    with (folder / "items.jsonl").open(encoding="utf-8", errors="surrogatepass") as file:
        yield from file


def preview(
    settings: Settings, arguments: Sequence[str], on_incident: Callable[[dict[str, Any]], None] = lambda _: None
) -> Iterator[str]:
    """JSON lines of all items of some sources, in reading order; damage is told to ``on_incident``."""
    base = {"cpu_seconds": settings.cpu_seconds, "memory_mb": settings.memory_mb}
    limits = {
        "min_date_confidence": settings.min_date_confidence,
        "accept_inferred": settings.accept_inferred,
        "max_interval_days": settings.max_interval_days,
        "min_words": settings.min_words,
    }
    with (
        tempfile.TemporaryDirectory(prefix="dossier-") as folder,
        WorkerPool(settings.workers) as pool,
        ThreadPoolExecutor(max_workers=settings.workers) as threads,
    ):
        sources = named_sources(arguments, Path(folder))
        reading = {
            **base,
            "verb": "extract",
            "sources": [[s.uri, str(s.path) if s.path else None] for s in sources],
            "resume": [0, 0],
            "folder": folder,
            "shard_records": min(64, settings.shard_records),
            "shard_bytes": settings.shard_bytes,
            "max_document_bytes": settings.max_document_bytes,
            "fields": dict(settings.fields),
        }
        waiting: list[tuple[Path, Future[dict[str, Any]]]] = []

        def printed(keep: int) -> Iterator[str]:
            while len(waiting) > keep:
                where, result = waiting.pop(0)
                result.result()
                yield from _lines(where)

        for message in pool.extract(reading) if sources else ():
            for incident in message["incidents"]:
                on_incident(incident)
            if not message["rows"]:
                continue
            where = Path(message["shard"]).with_suffix("")
            task = {
                **base,
                "verb": "derive",
                "form": "json",
                "shard": message["shard"],
                "folder": str(where),
                "take": list(range(len(message["rows"]))),
                "decisions": [],
                "limits": limits,
                "entities": settings.entities,
                "spacy_model": settings.spacy_model,
            }
            waiting.append((where, threads.submit(pool.derive, task)))
            yield from printed(_AHEAD * settings.workers)
        yield from printed(0)
