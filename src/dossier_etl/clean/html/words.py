"""Log-odds of the words of many texts at once, without making the words.

All texts are laid end to end as code points. A word's number is a polynomial of its characters modulo 2**64, and words are looked
up by number. That two words have the same one is a matter of chance: one page in 10**12 has a word taken for another.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

HEAD: Final = 60
"""Characters of a text whose words are looked up: the first ones say enough."""
_END = "\x00"
"""Stands behind each text; clean text never holds it."""
_WORD = re.compile(r"\w+")
_BASE = 0x9E3779B97F4A7C15
# A character of a head becomes two lower-case ones at most.
_POWERS: Final = np.array([pow(_BASE, i + 1, 1 << 64) for i in range(2 * HEAD + 2)], dtype=np.uint64)
_LAST: Final = np.uint64((1 << 64) - 1)
_BUCKET_SHIFT: Final = np.uint64(48)

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.uint64]


def words_of(text: str) -> list[str]:
    """The words of a text that are looked up."""
    return _WORD.findall(text[:HEAD].lower())


_ASSIGNED: Final = 0x40000
"""Code points above are nobody's, tags or private: none of them is part of words."""


@cache
def _in_words() -> npt.NDArray[np.bool_]:
    """Return True if a code point is part of words."""
    table = np.zeros(0x110000, dtype=np.bool_)
    characters = np.arange(_ASSIGNED, dtype=np.uint32).tobytes().decode("utf-32-le", "surrogatepass")
    for run in _WORD.finditer(characters):
        table[run.start() : run.end()] = True
    return table


def _numbers(heads: Sequence[str]) -> tuple[Numbers, Ints]:
    """Numbers of all words, 0 behind each head's, and where the words of each head begin."""
    text = _END.join(heads).lower() + _END
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    inside = _in_words()[codes]
    begins = codes == 0
    begins[0] |= inside[0]
    begins[1:] |= inside[1:] & ~inside[:-1]
    at = np.flatnonzero(begins)
    word = np.zeros(len(codes), dtype=np.int64)
    word[at] = at
    powers = _POWERS[np.arange(len(codes)) - np.maximum.accumulate(word)]
    numbers: Numbers = np.add.reduceat(codes * inside * powers, at)
    ends = np.flatnonzero(codes[at] == 0)
    return numbers, np.concatenate(([0], ends[:-1] + 1))


@dataclass(frozen=True, slots=True)
class WordOdds:
    """Log-odds by words' numbers."""

    numbers: Numbers
    """In rising order; one more than there are words."""
    odds: Floats
    buckets: Ints
    """Where those with the same sixteen upper bits begin."""
    steps: int
    """The most that share them."""

    @classmethod
    def of(cls, odds: Mapping[str, float]) -> "WordOdds":
        """
        Args:
            odds: by word as `words_of` gives it.
        """
        numbers, starts = _numbers(list(odds))
        numbers = numbers[starts][: len(odds)]
        order = numbers.argsort()
        numbers = numbers[order]
        firsts = np.arange(1 << 16, dtype=np.uint64) << _BUCKET_SHIFT
        sizes = np.bincount((numbers >> _BUCKET_SHIFT).astype(np.int64), minlength=1)
        return cls(
            numbers=np.append(numbers, _LAST),
            odds=np.append(np.array(list(odds.values()), dtype=np.float32)[order], np.float32(0)),
            buckets=numbers.searchsorted(firsts),
            steps=int(sizes.max()),
        )

    def look_up(self, texts: Sequence[str]) -> tuple[Floats, Ints]:
        """Odds of all words of the texts' heads, 0 behind each head's, and where those of each head begin."""
        numbers, starts = _numbers([text[:HEAD] for text in texts])
        at = self.buckets[numbers >> _BUCKET_SHIFT]
        for _ in range(self.steps):
            at += self.numbers[at] < numbers
        return np.where(self.numbers[at] == numbers, self.odds[at], np.float32(0)), starts
