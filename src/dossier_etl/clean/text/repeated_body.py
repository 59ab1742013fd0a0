"""A body that stands twice on its page: printed again for phones, quoted in full below itself, pasted twice.

Works on sentences, not on lines, so that copies with other line breaks are found too.
"""

import re
from collections import Counter
from dataclasses import dataclass

from dossier_etl.clean.text.lines import RawLine

_SENTENCE = re.compile(r"[^.!?。！？।؟…\n]+")
_CHEAP = re.compile(r"[^.!?。！？।؟…\n]{14,}")
_CHEAP_ASCII = 40
"""Characters from which a sentence counts for the gate; 14 in other scripts, where a character says more."""
_NOT_LETTERS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")
_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SHORTEST = 24
"""Letters from which a sentence says where it comes from; wide characters count threefold."""
MIN_REPEATED = 240
"""Letters that must come back in the same order. Teasers and captions that stand twice are shorter."""
_LONG_LINE = 60
"""Letters of a line that is prose and not a link: lists of headlines printed twice are no body."""
MIN_SHARE = 0.7
"""Share of a line's words that must be a repetition for the line to go."""
_GRAM = 5
MIN_SHARE_OF_PAGE = 0.2
"""Share of the page's long sentences that a copy must bring back: less is a quotation, a table or a teaser."""
_GAP = 3
"""Sentences a chain may skip in either copy (edited, cut) and still be one chain."""


@dataclass(frozen=True, slots=True)
class Folding:
    """Lines that only repeat earlier ones."""

    repeated: frozenset[int]
    """Lines of the later copies."""
    between: frozenset[int]
    """Short lines that separate two copies: a caption, an image mark."""
    first: frozenset[int]
    """Lines of the first copy that came back."""


NOTHING = Folding(frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class _Sentence:
    line: int
    key: str
    weight: int


def collapse_repeats(lines: list[RawLine]) -> Folding:
    """Find the later copies of text that stands more than once in the same order."""
    if not _may_repeat(lines):
        return NOTHING
    sentences = [s for i, line in enumerate(lines) for s in _sentences(i, line.text)]
    counts = Counter(s.key for s in sentences if s.weight >= _SHORTEST)
    if sum(s.weight for s in sentences if counts[s.key] > 1) < 2 * MIN_REPEATED:
        return NOTHING
    different = {s.key: s.weight for s in sentences if s.weight >= _SHORTEST and len(lines[s.line].text) >= _LONG_LINE}
    least = max(MIN_REPEATED, MIN_SHARE_OF_PAGE * sum(different.values()))
    chains = [c for c in _chains(sentences) if _is_text(c, sentences, lines, least)]
    if not chains:
        return NOTHING
    spans = [(sentences[c[0][1]].line, sentences[c[-1][1]].line) for c in chains]
    repeated = _covered(lines, {i for lo, hi in spans for i in range(lo, hi + 1)})
    first = {sentences[earlier].line for chain in chains for earlier, _ in chain} - repeated
    between: set[int] = set()
    for chain, (lo, _) in zip(chains, spans, strict=True):
        end_of_first = sentences[chain[-1][0]].line
        gap = range(end_of_first + 1, lo)
        if 0 < len(gap) <= _GAP and all(len(lines[i].text) < 2 * _LONG_LINE for i in gap):
            between.update(gap)
    return Folding(frozenset(repeated), frozenset(between - repeated - first), frozenset(first))


def _covered(lines: list[RawLine], asked: set[int]) -> set[int]:
    """Those of the lines asked for whose word 5-grams stood earlier on the page."""
    covered: set[int] = set()
    known: set[tuple[str, ...]] = set()
    before: list[str] = []
    for i, line in enumerate(lines):
        words = _WORD.findall(line.text.casefold())
        stream = before + words
        grams = [tuple(stream[j : j + _GRAM]) for j in range(max(len(stream) - _GRAM + 1, 0))]
        hits = [False] * len(stream)
        for j, gram in enumerate(grams):
            if gram in known:
                hits[j : j + _GRAM] = [True] * _GRAM
        if i in asked and words and sum(hits[len(before) :]) >= MIN_SHARE * len(words):
            covered.add(i)
        known.update(grams)
        before = stream[-(_GRAM - 1) :]
    return covered


def _may_repeat(lines: list[RawLine]) -> bool:
    """Cheap gate: enough characters stand in sentences that are literally repeated."""
    seen: set[str] = set()
    repeated = 0
    for line in lines:
        if len(line.text) < 14:
            continue
        for sentence in _CHEAP.findall(line.text):
            key = sentence.strip()
            if key.isascii() and len(key) < _CHEAP_ASCII:
                continue
            if key in seen:
                repeated += len(key) if key.isascii() else 3 * len(key)
            seen.add(key)
    return repeated >= MIN_REPEATED


def _sentences(line: int, text: str) -> list[_Sentence]:
    found = []
    for match in _SENTENCE.finditer(text):
        key = _NOT_LETTERS.sub("", match[0]).casefold()
        if key:
            found.append(_Sentence(line, key, len(key) + 2 * len(_WIDE.findall(key))))
    return found


def _chains(sentences: list[_Sentence]) -> list[list[tuple[int, int]]]:
    """Runs of (earlier, later) sentences with the same text in the same order; the later ones do not overlap."""
    places: dict[str, list[int]] = {}
    chains: list[list[tuple[int, int]]] = []
    chain: list[tuple[int, int]] = []
    for i, s in enumerate(sentences):
        if s.weight < _SHORTEST:
            continue
        before = places.setdefault(s.key, [])
        match = _continuing(before, chain, i)
        if match is None and before:
            if chain:
                chains.append(chain)
            chain = []
            match = before[0]
        if match is not None:
            chain.append((match, i))
        if len(before) < _GAP:
            before.append(i)
    if chain:
        chains.append(chain)
    return chains


def _continuing(before: list[int], chain: list[tuple[int, int]], i: int) -> int | None:
    """The earlier place of this sentence that goes on with the chain."""
    if not chain or i - chain[-1][1] > 4 * _GAP:
        return None
    last = chain[-1][0]
    return next((b for b in before if 0 < b - last <= 4 * _GAP), None)


def _is_text(chain: list[tuple[int, int]], sentences: list[_Sentence], lines: list[RawLine], least: float) -> bool:
    """Enough of it, and prose in one copy at least."""
    if chain[-1][0] >= chain[0][1]:
        return False
    weight = sum(sentences[later].weight for _, later in chain)
    if weight < least:
        return False

    def prose(side: int) -> bool:
        own = {sentences[pair[side]].line for pair in chain}
        letters = {i: len(lines[i].text) + 2 * len(_WIDE.findall(lines[i].text[:200])) for i in own}
        return 2 * sum(n for n in letters.values() if n >= _LONG_LINE) >= sum(letters.values())

    return prose(0) and prose(1)
