"""The sentences that tell most of an article: those that name entities, share words with the headline, and come early. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

KEPT = 2
"""Sentences kept of an article."""
_SHORTEST, _LONGEST = 25, 600
"""Characters of a sentence that counts; CJK says as much in a third."""
_SHORTEST_DENSE = 8
_MOST_NAMED = 4
"""Entities in a sentence that count: a list of names tells nothing."""
_END = re.compile(r"""(?<![.!?…])[.!?…]++["'”’»)\]]{0,9}(?=\s)|[。！？]["'”’」』）]{0,9}|\n+""")
_TITLE_WORD = re.compile(r"\w{4,}|[\u3040-\u9fff]{2}")


class KeySentence(NamedTuple):
    """A sentence of a body."""

    start: int
    end: int
    score: float


def key_sentences(title: str, body: str, mentions: Sequence[int]) -> list[KeySentence]:
    """Return an article's key sentences, the best first.

    Args:
        mentions: where the mentions of entities start in the body.
    """
    sentences = _sentences(body)
    starts = [start for start, _ in sentences]
    named, shared = [0] * len(sentences), [0] * len(sentences)
    for at in mentions:
        if (n := bisect_right(starts, at) - 1) >= 0 and at < sentences[n][1]:
            named[n] += 1
    low = body.lower()
    words = {word.lower() for word in _TITLE_WORD.findall(title)}
    for word in words if len(low) == len(body) else ():
        for n in _having(word, low, sentences, starts):
            shared[n] += 1
    found = [
        KeySentence(
            start, end, round(min(named[n], _MOST_NAMED) / 2 + 2 * shared[n] / max(1, len(words)) + 2 / (2 + n), 3)
        )
        for n, (start, end) in enumerate(sentences)
    ]
    return sorted(found, key=lambda s: (-s.score, s.start))[:KEPT]


def _having(word: str, low: str, sentences: Sequence[tuple[int, int]], starts: Sequence[int]) -> Iterator[int]:
    """Yield the sentences that have a word, also as a part of a longer one."""
    at = low.find(word)
    while at >= 0:
        n = bisect_right(starts, at) - 1
        if n >= 0 and at < sentences[n][1]:
            yield n
            at = sentences[n][1]
        at = low.find(word, at + 1)


def _sentences(body: str) -> list[tuple[int, int]]:
    found, start = list[tuple[int, int]](), 0
    for match in [*_END.finditer(body), None]:
        end = match.end() if match else len(body)
        text = body[start:end]
        left = start + len(text) - len(text.lstrip())
        right = start + len(text.rstrip())
        least = _SHORTEST_DENSE if body[left:right] >= "\u3040" else _SHORTEST
        if least <= right - left <= _LONGEST:
            found.append((left, right))
        start = end
    return found
