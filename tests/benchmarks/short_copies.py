"""Documents of known stories cut to a length, so that the search for copies can be measured on short texts."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"\w+")
_WHOLE = {"templated", "boiler", "quote"}
"""Kinds that are short already and copy nothing."""
MIN_SHARED_WORDS = 0.6
"""Share of a sentence's words found in a sentence of the source that makes it that sentence."""


@dataclass(frozen=True, slots=True)
class Doc:
    """A document whose story is known."""

    doc_id: str
    date: str
    outlet: str
    cluster_id: str
    kind: str
    ops: str
    text: str
    """The page text with its furniture."""
    body: str
    """The article alone; part of ``text``."""

    @property
    def words(self) -> int:
        """Words of the body."""
        return len(self.body.split())


def _word_set(sentence: str) -> set[str]:
    return set(_WORD.findall(sentence.lower()))


def cut(docs: Iterable[Doc], limit: int) -> list[Doc]:
    """Cut each story to the first sentences of its original that have ``limit`` distinct words in total.

    A copy keeps the sentences that correspond to those, and half of what it inserted in proportion; a copy left with less than half of
    them is dropped. Furniture is kept whole.
    """
    stories: dict[str, list[Doc]] = defaultdict(list)
    for doc in docs:
        stories[doc.cluster_id].append(doc)
    return [d for story in sorted(stories) for d in _cut_story(sorted(stories[story], key=lambda d: d.doc_id), limit)]


def _cut_story(members: Sequence[Doc], limit: int) -> list[Doc]:
    source = next((d for d in members if d.ops == "orig"), members[0])
    chosen: list[set[str]] = []
    for sentence in _SENTENCE_END.split(source.body):
        if sum(map(len, chosen)) < limit:
            chosen.append(_word_set(sentence))
    size = sum(map(len, chosen))
    rng = random.Random(source.cluster_id)
    found = []
    for doc in members:
        if doc.kind in _WHOLE:
            found.append(doc)
            continue
        kept, covered = [], 0
        for sentence in _SENTENCE_END.split(doc.body):
            own = _word_set(sentence)
            if own and any(len(own & other) >= MIN_SHARED_WORDS * len(own) for other in chosen):
                kept.append(sentence)
                covered += len(own)
            elif own and doc is not source and rng.random() < size / max(1, source.words) / 2:
                kept.append(sentence)
        if 2 * covered >= size:
            body = " ".join(kept)
            found.append(replace(doc, body=body, text=doc.text.replace(doc.body, body)))
    return found
