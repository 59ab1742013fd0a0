"""Authors that metadata states."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dossier_etl.enrich.authors.names import names_in
from dossier_etl.model.documents import Document, Meta

_META = {
    "hint:authors": "hint.authors",
    "hint:author": "hint.authors",
    "meta:author": "meta.author",
    "meta:article:author": "meta.article_author",
    "meta:article:author_name": "meta.article_author",
    "meta:article_author": "meta.article_author",
    "meta:og:article:author": "meta.article_author",
    "meta:og:author": "meta.article_author",
    "meta:parsely-author": "meta.parsely",
    "meta:sailthru.author": "meta.sailthru",
    "meta:sailthru.byline_name": "meta.sailthru",
    "meta:cxenseparse:author": "meta.cxense",
    "meta:dc.creator": "meta.dc",
    "meta:dc:creator": "meta.dc",
    "meta:dcterms.creator": "meta.dc",
    "meta:citation_author": "meta.citation",
    "meta:authors": "meta.author",
    "meta:byl": "meta.byl",
    "meta:byline": "meta.byl",
    "meta:twitter:data1": "meta.twitter_data",
    "meta:shareaholic:article_author_name": "meta.shareaholic",
    "meta:twitter:author": "meta.article_author",
    "meta:rbauthors": "meta.byl",
    "meta:article.author": "meta.article_author",
    "meta:analyticsattributes.author": "meta.article_author",
}
_JSONLD = re.compile(
    r"^jsonld:(?P<type>\w+)\.(?P<what>author|creator|contributor)(?:\.name|\.alternatename)?(?:\.@value)?$|"
    r"^jsonld:product\.review\.(?:author|creator)\.name$|^jsonld:webpage\.mainentity\.author\.name$"
)
_ARTICLE = re.compile(r"(?:article|posting|report|review|recipe|webpage|page|creativework|thing|product)$")
_TWITTER_LABEL = re.compile(
    r"(?i)^(?:written by|author|by|von|geschrieben von|verfasst von|escrito por|écrit par|par|por|auteur|autor\w*)$"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """Names one source states, together."""

    names: tuple[str, ...]
    rule: str
    path: str
    snippet: str


@lru_cache(maxsize=2048)
def _family(key: str) -> str | None:
    """The family of rules for a metadata key; None when the key names no author."""
    found = _META.get(key)
    if found is not None:
        return found
    if key == "jsonld:person.name":
        return "jsonld.person"
    names_somebody = "author" in key or "creator" in key or "contributor" in key
    if names_somebody and (m := _JSONLD.match(key)):
        if key.endswith(".alternatename"):
            return None
        kind = m["type"] or "product"
        what = m["what"] or "author"
        if not _ARTICLE.search(kind):
            return None
        if kind in ("webpage", "creativework", "thing"):
            return f"jsonld.page_{what}"
        return f"jsonld.{what}"
    return None


def _says_who(document: Document) -> bool:
    """Return True if the page's first Twitter label, where there is one, calls its datum an author."""
    label = document.get("meta:twitter:label1")
    return label is None or _TWITTER_LABEL.match(label.strip(" :")) is not None


_PART = re.compile(r"\.(?:author|creator)\.(?:(given)|family)name\Z")
_DENSE = re.compile("[\u3040-\u9fff\uac00-\ud7af]")


def _joined(document: Document) -> list[Meta]:
    """Full names of persons that JSON-LD states in parts only (``givenName``, ``familyName``)."""
    parts: dict[str, tuple[str, dict[str, str]]] = {}
    whole: set[str] = set()
    for meta in document.meta:
        if not meta.key.startswith("jsonld:"):
            continue
        person = meta.path.rpartition(".")[0]
        if m := _PART.search(meta.key):
            parts.setdefault(person, (meta.key.rpartition(".")[0], {}))[1]["given" if m[1] else "family"] = meta.value
        elif meta.key.endswith(".name"):
            whole.add(person)
    out = []
    for person, (key, names) in parts.items():
        if person not in whole and len(names) == 2:
            given, family = names["given"], names["family"]
            name = f"{family}{given}" if _DENSE.search(family) else f"{given} {family}"
            out.append(Meta(f"{key}.name", name, path=person))
    return out


def stated(document: Document) -> Iterator[Stated]:
    """One item for each source: several values of one key and one JSON object stand together."""
    gathered: dict[str, list[Meta]] = {}
    first_type: dict[str, str] = {}
    for meta in (*document.meta, *_joined(document)):
        family = _family(meta.key)
        if family is None or (family == "meta.twitter_data" and not _says_who(document)):
            continue
        if family.startswith("jsonld."):
            # several articles may be described: the first object that states this family counts
            owner = meta.path.partition(".")[0].partition("->")[0] or meta.key
            if first_type.setdefault(family, owner) != owner:
                continue
        gathered.setdefault(family, []).append(meta)
    for family, metas in gathered.items():
        names: list[str] = []
        for meta in metas[:12]:
            found = names_in(meta.value, inverted=family in ("meta.dc", "meta.citation"))
            names.extend(n for n in found if n not in names)
        if names:
            yield Stated(tuple(names), f"{family}@1", metas[0].path or metas[0].key, metas[0].value[:160])
