"""A batch: what one transaction loads, and what loading it did."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dossier_etl.quality.checkpoint import Validation

COUNTS = ("items_in", "loaded", "duplicates", "quarantined", "known", "incidents")


@dataclass(frozen=True)
class Batch:
    """What goes into one transaction."""

    batch_id: str
    shards: tuple[tuple[Path, Path], ...]
    """(records file, folder of derived tables)"""
    seen: tuple[tuple[str, str, str], ...] = ()
    """(document_id, source_uri, locator) of every record of the shards, new or known."""
    incidents: tuple[dict[str, Any], ...] = ()
    finished: tuple[tuple[str, str], ...] = ()
    """(source_uri, fingerprint) of sources read to their end with this batch."""
    unchanged: tuple[tuple[str, int], ...] = ()
    """(source_uri, items) of sources known without being parsed."""
    redo: bool = False
    """The documents are in the lake already; what was derived from them is replaced."""
    account_as: str | None = None
    """Source under which all items are accounted, instead of their own."""
    decisions: tuple[str, ...] = ()
    """decision_ids this batch applies."""


@dataclass
class LoadResult:
    """What loading a batch did."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    """source_uri → the counts of `COUNTS`."""
    validations: list[Validation] = field(default_factory=list)

    def total(self, name: str) -> int:
        return sum(c[name] for c in self.counts.values())
