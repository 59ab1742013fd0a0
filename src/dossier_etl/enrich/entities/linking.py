"""Mentions → entities: within the article first, then the alias registry, then the name itself.

The order is what keeps wrong joins out: what an article says of its own names ("Sexual Minorities Uganda (SMUG)") outranks what
the registry knows, and a name that could be several things ("Supreme Court", a surname nobody here bears) stays unlinked.
"""

# ruff: noqa: SIM905  (word lists read better as text)

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dossier_etl.enrich.entities import registry
from dossier_etl.enrich.entities.names import fold, initials, is_acronym
from dossier_etl.enrich.entities.people import Identity, People, of_entity
from dossier_etl.model.mentions import Mention

_SPELL_OUT_GAP = 3
"""Most characters between a long name and its bracketed acronym: ``" ("`` and a quotation mark."""
_GENERIC = frozenset(
    "ministry department parliament senate congress assembly national supreme high constitutional federal court appeals magistrates "
    "criminal cabinet government army navy air force police central bank council city state treasury house lower upper commission "
    "committee board authority agency bureau office institute university college school hospital church party opposition union "
    "security defence defense foreign interior home health education finance justice agriculture energy environment transport labor "
    "labour tourism trade information culture planning economy affairs of and the for general attorney prosecutor prosecutors "
    "intelligence service services electoral election human rights social republican guard guards coalition alliance front movement "
    "board club team airport fund group company corporation international world free press times news agency post herald".split()
)


def link(article_mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The same mentions with ``entity_id``, ``name`` and ``wikidata_id`` where who or what is meant is certain.

    Args:
        article_mentions: mentions of one article, offsets into ``text``, in order.
        text: the article's text.
    """
    people = People(m.surface for m in article_mentions if m.label == "PERSON")
    spelled_out = _acronyms(article_mentions, text)
    return [_linked(m, _identify(m, people, spelled_out)) for m in article_mentions]


def _linked(m: Mention, identity: Identity | None) -> Mention:
    if identity is None:
        return m
    return replace(m, entity_id=identity.entity_id, name=identity.name, wikidata_id=identity.wikidata_id)


def _identify(m: Mention, people: People, spelled_out: dict[str, str]) -> Identity | None:
    if m.label == "PERSON":
        return people.who(m.surface)
    name = spelled_out.get(m.surface, m.surface) if m.label == "ORG" else m.surface
    known = registry.load().get(m.label, name)
    if known is not None:
        return of_entity(known)
    key = fold(name)
    several = (registry.kind_of(m.label), key) in registry.load().ambiguous
    if not key or several or (m.label == "ORG" and all(w in _GENERIC for w in key.split())):
        return None
    return Identity(registry.entity_id(m.label, name), name)


def _acronyms(mentions: Sequence[Mention], text: str) -> dict[str, str]:
    """Acronym → long form, for organisations: bracketed ones, then those that fit exactly one long name of the article."""
    out: dict[str, str] = {}
    for a, b in pairwise(mentions):
        between = text[a.end : b.start]
        if {a.label, b.label} == {"ORG"} and between.strip(" \"'“”") == "(" and len(between) <= _SPELL_OUT_GAP:
            long, short = (a.surface, b.surface) if is_acronym(b.surface) else (b.surface, a.surface)
            if is_acronym(short) and not is_acronym(long) and _fits(short, long):
                out.setdefault(short, long)
    longs = sorted({m.surface for m in mentions if m.label == "ORG" and m.surface.count(" ") >= 1})
    for m in mentions:
        if m.label == "ORG" and is_acronym(m.surface) and m.surface not in out and len(fold(m.surface)) >= 3:
            fitting = {fold(long): long for long in longs if initials(long) == fold(m.surface)}
            if len(fitting) == 1:
                out[m.surface] = min(fitting.values())
    return out


def _fits(short: str, long: str) -> bool:
    """Return True if the letters of an acronym stand in this order in the long name, the first one at its beginning or at a word's."""
    letters = [c for c in fold(short) if c.isalnum()]
    rest = iter(fold(long))
    return bool(letters) and letters[0] in initials(long) + fold(long)[:1] and all(c in rest for c in letters)
