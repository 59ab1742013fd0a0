"""Verified pairs of texts → stories. Pure functions of a connected component, independent of order and batching.

Source: Aslam, Pelekhov & Rus (2004), "The star clustering algorithm for static and dynamic information organization".
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dossier_etl.dedup.thresholds import (
    EXCERPT_WEIGHT,
    MIN_CONTAINMENT,
    MIN_EXCERPT_SHARED,
    MIN_SIMILARITY,
    WEIGHT_UNITS,
)
from dossier_etl.dedup.verify import NEAR


@dataclass(frozen=True, slots=True)
class Edge:
    """Verified pair of texts, used for clustering."""

    left: int
    right: int
    kind: str
    shared: int
    n_left: int
    n_right: int

    @property
    def similarity(self) -> float:
        return self.shared / max(1, self.n_left + self.n_right - self.shared)

    @property
    def similar(self) -> bool:
        """True if at most one of the two may represent a story."""
        return self.similarity >= MIN_SIMILARITY

    @property
    def weight(self) -> int:
        """Strength of the pair, in integer units."""
        contained = self.shared / max(1, min(self.n_left, self.n_right))
        full = contained >= MIN_CONTAINMENT and self.shared >= MIN_EXCERPT_SHARED
        return round(WEIGHT_UNITS * max(self.similarity, EXCERPT_WEIGHT * contained if full else 0.0))

    def other(self, text: int) -> int:
        return self.right if text == self.left else self.left

    def n_of(self, text: int) -> int:
        return self.n_left if text == self.left else self.n_right

    def contained(self, text: int) -> bool:
        """Return True if ``text`` is the excerpt of this edge."""
        return self.kind != NEAR and self.n_of(text) < self.n_of(self.other(text))


Neighbours = Mapping[int, Sequence[Edge]]


def neighbours(edges: Iterable[Edge]) -> dict[int, list[Edge]]:
    """Return the edges of each text."""
    found: dict[int, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.left, []).append(edge)
        found.setdefault(edge.right, []).append(edge)
    return found


def stars(texts: Iterable[int], edges: Neighbours) -> list[list[int]]:
    """Return star clusters: the text with the heaviest edges becomes a centre and takes its neighbours, then the next free one.

    A text that bridges two stories (a digest, a long quotation) is assigned to one of them and does not merge them.
    """
    degree = {text: sum(e.weight for e in edges.get(text, ())) for text in texts}
    free = set(degree)
    clusters: list[list[int]] = []
    for centre in sorted(degree, key=lambda t: (-degree[t], t)):
        if centre not in free:
            continue
        taken = {centre} | {e.other(centre) for e in edges.get(centre, ()) if e.other(centre) in free}
        free -= taken
        clusters.append(sorted(taken))
    return clusters


def excerpts(cluster: Sequence[int], edges: Neighbours) -> set[int]:
    """Return the texts of a cluster that are part of a longer text and near no other text; never all of them."""
    inside = set(cluster)
    own = {text: [e for e in edges.get(text, ()) if e.other(text) in inside] for text in cluster}
    parts = {text for text in cluster if any(e.contained(text) for e in own[text])}
    return {t for t in parts if not any(e.kind == NEAR and e.other(t) not in parts for e in own[t])}


def clusters(texts: Iterable[int], edges: Neighbours, first_of: Callable[[Sequence[int]], int]) -> list[list[int]]:
    """Return stories: stars, merged while their first texts are near copies of one another.

    So no two texts that represent their story are near copies, which the view ``articles`` guarantees.

    Args:
        texts: all texts of one or more whole components.
        edges: all their edges.
        first_of: the text of a cluster's first publication.
    """
    groups = stars(texts, edges)
    while True:
        firsts = {first_of(group): group for group in groups}
        joined: dict[int, int] = {}

        def root(text: int, joined: dict[int, int] = joined) -> int:
            while joined.get(text, text) != text:
                text = joined[text]
            return text

        for first in sorted(firsts):
            for edge in edges.get(first, ()):
                other = edge.other(first)
                if edge.similar and other in firsts and root(first) != root(other):
                    joined[max(root(first), root(other))] = min(root(first), root(other))
        if not joined:
            return groups
        merged: dict[int, list[int]] = {}
        for first, group in firsts.items():
            merged.setdefault(root(first), []).extend(group)
        groups = [sorted(group) for group in merged.values()]
