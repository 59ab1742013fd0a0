"""Where a query's words stand in a text, and the part of the text that shows most of them. Pure, but for the stemmers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from dossier_etl.search.compile import regex_of
from dossier_etl.search.fold import fold, words
from dossier_etl.search.forms import forms_of_word, same_form, spellings
from dossier_etl.search.query import AllOf, AnyOf, Node, Pattern, Words

SNIPPET = 240
"""Characters of a snippet."""
_LEAD = 60
"""Characters of it in front of the first mark."""

Span = tuple[int, int]


@dataclass
class Wanted:
    """What a query looks for in bodies; what it excludes is left out."""

    terms: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    phrases: list[list[str]] = field(default_factory=list)
    patterns: list[re.Pattern[str]] = field(default_factory=list)
    fuzzy: list[tuple[str, int]] = field(default_factory=list)

    def has(self, word: str, language: str) -> bool:
        """Return True if a folded word is looked for by itself."""
        return (
            word in self.terms
            or any(pattern.fullmatch(word) for pattern in self.patterns)
            or any(within(word, other, distance) for other, distance in self.fuzzy)
            or same_form(word, language, self.forms)
        )


def wanted(node: Node, language: str | None = None) -> Wanted:
    """Return what a query looks for in bodies."""
    found = Wanted()
    _collect(node, language, found)
    return found


def _collect(node: Node, language: str | None, found: Wanted) -> None:
    if isinstance(node, AllOf | AnyOf):
        for inner in node.nodes:
            _collect(inner, language, found)
    elif isinstance(node, Words) and node.field in (None, "body"):
        folded = fold(node.text)
        if node.slop:
            found.terms.update(folded)
        elif len(folded) > 1:
            found.phrases.append(folded)
        elif folded and node.fuzzy:
            found.fuzzy.append((folded[0], node.fuzzy))
        elif folded:
            found.terms.update(folded)
            if not node.quoted:
                found.terms.update(spellings(node.text))
                found.forms.update(forms_of_word(folded[0], language))
    elif isinstance(node, Pattern) and node.field in (None, "body"):
        if regex := regex_of(node.text):
            found.patterns.append(re.compile(regex))
        else:
            found.phrases.append(fold(node.text.rstrip("*")))


def marks(body: str, language: str, looked_for: Wanted) -> list[Span]:
    """Return where a body has what is looked for: spans of characters, in order, none over another."""
    folded, spans = list[str](), list[Span]()
    for word in words(body):
        for part in word.folded:
            folded.append(part)
            spans.append((word.start, word.end))
    found = [span for word, span in zip(folded, spans, strict=True) if looked_for.has(word, language)]
    for phrase in looked_for.phrases:
        found += [(spans[n][0], spans[n + len(phrase) - 1][1]) for n in _places(folded, phrase)]
    merged = list[Span]()
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _places(folded: Sequence[str], phrase: Sequence[str]) -> Iterator[int]:
    for n in range(len(folded) - len(phrase) + 1):
        if folded[n] == phrase[0] and all(folded[n + m] == word for m, word in enumerate(phrase)):
            yield n


def snippet(body: str, found: Sequence[Span]) -> Span:
    """Return the part of a body that shows most of the marks, cut between words."""
    at, most = 0, 0
    last = 0
    for n, (start, _) in enumerate(found):
        last = max(last, n)
        while last < len(found) and found[last][1] <= start + SNIPPET - _LEAD:
            last += 1
        if last - n > most:
            at, most = start, last - n
    start = max(0, min(at - _LEAD, len(body) - SNIPPET)) if most else 0
    end = min(len(body), start + SNIPPET)
    if start and (blank := body.find(" ", start, at)) >= 0:
        start = blank + 1
    if end < len(body) and (blank := body.rfind(" ", start + SNIPPET // 2, end)) > 0:
        end = blank
    return start, end


@lru_cache(maxsize=20_000)
def _distance(a: str, b: str, limit: int) -> int:
    """Return how many letters must be changed, added, removed or swapped with their neighbour; at most ``limit`` + 1."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, previous = row, before
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def within(a: str, b: str, limit: int) -> bool:
    """Return True if two words differ by at most so many letters."""
    return abs(len(a) - len(b)) <= limit and _distance(a, b, limit) <= limit
