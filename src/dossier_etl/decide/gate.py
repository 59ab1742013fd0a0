"""The gate: which decided items may stand in the dossier, and why the others may not. Pure; the loader and `extract` share it."""

import datetime as dt
import re
from dataclasses import dataclass

from dossier_etl.model.edtf import Edtf, Precision
from dossier_etl.model.reasons import Reason
from dossier_etl.model.words import count_words

_LETTERS = re.compile(r"[^\W\d_]+")
_NOT_ASCII_LETTER = bytes(set(range(256)) - {*b"abcdefghijklmnopqrstuvwxyz", *b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
_ONE_DAY = dt.timedelta(days=1)
"""Capture times are UTC, published days local: up to a day apart."""
_MIN_LETTERS = 0.5
"""Share of letters among visible characters below which a body is a table of symbols, not text (prose of the gold pages: .95)."""


@dataclass(frozen=True, slots=True)
class GateThresholds:
    """See `settings.Settings` for the meaning and the defaults."""

    min_date_confidence: float = 0.5
    accept_inferred: bool = True
    max_interval_days: int = 120
    min_words: int = 20


def _is_readable(text: str) -> bool:
    """Return True if enough of the visible characters are letters; ASCII letters, counted first for speed, mostly suffice."""
    plain = len(text.encode("utf-8", "surrogatepass").translate(None, _NOT_ASCII_LETTER))
    if plain >= _MIN_LETTERS * len(text):
        return True
    least = _MIN_LETTERS * sum(map(len, text.split()))
    return plain >= least or sum(map(len, _LETTERS.findall(text))) >= least


def _date_reasons(
    published: Edtf | None, confidence: float, curated: bool, captured_at: dt.datetime | None, limits: GateThresholds
) -> list[Reason]:
    if published is None:
        return [Reason.DATE_MISSING]
    reasons: list[Reason] = []
    if captured_at is not None and published.earliest > captured_at.date() + _ONE_DAY:
        reasons.append(Reason.DATE_AFTER_CAPTURE)
    if curated:
        return reasons
    width = (published.latest - published.earliest).days + 1
    vague = published.precision not in (Precision.TIME, Precision.DAY)
    if confidence < limits.min_date_confidence or (
        vague and (not limits.accept_inferred or width > limits.max_interval_days)
    ):
        reasons.append(Reason.DATE_UNCERTAIN)
    return reasons


def gate(
    *,
    body: str,
    published: Edtf | None,
    published_confidence: float,
    published_curated: bool,
    outlet: str | None,
    captured_at: dt.datetime | None,
    limits: GateThresholds,
    page_kind: str = "",
) -> tuple[Reason, ...]:
    """Return the reasons against loading the item, in a fixed order; empty when it passes.

    Args:
        page_kind: ``wall``, ``not_found`` or ``listing`` for a page the cleaner recognised as no article.
    """
    reasons = [Reason(page_kind)] if page_kind else []
    words = body.split(None, limits.min_words)  # no more than are asked for
    if not words:
        reasons.append(Reason.BODY_MISSING)
    elif not _is_readable(body):
        reasons.append(Reason.BODY_UNREADABLE)
    elif len(words) < limits.min_words and count_words(body) < limits.min_words:
        reasons.append(Reason.BODY_SHORT)
    if not outlet:
        reasons.append(Reason.OUTLET_MISSING)
    return tuple(reasons + _date_reasons(published, published_confidence, published_curated, captured_at, limits))
