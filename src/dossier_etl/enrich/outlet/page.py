"""What a page says about where it stands: its addresses, and the site they belong to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from dossier_etl.model.documents import Document
from dossier_etl.model.evidence import EvidenceSource
from dossier_etl.registry import Outlet, bare_host, load, platform_of, site_of, tenant_of

_WRAPPERS = re.compile(
    r"^https?://(?:web\.archive\.org/web/[\w*]+/|archive\.(?:today|is|ph)/[\w.]+/|webcache\.googleusercontent\.com/search\?q=cache:[^:]*:|"
    r"[\w-]+\.cdn\.ampproject\.org/[a-z]/(?:s/)?)(.+)$"
)

_ADDRESS_KEYS = {
    "link:canonical": 0.93,
    "meta:og:url": 0.92,
    "comment:saved_from": 0.95,
    "comment:mirrored_from": 0.9,
    "hint:url": 0.95,
    "hint:link": 0.95,
    "meta:parsely-link": 0.85,
    "meta:twitter:url": 0.85,
    "meta:al:web:url": 0.85,
    "link:amphtml": 0.85,
    "link:shortlink": 0.6,
    "html:base": 0.7,
    "meta:twitter:domain": 0.7,
    "meta:identifier-url": 0.6,
    "link:alternate": 0.5,
    "link:search": 0.5,
}
_OWN_ADDRESS = ("site.record@1", "site.meta_og_url@1", "site.comment_saved_from@1")
ELSEWHERE = 0.4
_JSONLD_ADDRESS = re.compile(
    r"^jsonld:(?:\w*article|\w*posting|report|webpage|website|newsmediaorganization|organization)"
    r"(?:\.mainentityofpage(?:\.@id|\.url)?|\.url|\.@id|\.publisher\.url)$"
)


class Address(NamedTuple):
    """A URL the page or its container states for itself."""

    url: str
    host: str
    rule: str
    prior: float
    source: EvidenceSource
    path: str


@dataclass(frozen=True, slots=True)
class Site:
    """The site of a page: host, registrable domain, platform and tenant if it is shared ground, outlet if registered."""

    address: Address
    domain: str
    tenant: str | None
    outlet: Outlet | None


def unwrapped(url: str) -> str:
    """The address inside a web archive's, a cache's or an AMP cache's address."""
    m = _WRAPPERS.match(url)
    if m is None:
        return url
    inner = m[1]
    return inner if inner.startswith("http") else f"https://{inner}"


def host_of(url: str) -> str | None:
    url = unwrapped(url.strip())
    if url.startswith("//"):
        url = f"https:{url}"
    elif "://" not in url:
        if not re.match(r"^[\w-]+(\.[\w-]+)+(?:/|$)", url):
            return None
        url = f"https://{url}"
    try:
        host = urlsplit(url).hostname
    except ValueError:  # a malformed IPv6 literal: not an address of anybody
        return None
    return bare_host(host) if host and "." in host else None


def addresses(document: Document) -> Iterator[Address]:
    """Every address stated, the container's first."""
    hosts = cache(host_of)  # a page states one address in many places
    url = document.record.url
    if url and (host := hosts(url)):
        yield Address(unwrapped(url), host, "site.record@1", 0.96, EvidenceSource.URL, "record.url")
    for meta in document.meta:
        prior = _ADDRESS_KEYS.get(meta.key)
        if prior is None:
            if not meta.key.startswith("jsonld:") or not _JSONLD_ADDRESS.match(meta.key):
                continue
            prior = 0.8 if "organization" not in meta.key and "publisher" not in meta.key else 0.6
        host = hosts(meta.value)
        if host:
            name = meta.key.replace(":", "_").replace(".", "_").replace("@", "")
            yield Address(
                unwrapped(meta.value), host, f"site.{name}@1", prior, EvidenceSource.METADATA, meta.path or meta.key
            )


def site_from(address: Address) -> Site | None:
    """The site of an address; None for hosts that are no site (IP addresses, bare suffixes, local names)."""
    platform = platform_of(address.host)
    if platform is not None:
        tenant = tenant_of(address.url)
        outlet = load().by_domain(address.host) if tenant is None else load().by_domain(tenant.partition("/")[0])
        if tenant is not None and "/" in tenant:
            outlet = None
        return Site(address, platform, tenant, outlet)
    outlet = load().by_domain(address.host)
    if outlet is not None:
        return Site(address, outlet.domains[0] if outlet.domains else address.host, None, outlet)
    domain = site_of(address.host)
    return Site(address, domain, None, None) if domain else None


def sites(document: Document) -> list[Site]:
    """One site for each address, strongest address first; repeats of one rule on one host are kept once."""
    found: list[Site] = []
    seen: set[tuple[str, str]] = set()
    for address in addresses(document):
        if (address.rule, address.host) in seen or len(seen) > 40:
            continue
        seen.add((address.rule, address.host))
        site = site_from(address)
        if site is not None:
            found.append(site)
    return weighed(sorted(found, key=lambda s: -s.address.prior))


def weighed(found: list[Site]) -> list[Site]:
    """The same, with addresses cut to ``ELSEWHERE`` that point away from where the page says it was fetched or shared.

    A canonical link to another site tells where a text came from, not where it stands: papers of one house and
    aggregators set it. ``og:url`` and the capture's own address name the page itself.
    """
    own = next((s for s in found if s.address.rule in _OWN_ADDRESS), None)
    if own is None:
        return found
    out = []
    for s in found:
        if s.domain != own.domain and s.address.rule not in _OWN_ADDRESS:
            s = replace(s, address=s.address._replace(prior=s.address.prior * ELSEWHERE))
        out.append(s)
    return sorted(out, key=lambda s: -s.address.prior)


def home(found: list[Site]) -> Site | None:
    """The site the page stands on: the strongest address's; None if nothing better than a guess is stated."""
    return next((s for s in found if s.address.prior >= 0.6), None)
