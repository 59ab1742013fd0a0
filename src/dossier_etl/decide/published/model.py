"""The trained weights: how much every feature speaks for or against a candidate, per kind of document."""

import json
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class DateModel:
    """A conditional logit over the days of one document. A day's score is the softened maximum of its candidates' scores, a
    candidate's score the sum of its features' weights; "none of these days" competes with the fixed score ``none``."""

    none: float
    sharpness: float
    weights: Mapping[str, float]
    calibration: tuple[tuple[float, float], ...]
    """(raw probability, share of right days) measured out of fold, ascending; between two points it is interpolated."""

    def score(self, features: Sequence[str], prior: float) -> float:
        """Score of one candidate. A rule never seen in training (feeds, transport headers) starts from its own prior."""
        known = self.weights.get(features[0])
        prior = min(max(prior, 0.001), 0.999)
        start = self.none + math.log(prior / (1 - prior)) if known is None else known
        return start + sum([weight for name in features[1:] if (weight := self.weights.get(name))])

    def combine(self, scores: Sequence[float]) -> float:
        """Score of a day from its candidates' scores."""
        top = max(scores)
        return top + math.log(sum(math.exp((s - top) * self.sharpness) for s in scores)) / self.sharpness

    def calibrated(self, raw: float) -> float:
        """Confidence of a raw probability, as measured."""
        points = self.calibration
        i = bisect_right(points, (raw, math.inf))
        if i == 0:
            return points[0][1] * raw / points[0][0] if points[0][0] else points[0][1]
        if i == len(points):
            return points[-1][1]
        (x0, y0), (x1, y1) = points[i - 1], points[i]
        return y0 + (y1 - y0) * (raw - x0) / (x1 - x0)


@cache
def shipped_models() -> Mapping[str, DateModel]:
    """``page`` for documents with metadata, ``dump`` for plain text."""
    raw = json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
    return {
        name: DateModel(m["none"], m["sharpness"], m["weights"], tuple((x, y) for x, y in m["calibration"]))
        for name, m in raw["models"].items()
    }
