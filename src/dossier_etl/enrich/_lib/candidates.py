"""Candidates of the two usual kinds: what metadata states, and what the visible lines show."""

from dossier_etl.model.evidence import Candidate, Where


def from_metadata(
    field: str, value: str, rule: str, confidence: float, *, path: str, snippet: str, note: str = ""
) -> Candidate:
    """A value that metadata states at ``path``; the confidence is rounded as evidence keeps it."""
    return Candidate(field, value, rule, round(confidence, 3), Where.METADATA, path, None, None, snippet, note)


def from_document(
    field: str, value: str, rule: str, confidence: float, *, start: int, end: int, snippet: str, note: str = ""
) -> Candidate:
    """A value that characters ``[start, end)`` of the document show."""
    return Candidate(field, value, rule, round(confidence, 3), Where.DOCUMENT, "", start, end, snippet, note)
