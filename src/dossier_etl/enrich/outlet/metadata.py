"""Outlet names that metadata states: og:site_name, publishers, application names, the title's suffix."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dossier_etl.enrich.outlet.naming import best_part, parts, resembles, tidy
from dossier_etl.model.documents import Document, Meta
from dossier_etl.registry import Registry, name_key

_PRIORS = {
    "hint:stated_outlet": ("user.outlet", 0.995),
    "hint:publisher": ("hint.publisher", 0.99),
    "hint:outlet": ("hint.publisher", 0.99),
    "hint:feed_title": ("hint.feed_title", 0.8),
    "meta:og:site_name": ("meta.site_name", 0.75),
    "meta:application-name": ("meta.application", 0.5),
    "meta:apple-mobile-web-app-title": ("meta.application", 0.5),
    "meta:al:ios:app_name": ("meta.app", 0.4),
    "meta:al:android:app_name": ("meta.app", 0.4),
    "meta:twitter:app:name:iphone": ("meta.app", 0.4),
    "meta:twitter:app:name:googleplay": ("meta.app", 0.4),
    "meta:publisher": ("meta.publisher", 0.55),
    "meta:dc.publisher": ("meta.publisher", 0.55),
    "meta:dcterms.publisher": ("meta.publisher", 0.55),
    "meta:prism.publicationname": ("meta.publisher", 0.6),
    "meta:citation_journal_title": ("meta.publisher", 0.6),
    "meta:sitename": ("meta.site_name", 0.6),
    "meta:copyright": ("meta.copyright", 0.35),
    "meta:dcterms.rightsholder": ("meta.copyright", 0.35),
    "meta:dc.source": ("meta.source", 0.3),
    "microdata:publisher": ("microdata.publisher", 0.5),
    "microdata:copyrightholder": ("microdata.publisher", 0.4),
    "img:logo": ("page.logo", 0.3),
    "meta:twitter:site": ("meta.twitter", 0.2),
}
_JSONLD = re.compile(
    r"^jsonld:(?P<type>\w+)\.(?P<what>publisher\.name|publisher|sourceorganization\.name|copyrightholder\.name|"
    r"ispartof\.name|name|alternatename|publisher\.alternatename)$"
)
_SITE_TYPES = frozenset(("website", "organization", "newsmediaorganization", "corporation", "blog"))
_LOGO_WORD = re.compile(
    r"(?i)^(?:the\s+)?logo(?:\s+(?:of|von|de|der|des))?\s+|(?<![\s_-])[\s_-]*+(?:logo|home\s?page|startseite)\b.*$"
)
_TITLE_KEYS = ("html:title", "meta:og:title", "meta:twitter:title", "meta:title", "meta:dc.title")
_YEARS = re.compile(
    r"(?i)(?:copyright|©|\(c\)|all rights reserved|alle rechte vorbehalten|(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?|\bby\b)"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A name somebody wrote into the page for machines."""

    name: str
    rule: str
    prior: float
    path: str
    snippet: str


def _jsonld(meta: Meta) -> tuple[str, float] | None:
    m = _JSONLD.match(meta.key)
    if m is None:
        return None
    kind, what = m["type"], m["what"]
    if what in ("publisher.name", "publisher"):
        return "jsonld.publisher", 0.7
    if what == "ispartof.name":
        return "jsonld.part_of", 0.35
    if what in ("name", "alternatename") and kind in _SITE_TYPES:
        if kind == "website":
            return "jsonld.website", 0.6 if what == "name" else 0.3
        return "jsonld.organization", 0.45 if what == "name" else 0.2
    if what in ("sourceorganization.name", "copyrightholder.name"):
        return "jsonld.rights", 0.4
    return None


def names(document: Document, site: str | None, registry: Registry) -> Iterator[Stated]:
    """Every stated name, tidied to the part that names the outlet."""
    seen: set[tuple[str, str]] = set()
    telling = cache(lambda raw: best_part(raw, site, registry))  # a page states its name in many places
    for meta in document.meta:
        found = _PRIORS.get(meta.key)
        if found is None:
            if not meta.key.startswith("jsonld:"):
                continue
            found = _jsonld(meta)
            if found is None:
                continue
        family, prior = found
        raw = meta.value
        if family == "meta.twitter":
            raw = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", raw.lstrip("@"))
        elif family == "page.logo":
            raw = _LOGO_WORD.sub("", raw)
        elif family == "meta.copyright":
            raw = _YEARS.sub(" ", raw)
        name = tidy(raw) if family.startswith("user.") else telling(raw)
        if not name or len(name) < 2 or name.startswith("http"):
            continue
        if (family, name) in seen:
            continue
        seen.add((family, name))
        yield Stated(name, f"{family}@1", prior, meta.path or meta.key, meta.value[:120])


def suffixes(document: Document, title: str | None, site: str | None, registry: Registry) -> Iterator[Stated]:
    """Names at the end (or, rarely, start) of a page title: what stands there besides the headline.

    A part counts when it is registered, fits the site, or is left over when the headline itself is taken away.
    """
    headline = name_key(title) if title else ""
    for key in _TITLE_KEYS:
        raw = document.get(key)
        if not raw:
            continue
        pieces = parts(raw, 8)
        if len(pieces) < 2:
            continue
        for where, piece in (("suffix", pieces[-1]), ("prefix", pieces[0])):
            fits = resembles(piece, site) if site else 0.0
            known = registry.has_key(name_key(piece))
            others = name_key(" ".join(p for p in pieces if p is not piece))
            if fits >= 0.7 or (known and fits >= 0.5):
                prior = 0.6
            elif known and where == "suffix":
                prior = 0.45
            elif where == "suffix" and headline and len(headline) > 12 and others.startswith(headline[:40]):
                prior = 0.4
            else:
                continue
            name = tidy(piece)
            if name:
                yield Stated(name, f"title.{where}@1", prior, key, raw[:160])
        if key == "html:title":
            break
