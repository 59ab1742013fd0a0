"""The alias registry: who and what the news names again and again, with all the names it uses, reviewed by hand.

Five tables under ``data/`` (see docs/entities.md). A name that stands for two entries of one kind joins to neither: a wrong join
is worse than a missed one.
"""

# ruff: noqa: SIM905  (word lists read better as text)

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dossier_etl.enrich.entities.names import fold, skeleton
from dossier_etl.model.ids import content_id


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing with one identity. ``label`` is PERSON, ORG, GPE, LOC, NORP or FAC; ``aliases`` are other names as written."""

    entity_id: str
    name: str
    label: str
    wikidata_id: str | None
    aliases: tuple[str, ...]


PLACES = frozenset({"GPE", "LOC", "FAC"})


def kind_of(label: str) -> str:
    """Labels that share their names: a place is a place whatever its kind."""
    return "PLACE" if label in PLACES else label


def entity_id(label: str, name: str) -> str:
    """Id of the thing called ``name``: the same for every spelling that folds to it, on every machine, in any order."""
    return content_id("entity", kind_of(label), fold(name))


class Registry:
    """Entities by folded name; ``people`` also by the skeleton of a full name, which bridges transliterations."""

    def __init__(self, entities: list[Entity]) -> None:
        self.entities = entities
        exact: dict[tuple[str, str], set[int]] = {}
        bones: dict[str, set[int]] = {}
        for i, entity in enumerate(entities):
            for alias in (entity.name, *entity.aliases):
                exact.setdefault((kind_of(entity.label), fold(alias)), set()).add(i)
                if entity.label == "PERSON" and " " in alias:
                    bones.setdefault(skeleton(alias), set()).add(i)
        self._exact = {k: entities[min(v)] for k, v in exact.items() if len(v) == 1}
        self._bones = {k: entities[min(v)] for k, v in bones.items() if len(v) == 1}
        self.ambiguous = {k for k, v in exact.items() if len(v) > 1}

    def get(self, label: str, surface: str) -> Entity | None:
        """The one entity of this kind with this name; None if there is none, or more than one."""
        kind = kind_of(label)
        found = self._exact.get((kind, fold(surface)))
        if found is None and kind == "PERSON" and " " in surface:
            return self._bones.get(skeleton(surface))
        return found


def _rows(table: str) -> Iterator[list[str]]:
    data = resources.files("dossier_etl.enrich.entities") / "data" / table
    for line in data.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _split(cell: str) -> tuple[str, ...]:
    return tuple(x for x in cell.split("|") if x)


def _entity(label: str, name: str, wikidata: str, aliases: tuple[str, ...]) -> Entity:
    return Entity(entity_id(label, name), name, label, wikidata or None, aliases)


@cache
def load() -> Registry:
    """The registry that ships with the package."""
    out = [_entity(label, name, qid, _split(aliases)) for label, name, qid, aliases in _rows("places.tsv")]
    known = {fold(alias) for entity in out for alias in (entity.name, *entity.aliases)}
    for name, qid, capitals, demonyms, aliases in _rows("countries.tsv"):
        out.append(_entity("GPE", name, qid, _split(aliases)))
        if capitals and fold((towns := _split(capitals))[0]) not in known:
            out.append(_entity("GPE", towns[0], "", towns[1:]))
        if demonyms:
            out.append(_entity("NORP", (people := _split(demonyms))[0], "", people[1:]))
    out += [_entity("NORP", name, qid, _split(aliases)) for name, qid, aliases in _rows("groups.tsv")]
    out += [_entity("ORG", name, qid, _split(aliases)) for name, qid, aliases in _rows("organisations.tsv")]
    out += [_entity("PERSON", name, qid, _split(aliases)) for name, qid, aliases in _rows("people.tsv")]
    return Registry(out)


@cache
def certain_places() -> frozenset[str]:
    """Names of countries and of the best-known places as written, for finding what the classifier missed; without those that are
    also people's names."""
    names = {n for name, _, _, _, aliases in _rows("countries.tsv") for n in (name, *_split(aliases))}
    names |= {name for _, name, qid, _ in _rows("places.tsv") if qid}
    return frozenset(n for n in names if n not in _ALSO_OTHER and len(n) > 3)


@cache
def demonyms() -> frozenset[str]:
    """Demonyms and groups as written; without those that are mostly something else."""
    names = {n for _, _, _, people, _ in _rows("countries.tsv") for n in _split(people)}
    names |= {n for name, _, aliases in _rows("groups.tsv") for n in (name, *_split(aliases))}
    return frozenset(n for n in names if n not in _ALSO_OTHER and len(n) > 3)


@cache
def certain_beginnings() -> frozenset[str]:
    """First words of both: most words of a text begin none of them."""
    return frozenset(m.group() for n in certain_places() | demonyms() if (m := _WORD.match(n)))


_WORD = re.compile(r"\w+")
_ALSO_OTHER = frozenset(
    "Jordan Chad Georgia Guinea Israel Turkey America Emirates Congo Niger Holland Dominica Grenada Palestine Vatican Macedonia CAR "
    "Polish Pole Poles Swede Dane Danes Finn Lao Thai Roma Maya Scot Brit Basque Slav Western Central African Republican "
    "Democrat Communist Communists Orthodox Texan Jain Motswana Islamic Islamist Islamists Kiwi Kiwis Dominican Turk "
    "Virginia Carolina Washington Sydney Florence Houston Dallas Montana Paris Maine".split()
) | {
    "Central African",
    "the States",
    "Islamic Republic",
    "Holy See",
    "mainland China",
    "San Marino",
    "Saint Lucia",
    "St. Lucia",
    "St Lucia",
}
