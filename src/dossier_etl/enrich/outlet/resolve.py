"""From a name to an outlet: registered or not, and under which id."""

from dataclasses import dataclass

from dossier_etl.enrich.outlet.naming import label_of
from dossier_etl.enrich.outlet.page import Site
from dossier_etl.registry import Outlet, Registry, name_key, outlet_id_for

AMBIGUOUS = 0.6
"""What is left of a rule's confidence when several outlets bear the name and nothing on the page tells which."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a name means on this page."""

    name: str
    outlet_id: str
    outlet: Outlet | None
    certainty: float = 1.0


def _bears(outlet: Outlet, key: str) -> bool:
    return any(name_key(n) == key for n in outlet.names)


_LANGUAGE_COUNTRIES = {
    "de": ("DE", "AT", "CH"),
    "fr": ("FR", "BE", "CH"),
    "es": ("ES", "MX", "AR"),
    "pt": ("BR", "PT"),
    "it": ("IT",),
    "nl": ("NL", "BE"),
    "ru": ("RU",),
    "ja": ("JP",),
    "ko": ("KR",),
    "zh": ("CN", "TW", "HK"),
    "pl": ("PL",),
    "sv": ("SE",),
    "da": ("DK",),
    "no": ("NO",),
    "nb": ("NO",),
    "cs": ("CZ",),
    "bg": ("BG",),
}
"""Where a language's namesakes are sought first; English is spoken everywhere."""


def countries_of(site: Site | None, language: str) -> tuple[str, ...]:
    """Return where the page seems to come from: its domain's country, then its language's region."""
    found = []
    if site is not None and site.outlet is None:
        tail = site.domain.rpartition(".")[2].upper()
        if len(tail) == 2:
            found.append("GB" if tail == "UK" else tail)
    tongue, _, region = language.replace("_", "-").partition("-")
    if len(region) == 2:
        found.append(region.upper())
    found.extend(_LANGUAGE_COUNTRIES.get(tongue.lower(), ()))
    return tuple(dict.fromkeys(found))


def pick(outlets: tuple[Outlet, ...], countries: tuple[str, ...]) -> tuple[Outlet, float]:
    """One of several namesakes, and how sure: the one from the page's country, else the best known."""
    if len(outlets) == 1:
        return outlets[0], 1.0
    for country in countries:
        here = [o for o in outlets if o.country == country]
        if len(here) == 1:
            return here[0], 0.95
    certain = AMBIGUOUS if outlets[1].kind != "local" else 0.85
    return outlets[0], certain


def identify(name: str, site: Site | None, registry: Registry, countries: tuple[str, ...] = ()) -> Identity:
    """Whom ``name`` means on a page of ``site``.

    On a registered site its own names mean itself. On an unregistered one a name means the site, unless it is a registered
    outlet under a new address (same letters in both domains). Without a site the registry decides, else the name stands
    for itself.
    """
    key = name_key(name)
    if site is not None and site.outlet is not None:
        own = site.outlet
        if _bears(own, key):
            return Identity(own.name, own.outlet_id, own)
    outlets = registry.by_name(name)
    if site is not None and site.outlet is None:
        if site.tenant is not None:
            return Identity(name, outlet_id_for(site.tenant, name), None)
        for outlet in outlets:
            if any(label_of(d) == label_of(site.domain) for d in outlet.domains):
                return Identity(outlet.name, outlet.outlet_id, outlet)
        return Identity(name, outlet_id_for(site.domain, name), None)
    if outlets:
        outlet, certainty = pick(outlets, countries)
        return Identity(outlet.name, outlet.outlet_id, outlet, certainty)
    return Identity(name, outlet_id_for(None, name), None)
