"""Exact comparison of two texts: their shingle sets, and the numbers in the same places."""

from dataclasses import dataclass

import numpy as np

from dossier_etl.dedup.fingerprint import Hashes, Shingles
from dossier_etl.dedup.thresholds import (
    MAX_EXCERPT_SIZE,
    MIN_CONTAINMENT,
    MIN_EXCERPT_SHARED,
    MIN_SHARED,
    MIN_SIMILARITY,
    MIN_SLOT_CONFLICT_SHARE,
    MIN_SLOT_CONFLICTS,
    SHARED_A_SLOT_CONFLICT,
)

NEAR = "near"
EXCERPT = "excerpt"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Overlap of two texts, in shingles."""

    shared: int
    n_left: int
    n_right: int
    kind: str | None
    """``near``; ``excerpt``: the smaller is part of one at least twice as long; None: not a copy."""

    @property
    def similarity(self) -> float:
        """Jaccard."""
        return self.shared / max(1, self.n_left + self.n_right - self.shared)

    @property
    def containment(self) -> float:
        """Share of the smaller text found in the larger."""
        return self.shared / max(1, min(self.n_left, self.n_right))


def compare(left: Shingles, right: Shingles) -> Comparison:
    """Compare two texts; symmetric."""
    shared = _intersection(left.hashes, right.hashes).size
    sizes = left.hashes.size, right.hashes.size
    found = Comparison(shared, *sizes, kind=None)
    if shared < MIN_SHARED:
        return found
    near = found.similarity >= MIN_SIMILARITY
    excerpt = (
        found.containment >= MIN_CONTAINMENT
        and shared >= MIN_EXCERPT_SHARED
        and min(sizes) <= MAX_EXCERPT_SIZE * max(sizes)
    )
    if not (near or excerpt) or _other_report(left, right, shared):
        return found
    return Comparison(shared, *sizes, kind=EXCERPT if excerpt else NEAR)


def _other_report(left: Shingles, right: Shingles, shared: int) -> bool:
    """Return True if the numbers between the same words differ: two reports from one template."""
    common = _intersection(left.slots, right.slots)
    if common.size < MIN_SLOT_CONFLICTS:
        return False
    ours = left.numbers[np.searchsorted(left.slots, common)]
    theirs = right.numbers[np.searchsorted(right.slots, common)]
    conflicts = int((ours != theirs).sum())
    needed = max(MIN_SLOT_CONFLICTS, MIN_SLOT_CONFLICT_SHARE * common.size, shared / SHARED_A_SLOT_CONFLICT)
    return conflicts >= needed


def _intersection(left: Hashes, right: Hashes) -> Hashes:
    """Return the common values of two ascending arrays without repeats."""
    if left.size > right.size:
        left, right = right, left
    if not left.size:
        return left
    place = np.minimum(np.searchsorted(right, left), right.size - 1)
    common: Hashes = left[right[place] == left]
    return common
