"""Candidates of the two usual kinds: what metadata states, and what the visible lines show."""

from dossier_etl.model.evidence import Candidate, EvidenceSource


def from_metadata(
    field: str, value: str, rule: str, confidence: float, *, path: str, snippet: str, features: tuple[str, ...] = ()
) -> Candidate:
    """A value that metadata states at ``path``; the confidence is rounded as evidence keeps it."""
    return Candidate(
        field, value, rule, round(confidence, 3), EvidenceSource.METADATA, path, None, None, snippet, features
    )


def from_document(
    field: str,
    value: str,
    rule: str,
    confidence: float,
    *,
    start: int,
    end: int,
    snippet: str,
    features: tuple[str, ...] = (),
) -> Candidate:
    """A value that characters ``[start, end)`` of the document show."""
    return Candidate(
        field, value, rule, round(confidence, 3), EvidenceSource.DOCUMENT, "", start, end, snippet, features
    )
