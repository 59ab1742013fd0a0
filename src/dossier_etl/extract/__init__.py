"""Bytes → records: one reader a kind of source, picked by content.

The readers and their libraries are loaded when something is read: a run that only looks for its sources does without them.
"""

from typing import TYPE_CHECKING, Any

from dossier_etl.extract.appended import grows
from dossier_etl.extract.options import READERS_VERSION, ReadOptions
from dossier_etl.extract.sources import LeftOut, Source, find_sources, readable, size_of, source_fingerprint

if TYPE_CHECKING:
    from dossier_etl.extract.context import ReadResult
    from dossier_etl.extract.read import read_source

__all__ = [
    "READERS_VERSION",
    "LeftOut",
    "ReadOptions",
    "ReadResult",
    "Source",
    "find_sources",
    "grows",
    "read_source",
    "readable",
    "size_of",
    "source_fingerprint",
]


def __getattr__(name: str) -> Any:
    if name in ("ReadResult", "read_source"):
        from dossier_etl.extract import context, read

        return context.ReadResult if name == "ReadResult" else read.read_source
    raise AttributeError(name)
