"""Which sources need not be read again: those whose bytes, and the way in which they were read, are as they were."""

import json
from collections.abc import Iterable
from functools import cache, partial

import duckdb

from dossier_etl.extract import READERS_VERSION
from dossier_etl.lake.connect import CATALOG
from dossier_etl.plugins import READERS, Plugin, of_group, version_suffix
from dossier_etl.settings import Settings

_PASSING = frozenset(("unreadable", "memory", "reader_cpu_time", "reader_memory", "reader_crash"))
"""Incidents whose cause is outside the source: permissions, a full disk, another process that took the memory."""

_WITH_LOSSES = f"""
    SELECT source_uri FROM {CATALOG}.incidents UNION SELECT source_uri FROM {CATALOG}.documents WHERE refused IS NOT NULL
"""


def failed_in_passing(kind: str) -> bool:
    """Return True if an incident may not occur when the source is read once more."""
    return kind in _PASSING


def reading_options(settings: Settings, plugins: Iterable[Plugin]) -> str:
    """Return all that decides how sources are read, as JSON; a source is read again when it changes."""
    options: dict[str, object] = {
        "fields": dict(settings.fields),
        "max_document_bytes": settings.max_document_bytes,
        "version": READERS_VERSION,
    }
    if settings.source_rules:
        options["source_rules"] = list(settings.source_rules)
    if readers := version_suffix(of_group(plugins, READERS)):
        options["readers"] = readers.strip()
    return json.dumps(options, sort_keys=True)


def known_sources(con: duckdb.DuckDBPyConnection, options: str) -> dict[str, dict[str, int]]:
    """Return for each source that was read with these options: fingerprint of its bytes → items.

    A source that earlier readers understood whole is known too; where they lost or refused something, today's may not.
    """
    rows = con.execute(f"SELECT source_uri, fingerprint, items FROM {CATALOG}.sources").fetchall()
    by_earlier = cache(partial(_by_earlier_readers, options=options))
    known: dict[str, dict[str, int]] = {}
    with_losses: set[str] | None = None
    for uri, fingerprint, items in rows:
        read_with, _, of_bytes = fingerprint.rpartition(" ")
        if read_with != options:
            if not by_earlier(read_with):
                continue
            if with_losses is None:
                with_losses = {row[0] for row in con.execute(_WITH_LOSSES).fetchall()}
            if uri in with_losses:
                continue
        known.setdefault(uri, {})[of_bytes] = int(items)
    return known


def _by_earlier_readers(read_with: str, *, options: str) -> bool:
    return bool({**json.loads(read_with), "version": READERS_VERSION} == json.loads(options))
