"""The workers' orders, in one place: an ingest and a preview read and derive by the same settings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dossier_etl.extract import Source
from dossier_etl.settings import Settings


def reading_order(settings: Settings, sources: Sequence[Source], folder: Path, shard_records: int) -> dict[str, Any]:
    """Read sources into record shards in ``folder``."""
    return {
        "verb": "extract",
        "sources": [[source.uri, str(source.path) if source.path else None, source.start] for source in sources],
        "resume": [0, 0],
        "folder": str(folder),
        "shard_records": shard_records,
        "shard_bytes": settings.shard_bytes,
        "max_document_bytes": settings.max_document_bytes,
        "fields": dict(settings.fields),
        "cpu_seconds": settings.cpu_seconds,
        "memory_mb": settings.memory_mb,
    }


def deriving_order(
    settings: Settings, shard: str, folder: str, take: Sequence[int], *, form: str, decisions: list[dict[str, Any]]
) -> dict[str, Any]:
    """Derive the records ``take`` of a shard into ``folder``, as ``tables`` or ``json``."""
    return {
        "verb": "derive",
        "form": form,
        "shard": shard,
        "folder": folder,
        "take": list(take),
        "decisions": decisions,
        "limits": {
            "min_date_confidence": settings.min_date_confidence,
            "accept_inferred": settings.accept_inferred,
            "max_interval_days": settings.max_interval_days,
            "min_words": settings.min_words,
        },
        "entities": settings.entities,
        "spacy_model": settings.spacy_model,
        "cpu_seconds": settings.cpu_seconds,
        "memory_mb": settings.memory_mb,
    }
