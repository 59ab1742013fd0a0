"""The naive Bayes model that tells languages apart: py3langid's, in a form that loads in 30 ms instead of 450.

A text's features are, at each of its bytes, the longest known n-gram of bytes that ends there. Every n-gram has a weight per
language; most are the language's weight for n-grams never met, so a row holds a byte per language: the place of the weight in that
language's list, most frequent first.

Source:
    Lui & Baldwin (2012), "langid.py: An Off-the-shelf Language Identification Tool"; py3langid (Adrien Barbaresi), whose answers
    these are, to the last digit. Written by tools/pack_languages.py.
"""

import io
import math
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import zstandard

LONGEST = 6
"""Bytes of the longest n-gram."""
LENGTH_SHIFT = 8 * LONGEST
RARE = 255
"""The place that means: too rare for the list, look among the rare ones."""

_HASH_BITS = 20
_HASH = 0x1E3779B97F4A7C15
"""Odd, its bits well mixed: multiplicative hashing."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


def _hash(ngrams: Ints) -> Ints:
    return (ngrams * _HASH >> (63 - _HASH_BITS)) & ((1 << _HASH_BITS) - 1)


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """All arrays are in the order of ``ngrams``: by length, then by bytes."""

    ngrams: Ints
    """Each as a number: its bytes, and its length above them."""
    seen: npt.NDArray[np.bool_]
    """True at each hash that some n-gram has: a cheap test before the search."""
    places: npt.NDArray[np.uint8]
    """One row an n-gram, one column a language."""
    weights: Floats
    """The lists of all languages, one behind the other, `RARE` of each."""
    rare: Floats
    """The weights meant by `RARE` in ``places``, row by row."""
    rare_from: Ints
    """Where those of each row begin, and where the last end."""
    prior: Floats
    languages: list[str]
    again: tuple[Ints, Ints]
    """Columns of languages that are written in two scripts: first and second."""

    @classmethod
    def read(cls, packed: bytes) -> "LanguageModel":
        with np.load(io.BytesIO(zstandard.ZstdDecompressor().decompress(packed))) as data:
            ngrams, places, languages = np.cumsum(data["steps"]), data["places"], data["languages"].tolist()
            seen = np.zeros(1 << _HASH_BITS, dtype=np.bool_)
            seen[_hash(ngrams)] = True
            second = [i for i, language in enumerate(languages) if language in languages[:i]]
            return cls(
                ngrams=ngrams,
                seen=seen,
                places=places,
                weights=data["weights"].astype(np.float32),
                rare=data["rare"].astype(np.float32),
                rare_from=np.concatenate([[0], np.count_nonzero(places == RARE, axis=1).cumsum()]),
                prior=data["prior"],
                languages=languages,
                again=(np.array([languages.index(languages[i]) for i in second]), np.array(second)),
            )

    def _found(self, raw: bytes) -> Ints:
        """Known n-grams in the order of the bytes where they end."""
        text = np.frombuffer(raw, dtype=np.uint8).astype(np.int64)
        grams = [text]
        for n in range(1, min(LONGEST, len(text))):
            grams.append((grams[-1][:-1] << 8) | text[n:])
        wanted = np.concatenate([gram | ((n + 1) << LENGTH_SHIFT) for n, gram in enumerate(grams)])
        ends = np.concatenate([np.arange(n, len(text)) for n in range(len(grams))])
        likely = self.seen[_hash(wanted)]
        wanted, ends = wanted[likely], ends[likely]
        at = np.minimum(self.ngrams.searchsorted(wanted), len(self.ngrams) - 1)
        known = self.ngrams[at] == wanted
        found = np.full(len(text), -1)
        found[ends[known]] = at[known]  # where several end, the last one stays: the longest
        return found[found >= 0]

    def _weights_of(self, rows: Ints) -> Floats:
        """Weights of some n-grams: one row each, one column a language."""
        places = self.places[rows]
        weights = self.weights.take(places + np.arange(places.shape[1]) * RARE, mode="clip")
        start, stop = self.rare_from[rows], self.rare_from[rows + 1]
        counts = stop - start
        which = np.arange(counts.sum()) + (stop - counts.cumsum()).repeat(counts)
        weights.ravel()[np.flatnonzero(places.ravel() == RARE)] = self.rare[which]
        return weights

    def classify(self, text: str) -> tuple[str, float]:
        """The likeliest language and its probability."""
        raw = unicodedata.normalize("NFC", text.lower() if text.isupper() else text).encode("utf-8", "surrogatepass")
        scores = np.zeros(len(self.languages), dtype=np.float32)
        if raw and len(found := self._found(raw)):
            rows, first, counts = np.unique(found, return_index=True, return_counts=True)
            order = first.argsort()  # in the order met: a sum of floats depends on it
            scores = np.log1p(counts[order].astype(np.float32)) @ self._weights_of(rows[order]) + self.prior
        scores *= 1.0 / math.sqrt(len(raw) or 1)  # keeps the probabilities honest whatever the length
        np.exp(scores - scores.max(), out=scores)
        scores /= scores.sum()
        scores[self.again[0]] += scores[self.again[1]]
        scores[self.again[1]] = 0
        best = int(scores.argmax())
        return self.languages[best], float(scores[best])


@cache
def shipped() -> LanguageModel:
    """The model in the package."""
    return LanguageModel.read((resources.files(__package__) / "languages.npz.zst").read_bytes())
