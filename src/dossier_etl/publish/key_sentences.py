"""The sentences that tell most of an article: those that name entities, share words with the headline, and come early. Pure."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

KEPT = 2
"""Sentences kept of an article."""
_SHORTEST, _LONGEST = 25, 600
"""Characters of a sentence that counts; CJK says as much in a third."""
_SHORTEST_DENSE = 8
_MOST_NAMED = 4
"""Entities in a sentence that count: a list of names tells nothing."""
_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s)|[。！？]["'”’」』）]*|\n+""")
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
    named = sorted(mentions)
    wanted = {word.casefold() for word in _TITLE_WORD.findall(title)}
    found = list[KeySentence]()
    for n, (start, end) in enumerate(_sentences(body)):
        entities = bisect_left(named, end) - bisect_left(named, start)
        shared = 0.0
        if wanted:
            words = {word.casefold() for word in _TITLE_WORD.findall(body[start:end])}
            shared = len(wanted & words) / len(wanted)
        found.append(KeySentence(start, end, round(min(entities, _MOST_NAMED) / 2 + 2 * shared + 2 / (2 + n), 3)))
    return sorted(found, key=lambda s: (-s.score, s.start))[:KEPT]


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
