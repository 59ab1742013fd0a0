"""A batch: what one transaction loads, and what loading it did."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from dossier_etl.model.counts import Counts, total
from dossier_etl.quality.checkpoint import Validation


class ShardFiles(NamedTuple):
    """Files of a derived shard."""

    records: Path
    folder: Path
    """Holds the derived tables."""


class Sighting(NamedTuple):
    """A record of the shards, new or known."""

    document_id: str
    source_uri: str
    locator: str


class FinishedSource(NamedTuple):
    """A source read to its end with this batch."""

    source_uri: str
    fingerprint: str


class UnchangedSource(NamedTuple):
    """A source known without being parsed."""

    source_uri: str
    items: int


@dataclass
class Batch:
    """What goes into one transaction."""

    batch_id: str
    shards: list[ShardFiles] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    incidents: list[dict[str, Any]] = field(default_factory=list)
    finished_sources: list[FinishedSource] = field(default_factory=list)
    unchanged_sources: list[UnchangedSource] = field(default_factory=list)
    redo: bool = False
    """The documents are in the lake already; what was derived from them is replaced."""
    account_as: str | None = None
    """Source under which all items are accounted, instead of their own."""
    decisions: tuple[str, ...] = ()
    """decision_ids this batch applies."""

    @property
    def empty(self) -> bool:
        """True if there is nothing to write, not even to the ledger."""
        return not (
            self.shards
            or self.sightings
            or self.incidents
            or self.finished_sources
            or self.unchanged_sources
            or self.decisions
        )


@dataclass
class LoadResult:
    """What loading a batch did."""

    counts: dict[str, Counts] = field(default_factory=dict)
    """By source_uri."""
    validations: list[Validation] = field(default_factory=list)

    @property
    def total(self) -> Counts:
        """Counts over all sources."""
        return total(self.counts.values())

    def add(self, other: "LoadResult") -> None:
        """Add the counts of another batch; validations are collected as they are made."""
        for source, counts in other.counts.items():
            self.counts.setdefault(source, Counts()).add(counts)
