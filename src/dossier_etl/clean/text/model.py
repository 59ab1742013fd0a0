"""The line classifier: probability that each line of a text dump was written to be read, and the best choice of lines.

Two small nets (numpy only). The first sees a line and its surroundings; the second also sees what the first thought of the
neighbours and whether the line shares the likely body's topic. Trained by tools/train_lines.py; see
docs/data-cards/dump-lines.md.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dossier_etl.clean.text.context import Words, first_pass, second_pass
from dossier_etl.clean.text.features import Floats, document_features
from dossier_etl.clean.text.lines import RawLine
from dossier_etl.clean.text.vocabulary import lexical_features, topic_words

_PARTS = ("low", "high", "hidden", "hidden_bias", "out", "out_bias")


@dataclass(frozen=True, slots=True)
class Net:
    """Clipped inputs, one hidden layer of rectified units, one logistic output."""

    low: Floats
    high: Floats
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats

    def __call__(self, x: Floats) -> Floats:
        hidden = np.maximum(np.clip(x, self.low, self.high) @ self.hidden + self.hidden_bias, 0)
        logit = np.clip(hidden @ self.out + self.out_bias[0], -30, 30)
        return np.asarray(1 / (1 + np.exp(-logit)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Judged:
    """The lines of a page as the classifier sees them."""

    base: Floats
    p: Floats
    """Probability that a line is body."""
    words: Words


@dataclass(frozen=True, slots=True)
class LineModel:
    """Vocabulary and nets."""

    weights: dict[str, float]
    bias: float
    first: Net
    second: Net

    @classmethod
    def from_parts(
        cls,
        vocabulary: tuple[dict[str, float], float],
        first: dict[str, npt.NDArray[np.float64]],
        second: dict[str, npt.NDArray[np.float64]],
    ) -> "LineModel":
        nets = [Net(*(np.asarray(net[part], dtype=np.float32) for part in _PARTS)) for net in (first, second)]
        return cls(vocabulary[0], vocabulary[1], nets[0], nets[1])

    def save(self, path: Path) -> None:
        arrays: dict[str, npt.NDArray[np.generic]] = {
            f"{name}_{part}": getattr(net, part).astype(np.float16 if part in {"hidden", "out"} else np.float32)
            for name, net in (("first", self.first), ("second", self.second))
            for part in _PARTS
        }
        words = sorted(self.weights)
        arrays["words"] = np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
        arrays["weights"] = np.array([self.weights[w] for w in words], dtype=np.float16)
        arrays["bias"] = np.array([self.bias], dtype=np.float32)
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]

    @classmethod
    def read(cls, path: Path) -> "LineModel":
        with np.load(path) as data:
            nets = [
                Net(*(np.asarray(data[f"{name}_{part}"], dtype=np.float32) for part in _PARTS))
                for name in ("first", "second")
            ]
            words = data["words"].tobytes().decode().split("\n")
            weights = dict(zip(words, (float(w) for w in data["weights"]), strict=True))
            return cls(weights, float(data["bias"][0]), nets[0], nets[1])

    def judge(self, text: str, lines: list[RawLine]) -> Judged:
        """Look at the lines of a page (there must be at least one)."""
        strings = [line.text for line in lines]
        base = document_features(text, lines, lexical_features(strings, self.weights, self.bias))
        length = np.fromiter((len(s) for s in strings), dtype=np.float32, count=len(strings))
        words = topic_words(strings)
        first = self.first(first_pass(base))
        return Judged(base, self.second(second_pass(base, first, length, words)), words)


@cache
def shipped() -> LineModel:
    """The model in the package."""
    with resources.as_file(resources.files(__package__) / "lines.npz") as path:
        return LineModel.read(path)


def line_words(base: Floats) -> Floats:
    """Words of each line, from its base features (of Chinese, Japanese, Korean and Thai, 0.6 a character)."""
    return np.expm1(base[:, 1])


def choose(p: Floats, words: Floats) -> npt.NDArray[np.bool_]:
    """The lines with the largest expected F1 over words.

    Lines are taken in falling order of probability; expected F1 of the first k is 2 · sum(p·words of them) / (their words +
    expected words of the body), so the threshold fits the page instead of being one for all.
    """
    order = np.argsort(-p, kind="stable")
    hits = np.cumsum((p * words)[order])
    taken = np.cumsum(words[order])
    expected = 2 * hits / (taken + float((p * words).sum()))
    kept = np.zeros(len(p), dtype=np.bool_)
    kept[order[: int(expected.argmax()) + 1]] = True
    return kept
