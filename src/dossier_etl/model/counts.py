"""The books: what became of the items of a source, a batch or a run."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields


def _count(comment: str) -> int:
    number: int = field(default=0, metadata={"comment": comment})
    return number


@dataclass(slots=True)
class Counts:
    """Numbers of items by outcome; ``items_in = loaded + duplicates + quarantined + not_articles + known``.
    Incidents are counted beside them."""

    items_in: int = _count("items read")
    loaded: int = _count("new texts")
    duplicates: int = _count("new copies of known texts")
    quarantined: int = _count("refused, with reasons")
    not_articles: int = _count("no articles by their nature: redirects, error pages, walls, listings, assets")
    known: int = _count("already in the lake")
    incidents: int = _count("damages")

    @property
    def accounted(self) -> int:
        """Items that have an outcome."""
        return self.loaded + self.duplicates + self.quarantined + self.not_articles + self.known

    def add(self, other: "Counts") -> None:
        """Add another count to this one."""
        for name in COUNT_NAMES:
            setattr(self, name, getattr(self, name) + getattr(other, name))


COUNT_COMMENTS: dict[str, str] = {f.name: str(f.metadata["comment"]) for f in fields(Counts)}
"""Column → comment, in the order of the ledger's tables."""
COUNT_NAMES = tuple(COUNT_COMMENTS)


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum of some counts."""
    result = Counts()
    for one in counts:
        result.add(one)
    return result
