"""Candidates are evidence, not answers; decisions choose among them and remember the losers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class EvidenceSource(StrEnum):
    """The text or object that a candidate's span or path refers to."""

    BODY = "body"
    DOCUMENT = "document"
    METADATA = "metadata"
    URL = "url"
    DECISION = "decision"


class Candidate(NamedTuple):
    """A possible value of a field, and where it was found.

    ``rule`` is ``family.name@version``. ``confidence`` is the rule's own prior, 0–1. For ``source`` body/document,
    ``[start, end)`` are characters of that text and ``snippet`` equals them; for metadata, ``path`` names the place and
    ``snippet`` quotes it.
    """

    field: str
    value: str
    rule: str
    confidence: float
    source: EvidenceSource
    path: str = ""
    start: int | None = None
    end: int | None = None
    snippet: str = ""
    features: tuple[str, ...] = ()
    """Facts about the place that the decision weighs, in the order found: ``utc``, ``prose``, ``site`` …"""
    ref_id: str = ""
    """Identity of what the value names, where it is known: an ``outlet_id``."""


class Verdict(NamedTuple):
    """A candidate after the decision: chosen, or why it lost."""

    candidate: Candidate
    chosen: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The decided value of one field (None: not known), with everything that was considered."""

    field: str
    value: str | None
    confidence: float
    basis: str
    """Dates: ``metadata,stated,url,inferred,curated``; other fields: the winning rule's family; ``""`` if None."""
    verdicts: tuple[Verdict, ...] = ()
    suggestion: str | None = None
    """When value is None: the best that is known, for a human."""
