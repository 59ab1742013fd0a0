"""A logistic model whose weights have names, so that it can say why."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds that a feature adds, by the feature's name."""

    bias: float
    weights: Mapping[str, float]

    @classmethod
    def load(cls, package: str, name: str) -> "Weights":
        """Weights shipped as JSON (``bias``, ``weights``) inside a package."""
        raw = json.loads((resources.files(package) / name).read_text(encoding="utf-8"))
        return cls(float(raw["bias"]), {str(k): float(v) for k, v in raw["weights"].items()})

    def shares(self, rivals: Sequence[Mapping[str, float]]) -> list[float]:
        """Return how likely each rival is the right one: a conditional logit, in which "none of these" has the score 0."""
        odds = [math.exp(max(-30.0, min(30.0, self._score(features)))) for features in rivals]
        total = 1.0 + sum(odds)
        return [mine / total for mine in odds]

    def _parts(self, features: Mapping[str, float]) -> list[tuple[float, str]]:
        """Return what each feature adds; most features are 0 and add nothing."""
        return [(self.weights.get(name, 0.0) * value, name) for name, value in features.items() if value]

    def _score(self, features: Mapping[str, float]) -> float:
        return self.bias + sum([part for part, _ in self._parts(features)])

    def reasons(self, features: Mapping[str, float], top: int = 4) -> str:
        """The features that counted most, strongest first: ``copyright +2.1, cited −1.7``."""
        strong = [part for part in self._parts(features) if abs(part[0]) >= 0.05]
        strong = sorted(strong, key=lambda p: (-abs(p[0]), p[1]))[:top]
        return ", ".join(f"{name} {value:+.1f}" for value, name in strong)
