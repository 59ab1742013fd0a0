"""Weighing groups of candidates: the shipped models, and what several candidates say together."""

import functools
from collections.abc import Iterable, Sequence

from dossier_etl.enrich.shared.logistic import Weights
from dossier_etl.model.evidence import Candidate


@functools.cache
def load(name: str) -> Weights:
    """The weights shipped as ``decide/<name>_weights.json``."""
    return Weights.load("dossier_etl.decide", f"{name}_weights.json")


def families(group: Iterable[Candidate]) -> frozenset[str]:
    """The rules (without version) that speak for a group."""
    return frozenset(c.rule.partition("@")[0] for c in group)


def noisy_or(group: Sequence[Candidate], ceiling: float = 0.98) -> float:
    """The chance that at least one family is right, were they independent: each family's best candidate counts once."""
    best: dict[str, float] = {}
    for c in group:
        family = c.rule.partition("@")[0]
        best[family] = max(best.get(family, 0.0), c.confidence)
    doubt = 1.0
    for confidence in best.values():
        doubt *= 1.0 - confidence
    return min(ceiling, 1.0 - doubt)
