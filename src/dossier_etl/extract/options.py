"""What a reader may do, and how far: every limit of the extract room in one place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from dossier_etl.extract.source_rules import SourceRule
from dossier_etl.model.records import Incident, Record

MIB = 1 << 20
READERS_VERSION = 2
"""Increased when readers understand what they lost or refused before: a source with such a loss is then read again."""


class PluginReader(Protocol):
    """A reader that an installed package offers (entry point group ``dossier_etl.readers``). Must be deterministic."""

    def matches(self, head: bytes, name: str) -> bool:
        """Return True if a file that begins with ``head`` (up to 64 KB) and has this name is ours to read."""

    def read(self, stream: BinaryIO, ctx: Any) -> Iterator[Record | Incident]:
        """Yield the records of the stream; ``ctx`` (`extract.context.Context`) gives locators and makes incidents."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Limits and column mapping for `read_source`. The defaults fit a worker of 512 MB."""

    max_document_bytes: int = 20_000_000
    """A larger document is refused as ``too_large`` (the largest of 1,961 saved news pages has 6 MB)."""
    prefix_bytes: int = 65_536
    """How much of a refused document (too large, not text) is kept, so that a person can see what it was."""
    max_expanded_bytes: int = 200 * 1024 * MIB
    """What one source may expand to in all; a CC-NEWS file of 1 GB holds about 5 GB."""
    max_ratio: float = 200.0
    """Expanded ÷ compressed bytes of a gzip member, archive member or compressed file; zeros reach 1,030."""
    ratio_floor_bytes: int = 32 * MIB
    """Below this size the ratio is not looked at: small files cannot hurt."""
    max_members: int = 1_000_000
    """Files read from one archive."""
    max_depth: int = 3
    """Containers inside containers: ``a.zip!b.tar!c.jsonl`` has two."""
    readers: tuple[PluginReader, ...] = ()
    """Readers of plug-ins, asked before our own, in order."""
    source_rules: tuple[SourceRule, ...] = ()
    """What the user says about sources; added to the hints of their records."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field mapping for JSONL, CSV and Parquet, target → column: ``{"text": "artikel", "date": "datum"}``. Targets are
    ``text, html, url, id, captured_at`` and the hints (``title, date, modified, publisher, authors, language``)."""

    @property
    def max_line_bytes(self) -> int:
        """A JSON line may be longer than its document: escapes such as ``\\u0441`` triple the size."""
        return 2 * self.max_document_bytes
