"""Who is meant within one article: a surname is the person whose full name the article gives."""

# ruff: noqa: SIM905  (word lists read better as text)

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from dossier_etl.enrich.entities import registry
from dossier_etl.enrich.entities.names import bare, fold, skeleton, surname

_PARTICLES = frozenset(
    "al el bin ibn ben bint abu de da di do dos du del della der den van von le la ter st mc ould ul".split()
)


@dataclass(frozen=True, slots=True)
class Identity:
    """A linked thing."""

    entity_id: str
    name: str
    wikidata_id: str | None = None


def of_entity(entity: registry.Entity) -> Identity:
    return Identity(entity.entity_id, entity.name, entity.wikidata_id)


def lone(name: str) -> bool:
    """Return True if a name is one word, particles aside: ``Khamenei``, ``al-Maliki``, ``bin Laden``, ``Le Pen``."""
    words = fold(name).split()
    while len(words) > 1 and words[0] in _PARTICLES:
        words = words[1:]
    return len(words) <= 1


class People:
    """The people of one article, from the full names in it."""

    def __init__(self, names: Iterable[str]) -> None:
        full = sorted({bare(n) for n in names if not lone(bare(n))}, key=lambda n: (-len(n.split()), n))
        self._full: dict[str, Identity] = {}
        outer: dict[tuple[str, str], Identity] = {}
        for name in full:  # longest first, so "George Bush" finds "George W. Bush"
            known = registry.load().get("PERSON", name)
            ends = (fold(name).split()[0], surname(name))
            identity = (
                of_entity(known) if known else outer.get(ends) or Identity(registry.entity_id("PERSON", name), name)
            )
            self._full[fold(name)] = identity
            outer.setdefault(ends, identity)
        self._by_word: dict[str, set[Identity]] = defaultdict(set)
        self._by_first: dict[str, set[Identity]] = defaultdict(set)
        for name, identity in self._full.items():
            self._by_word[surname(name)].add(identity)
            self._by_first[name.split()[0]].add(identity)
        self._by_bones: dict[str, set[Identity]] = defaultdict(set)
        for word, identities in self._by_word.items():
            self._by_bones[skeleton(word)] |= identities

    def who(self, name: str) -> Identity | None:
        """The person a name means in this article; None for a lone surname of nobody named here, or of several."""
        name = bare(name)
        if not lone(name):
            return self._full.get(fold(name))
        word = surname(name)
        for book, key in ((self._by_word, word), (self._by_first, word), (self._by_bones, skeleton(word))):
            if found := book.get(key):
                return next(iter(found)) if len(found) == 1 else None
        known = registry.load().get("PERSON", name)
        return of_entity(known) if known else None
