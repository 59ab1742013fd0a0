"""Candidates that cannot be the publication date whatever else the page says, each with the reason."""

import datetime as dt
from collections.abc import Sequence

from dossier_etl.decide.published.features import family, set_apart
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.evidence import Candidate, EvidenceSource

PLACEHOLDERS = frozenset(
    dt.date.fromisoformat(day)
    for day in (
        "1969-12-31",  # POSIX epoch, west of Greenwich
        "1970-01-01",
        "1899-12-30",  # spreadsheets and OLE
        "1899-12-31",
        "1900-01-01",
        "1904-01-01",  # classic Mac OS
        "1979-12-31",  # FAT
        "1980-01-01",
    )
)
"""Zeros of clocks and empty fields of databases: never a day of publication."""
_ROUND = dt.date(2000, 1, 1)
"""An empty field more often than a day: needs a witness outside the machine's fields, or a time of day."""


def _set_placeholders_aside(candidates: Sequence[Candidate], readings: Sequence[Edtf | None], why: list[str]) -> None:
    """Note in ``why``, in place, which candidates state no day but a placeholder."""
    witnesses = {
        family(c).partition(".")[0]
        for c, r, against in zip(candidates, readings, why, strict=True)
        if r is not None and not against and r.is_day and r.earliest == _ROUND and _is_witness(c)
    }
    for i, reading in enumerate(readings):
        if reading is None or why[i] or not reading.is_day:
            continue
        if reading.earliest in PLACEHOLDERS:
            why[i] = "a placeholder: the zero of a clock or an empty field"
        elif reading.earliest == _ROUND and not witnesses:
            why[i] = "a placeholder more often than a day; nothing else on the page supports it"


def _is_witness(candidate: Candidate) -> bool:
    """Return True if an address, a shown line (prose aside) or a time of day supports a candidate's day."""
    if len(candidate.value) > 10 and candidate.value[11:19] not in ("00:00:00", "00:00:01"):
        return True
    return candidate.source is not EvidenceSource.METADATA and "prose" not in candidate.features


def set_aside(
    candidates: Sequence[Candidate], readings: Sequence[Edtf | None], floor: dt.date, ceiling: dt.date
) -> list[str]:
    """Return, for every candidate, why it is set aside before any scoring; "" for one that is not.

    Args:
        readings: the candidates' values, None where a value is no EDTF.
        floor, ceiling: earliest and latest plausible day.
    """
    why = [_impossible(c, r, floor, ceiling) for c, r in zip(candidates, readings, strict=True)]
    _set_placeholders_aside(candidates, readings, why)
    return why


def _impossible(candidate: Candidate, reading: Edtf | None, floor: dt.date, ceiling: dt.date) -> str:
    if reading is None:
        return "not a date"
    if apart := set_apart(candidate):
        return apart
    if reading.earliest > ceiling:
        return f"after {ceiling.isoformat()}, when the page was already captured or the latest plausible day"
    return "implausibly early" if reading.latest < floor else ""
