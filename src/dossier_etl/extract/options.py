"""What a reader may do, and how far: every limit of the extract room in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MIB = 1 << 20


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
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field mapping for JSONL, CSV and Parquet, target → column: ``{"text": "artikel", "date": "datum"}``. Targets are
    ``text, html, url, id, captured_at`` and the hints (``title, date, modified, publisher, authors, language``)."""

    @property
    def max_line_bytes(self) -> int:
        """A JSON line may be longer than its document: escapes such as ``\\u0441`` triple the size."""
        return 2 * self.max_document_bytes
