"""All author candidates of an article."""

import re

from dossier_etl.enrich.authors.bylines import bylines, merged
from dossier_etl.enrich.authors.metadata import stated
from dossier_etl.enrich.authors.names import cut, names_in
from dossier_etl.enrich.shared.candidates import from_document, from_metadata
from dossier_etl.model.documents import Article, Document
from dossier_etl.model.evidence import Candidate
from dossier_etl.registry import name_key

FIELD = "authors"
MOST = 60
"""Candidates kept, the surest first."""
SEPARATOR = "; "
"""Between the names of one candidate's list."""
_ELSEWHERE = re.compile(
    r"comment|related|sidebar|footer|recommend|teaser|widget|popular|trending|reply|carousel|promo|latest"
)
_SITE_KEYS = frozenset(
    ("meta:og:site_name", "meta:application-name", "jsonld:website.name", "jsonld:organization.name", "meta:sitename")
)
_DOMAIN = re.compile(r"^https?://(?:www\.)?([^/:?#]+)")
_PRIORS = {
    "hint.authors": 0.9,
    "jsonld.author": 0.8,
    "jsonld.creator": 0.6,
    "jsonld.person": 0.35,
    "jsonld.contributor": 0.3,
    "jsonld.page_author": 0.6,
    "jsonld.page_creator": 0.5,
    "meta.author": 0.65,
    "meta.article_author": 0.7,
    "meta.parsely": 0.8,
    "meta.sailthru": 0.8,
    "meta.cxense": 0.7,
    "meta.dc": 0.6,
    "meta.citation": 0.8,
    "meta.byl": 0.8,
    "meta.twitter_data": 0.7,
    "meta.shareaholic": 0.6,
    "link.author": 0.6,
    "microdata.author": 0.6,
    "byline.marked_near": 0.6,
    "byline.group": 0.55,
    "byline.marked": 0.4,
    "byline.box": 0.4,
    "byline.explicit": 0.6,
    "byline.role": 0.6,
    "byline.dated": 0.45,
    "byline.bio": 0.4,
    "byline.alone": 0.3,
    "forum.by": 0.8,
}


def author_candidates(article: Article) -> list[Candidate]:
    """Return who might have written this article.

    Returns:
        Candidates of field ``authors``, one for each source: value is that source's whole list of names, joined by ``"; "``
        (in the source's order), features of a line its distance from the headline and ``page`` or ``dump``. Agencies and desks are kept in
        the list here; deciding leaves them out.
    """
    document = article.document
    own = _site_keys(document)
    out: list[Candidate] = []
    for item in stated(document):
        names, prior = SEPARATOR.join(item.names), _prior(item.rule)
        out.append(from_metadata(FIELD, names, item.rule, prior, path=item.path, snippet=item.snippet))
    out.extend(_marked_elements(article))
    lines = list(bylines(article))
    kind = "page" if any(line.tag for line in document.lines[:1]) else "dump"
    for line in (*lines, *merged(lines)):
        names, prior = SEPARATOR.join(line.names), _prior(line.rule)
        start, end, features = line.start, line.end, (str(line.distance), kind)
        snippet = document.text[start:end]
        out.append(
            from_document(FIELD, names, line.rule, prior, start=start, end=end, snippet=snippet, features=features)
        )
    title = name_key(article.title_hint or "")
    out = [_without_site(c, own) for c in out if not _is_headline(c, title)]
    return sorted(out, key=lambda c: (-c.confidence, c.rule, c.value))[:MOST]


def _is_headline(candidate: Candidate, title: str) -> bool:
    """Return True if a "name" is the headline or three words and more of it."""
    name = name_key(candidate.value)
    return bool(title) and (name == title or (name.count(" ") > 1 and f" {name} " in f" {title} "))


def _site_keys(document: Document) -> frozenset[str]:
    """Keys of what the page calls itself: such a name among the authors is the house, not a person."""
    keys = {compact(m.value) for m in document.meta if m.key in _SITE_KEYS or m.key.endswith(".publisher.name")}
    for key in ("link:canonical", "meta:og:url"):
        if (url := document.get(key)) and (m := _DOMAIN.match(url)):
            keys.add(m[1].rpartition(".")[0].rpartition(".")[2].replace("-", ""))
            keys.add(m[1].replace(".", "").replace("-", ""))
    return frozenset(keys - {""})


def compact(name: str) -> str:
    return name_key(name).replace(" ", "")


def _without_site(candidate: Candidate, own: frozenset[str]) -> Candidate:
    """The candidate without the house's own name; marked ``site`` where nothing else is left."""
    names = candidate.value.split(SEPARATOR)
    people = [n for n in names if compact(n) not in own]
    if len(people) == len(names):
        return candidate
    if not people:
        return candidate._replace(features=("site", *candidate.features))
    return candidate._replace(value=SEPARATOR.join(people))


def _marked_elements(article: Article) -> list[Candidate]:
    """``rel=author`` links and ``itemprop=author`` elements: those of the first place that shows one."""
    gathered: dict[str, list[str]] = {}
    first: dict[str, tuple[int | None, str]] = {}
    for meta in article.document.meta:
        family = (
            "link.author" if meta.key == "a:author" else "microdata.author" if meta.key == "microdata:author" else ""
        )
        if not family or _ELSEWHERE.search(meta.context) or len(meta.value) > 200:
            continue
        line, _ = first.setdefault(family, (meta.line, meta.value))
        if line is not None and meta.line is not None and meta.line - line > 2:
            continue
        names = gathered.setdefault(family, [])
        value = cut(meta.value) if len(meta.value) > 40 or any(c.isdigit() for c in meta.value) else meta.value
        names.extend(n for n in names_in(value) if n not in names)
    return [
        from_metadata(
            FIELD, SEPARATOR.join(names), f"{family}@1", _PRIORS[family], path=family, snippet=first[family][1][:160]
        )
        for family, names in gathered.items()
        if names
    ]


def _prior(rule: str) -> float:
    return _PRIORS[rule.partition("@")[0]]
