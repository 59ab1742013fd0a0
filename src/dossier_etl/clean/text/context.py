"""What surrounds a line, as numbers: its neighbours' features, densities over stretches of the page, shared topic.

The first pass of the classifier sees `first_pass`; the second sees `second_pass`, which knows what the first thought of
the neighbours.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dossier_etl.clean.text.features import LEXICAL, Floats

# Columns of the base features that neighbours are asked for, and those averaged over stretches (see `features.COLUMNS`).
_NEIGHBOUR = [0, 1, 3, 4, 9, 10, 11, 12, 13, 14, 17, 18, 19, 21, 26, 29, 30, LEXICAL, LEXICAL + 1, LEXICAL + 2]
_DENSITY = [0, 3, 9, 13, 18, 19, 26, LEXICAL, LEXICAL + 1]
_STRETCHES = (4, 12, 40)
_SECOND_STRETCHES = (3, 8, 20, 60)
_FAR = 300
"""Lines beyond which distance says nothing more."""


@dataclass(frozen=True, slots=True)
class Words:
    """Longer words of a document: which line each occurrence stands in."""

    word: npt.NDArray[np.int64]
    line: npt.NDArray[np.int64]
    n_words: int


def shifted(x: Floats, by: int) -> Floats:
    """Row i holds what stood in row i - by; zeros where there is none."""
    out = np.zeros_like(x)
    n = len(x)
    if 0 < by < n:
        out[by:] = x[: n - by]
    elif by < 0 and -by < n:
        out[:by] = x[-by:]
    return out


def stretch_means(x: Floats, reach: int) -> list[Floats]:
    """Means over the ``reach`` rows before and after each row; rows off the page count as zeros."""
    n = len(x)
    sums = np.zeros((n + 1, x.shape[1]), dtype=np.float64)
    np.cumsum(x, axis=0, out=sums[1:])
    i = np.arange(n)
    before = sums[i] - sums[np.maximum(i - reach, 0)]
    after = sums[np.minimum(i + 1 + reach, n)] - sums[i + 1]
    return [(before / reach).astype(np.float32), (after / reach).astype(np.float32)]


def first_pass(base: Floats) -> Floats:
    """Base features, three neighbours on each side, densities before and after."""
    prose = base[:, [3]] * np.expm1(base[:, [0]]) / 100
    dense = np.concatenate([base[:, _DENSITY], prose], axis=1)
    near = base[:, _NEIGHBOUR]
    parts = [base, *(shifted(near, by) for by in (1, 2, 3, -1, -2, -3))]
    for reach in _STRETCHES:
        parts += stretch_means(dense, reach)
    return np.concatenate(parts, axis=1)


def second_pass(base: Floats, p: Floats, length: Floats, words: Words) -> Floats:
    """Base features and what the first pass thought of the lines around.

    Args:
        base: base features.
        p: probability of the first pass that each line is body.
        length: characters of each line.
        words: the document's longer words.
    """
    n = len(p)
    own = np.stack([p, p * length / 100, p * p], axis=1).astype(np.float32)
    parts = [base, own, *(shifted(own[:, :1], by) for by in (1, 2, 3, 4, 5, -1, -2, -3, -4, -5))]
    for reach in _SECOND_STRETCHES:
        parts += stretch_means(own, reach)
    i = np.arange(n)
    good = p > 0.5
    last = np.maximum.accumulate(np.where(good, i, -_FAR))
    following = np.minimum.accumulate(np.where(good, i, n + _FAR)[::-1])[::-1]
    since = np.minimum(i - np.append(-_FAR, last[:-1]), _FAR)
    until = np.minimum(np.append(following[1:], n + _FAR) - i, _FAR)
    mass = p * length
    sums = np.cumsum(mass)
    total = max(float(sums[-1]), 1.0)
    whole = np.ones(n)
    parts.append(
        np.stack(
            [
                np.log1p(since),
                np.log1p(until),
                (sums - mass) / total,
                np.log1p(np.maximum(sums - mass, 0)),
                np.log1p(np.maximum(total - sums, 0)),
                whole * np.log1p(total),
                whole * total / max(float(length.sum()), 1.0),
                whole * p.max(),
                whole * (mass * p).sum() / total,
            ],
            axis=1,
        ).astype(np.float32)
    )
    parts.append(shared_topic(p, words))
    return np.concatenate(parts, axis=1)


def shared_topic(p: Floats, words: Words) -> Floats:
    """Return how much a line talks of what the likely body talks of.

    Columns: share of its words that stand in another likely body line; share that stand in another likely furniture line;
    their mean weight in the body (log); number of words (log).
    """
    n = len(p)
    out = np.zeros((n, 4), dtype=np.float32)
    if not len(words.word):
        return out
    own = p[words.line]
    in_body = np.bincount(words.word, own, words.n_words)[words.word] - own
    elsewhere = np.bincount(words.word, 1 - own, words.n_words)[words.word] - (1 - own)
    count = np.bincount(words.line, minlength=n)
    some = np.maximum(count, 1)
    out[:, 0] = np.bincount(words.line, in_body > 0.7, n) / some
    out[:, 1] = np.bincount(words.line, elsewhere > 0.7, n) / some
    out[:, 2] = np.bincount(words.line, np.log1p(np.maximum(in_body, 0)), n) / some
    out[:, 3] = np.log1p(count)
    return out
