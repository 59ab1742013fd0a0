"""Weighing groups of candidates with a small logistic model whose weights have names."""

import functools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from dossier_etl.model.evidence import Candidate


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model: log-odds a feature adds, by the feature's name."""

    bias: float
    weights: Mapping[str, float]

    def log_odds(self, features: Mapping[str, float]) -> float:
        return self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())

    def probability(self, features: Mapping[str, float]) -> float:
        z = max(-30.0, min(30.0, self.log_odds(features)))
        return 1.0 / (1.0 + math.exp(-z))

    def reasons(self, features: Mapping[str, float], top: int = 4) -> str:
        """The features that counted most, strongest first: ``jsonld.author +2.1, site −1.7``."""
        parts = [(self.weights.get(n, 0.0) * v, n) for n, v in features.items()]
        strong = sorted((p for p in parts if abs(p[0]) >= 0.05), key=lambda p: -abs(p[0]))[:top]
        return ", ".join(f"{name} {value:+.1f}" for value, name in strong)


@functools.cache
def load(name: str) -> Weights:
    """The weights shipped as ``decide/<name>_weights.json``."""
    raw = json.loads((resources.files("dossier_etl.decide") / f"{name}_weights.json").read_text(encoding="utf-8"))
    return Weights(float(raw["bias"]), {str(k): float(v) for k, v in raw["weights"].items()})


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
