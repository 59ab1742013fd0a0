"""All outlets named on a page: names and addresses of one outlet joined, what the text says of each."""

import re
from collections.abc import Iterator

from dossier_etl.enrich.outlet.evidence import OutletEvidence
from dossier_etl.enrich.outlet.mentions import Scanner
from dossier_etl.enrich.outlet.patterns import (
    EDGE,
    ENGLISH_COUNTRIES,
    HANDLE,
    HOUSE,
    OWNERS,
    PROFILE,
    PROFILE_HOSTS,
    STAFF,
    STAFF_END,
    has_rights,
)
from dossier_etl.model.documents import Article
from dossier_etl.registry import (
    Registry,
    name_key,
)

MOST_MENTIONS = 60
"""Mentions of one name that are looked at."""


def find_outlets(article: Article, registry: Registry, countries: tuple[str, ...]) -> list[OutletEvidence]:
    """Every outlet named on the page, with what was seen of it; a name and the host spelled like it are one.

    Unregistered hosts that no name goes with are left out: an address in a footer is nobody's name.
    """
    found = Scanner(article, registry, countries).run()
    hosts = [s for s in found if s.outlet is None and s.is_host]
    named = [s for s in found if s.outlet is not None or not s.is_host]
    unregistered = {name_key(s.name).replace(" ", ""): s for s in named if s.outlet is None}
    for host in hosts:
        label = host.name.partition(".")[0].replace("-", "")
        solid = host.name.replace(".", "").replace("-", "")
        twin = unregistered.get(label) or unregistered.get(label.removeprefix("the")) or unregistered.get(solid)
        if twin is not None:
            twin.host += host.host
            twin.mail += host.mail
    _mark_heads(article, named)
    _look_around(article, named, countries)
    return _without_parts(_without_houses([s for s in named if s.name.casefold() not in OWNERS]))


def _mark_heads(article: Article, named: list[OutletEvidence]) -> None:
    document = article.document
    top = (document.text[line.start : line.end] for line in document.lines[:EDGE] if line.end - line.start < 80)
    first = {name_key(raw) for raw in top if not has_rights(raw)}
    for sighting in named:
        sighting.heads = sighting.outlet is None and sighting.holder > 0 and name_key(sighting.name) in first


def _is_house(key: str, name: str) -> bool:
    """Return True if a holder's key is an outlet's name with company words around it."""
    before, found, after = f" {key} ".partition(f" {name} ")
    return bool(found) and HOUSE.issuperset(before.split()) and HOUSE.issuperset(after.split())


def _handles(text: str) -> Iterator[re.Match[str]]:
    """Handles as written (@example) and in addresses of profiles (facebook.com/example)."""
    yield from HANDLE.finditer(text)
    for m in PROFILE.finditer(text):
        if text[max(0, m.start() - 9) : m.start()].endswith(PROFILE_HOSTS):
            yield m


def _look_around(article: Article, found: list[OutletEvidence], countries: tuple[str, ...]) -> None:
    """What the running text says of the outlets found: how often it names them, who works for them, their handles."""
    text = article.document.text
    headline = f" {name_key(article.title_hint or '')} "
    handles = {m[1].lower().replace("_", "").replace(".", "") for m in _handles(text)}
    for sighting in found:
        outlet = sighting.outlet
        if outlet is not None and outlet.country and countries:
            sighting.at_home = outlet.country in countries
            sighting.abroad = not sighting.at_home
        elif outlet is not None and outlet.country and article.language == "en":
            sighting.abroad = outlet.country not in ENGLISH_COUNTRIES
        key = name_key(sighting.name)
        sighting.in_headline = f" {key} " in headline
        solid = key.replace(" ", "")
        sighting.handle = len(solid) > 3 and (solid in handles or f"the{solid}" in handles)
        surface = max(sighting.surfaces, key=lambda s: (sighting.surfaces[s], s), default="")
        if len(surface) < 3 or surface.islower():
            continue
        mentions = 0
        at = text.find(surface)
        while at >= 0 and mentions < MOST_MENTIONS:
            mentions += 1
            before = text[max(0, at - 8) : at].rsplit(None, 1)
            if before and before[-1].lower() in STAFF_END:
                sighting.staff += STAFF.search(text, max(0, at - 60), at) is not None
            at = text.find(surface, at + len(surface))
        sighting.prose = max(0, mentions - sighting.furniture)


def _without_parts(found: list[OutletEvidence]) -> list[OutletEvidence]:
    """A proposed name that is part of a registered outlet's seen beside it ("Morgenpost" – "Berliner Morgenpost") speaks for
    that outlet."""
    known = [s for s in found if s.outlet is not None and (s.furniture or s.host) and " " in name_key(s.name)]
    out = []
    for sighting in found:
        key = f" {name_key(sighting.name)} "
        wholes = [s for s in known if sighting.outlet is None and key in f" {name_key(s.name)} "]
        if len(wholes) == 1 and sighting.proposal is not None and not sighting.heads:
            whole = wholes[0]
            whole.after += sighting.after
            whole.before += sighting.before
            whole.handle |= sighting.handle
            whole.holder += sighting.holder
            whole.proposal = whole.proposal or sighting.proposal
            continue
        out.append(sighting)
    return out


def _without_houses(found: list[OutletEvidence]) -> list[OutletEvidence]:
    """A © holder that begins with the name of an outlet seen on the page ("La Vanguardia Ediciones") speaks for that outlet,
    unless it has a masthead of its own: then the shorter name was only seen inside the longer one."""
    heads = [f" {name_key(s.name)} " for s in found if s.heads]
    found = [s for s in found if s.outlet is None or not any(f" {name_key(s.name)} " in h for h in heads)]
    keys = {name_key(s.name): s for s in found if s.outlet is not None and s.furniture and len(s.name) > 4}
    out = []
    for sighting in found:
        if sighting.outlet is None and sighting.holder:
            key = name_key(sighting.name)
            owner = next((s for k, s in keys.items() if _is_house(key, k)), None)
            if owner is not None:
                owner.holder += sighting.holder
                continue
        out.append(sighting)
    return out
