"""All title candidates of an article."""

import html
import re
from collections.abc import Iterator
from functools import cache

from dossier_etl.enrich.shared.candidates import from_document, from_metadata
from dossier_etl.enrich.title.suffix import SEPARATOR, site_keys, without_site
from dossier_etl.model.documents import Article, Document, Role
from dossier_etl.model.evidence import Candidate
from dossier_etl.registry import name_key

FIELD = "title"
MAX_TITLE = 400
MOST = 60
"""Candidates kept, the surest first: real pages have under 40, and weighing compares all with all."""
NEAR = 40
"""Headings after the body's first lines are section headings or teasers; this many lines before and behind are looked at."""
_STATED = {
    "hint:title": ("hint.title", 0.8),
    "meta:og:title": ("meta.og_title", 0.7),
    "meta:twitter:title": ("meta.twitter_title", 0.65),
    "meta:twitter:text:title": ("meta.twitter_title", 0.6),
    "meta:title": ("meta.title", 0.6),
    "meta:headline": ("meta.headline", 0.6),
    "meta:dc.title": ("meta.dc_title", 0.6),
    "meta:dcterms.title": ("meta.dc_title", 0.6),
    "meta:citation_title": ("meta.citation_title", 0.8),
    "meta:sailthru.title": ("meta.sailthru", 0.65),
    "meta:parsely-title": ("meta.parsely", 0.65),
    "meta:cxenseparse:title": ("meta.cxense", 0.6),
    "meta:fb_title": ("meta.fb_title", 0.5),
    "microdata:headline": ("microdata.headline", 0.6),
    "html:title": ("page.title", 0.45),
}
_JSONLD = re.compile(r"^jsonld:\w*(?:article|posting|report|recipe|review)\.(?P<what>headline|name)$")
_SITE = frozenset(("meta:og:site_name", "meta:application-name", "jsonld:website.name", "jsonld:organization.name"))
_HOST = re.compile(r"^https?://(?:www\.)?([^/:?#]+)")
_LOGO = re.compile(r"site-?(?:title|name|logo|branding)|logo|brand|masthead|navbar|header__title")


def title_candidates(article: Article) -> list[Candidate]:
    """Return what might be the headline.

    Returns:
        Candidates of field ``title``: stated titles (the site's name taken off), headings of the article's window and the
        cleaner's ``title_hint``. Note ``cut`` where a site name was taken off, ``logo`` for a heading that is the masthead.
    """
    document = article.document
    own = site_keys(_own_names(document))
    out = [*_stated(document, own), *_headings(article, own)]
    if article.title_hint:
        out.append(_of_hint(article, article.title_hint))
    return sorted(out, key=lambda c: (-c.confidence, c.rule, c.value))[:MOST]


def _own_names(document: Document) -> list[str]:
    names = [m.value for m in document.meta if m.key in _SITE or m.key.endswith(".publisher.name")]
    for key in ("link:canonical", "meta:og:url"):
        if (url := document.get(key)) and (m := _HOST.match(url)):
            names.append(m[1])
            names.append(m[1].rpartition(".")[0].rpartition(".")[2].replace("-", ""))
    return names


def tidy(raw: str) -> str:
    return " ".join(html.unescape(raw).split()).strip(" |·•»«")


def _stated(document: Document, own: frozenset[str]) -> Iterator[Candidate]:
    seen: set[tuple[str, str]] = set()
    cut = cache(lambda title: without_site(title, own))  # a page states its title in many places
    for meta in document.meta:
        found = _STATED.get(meta.key)
        if found is None:
            if not meta.key.startswith("jsonld:") or (m := _JSONLD.match(meta.key)) is None:
                continue
            found = ("jsonld.headline", 0.7) if m["what"] == "headline" else ("jsonld.name", 0.5)
        family, prior = found
        full = tidy(meta.value[:MAX_TITLE])
        value = cut(full)
        for title, form in ((value, "cut" if value != full else ""), *(((full, "uncut"),) if value != full else ())):
            if not title or (family, title) in seen:
                continue
            seen.add((family, title))
            rule = f"{family}_full@1" if form == "uncut" else f"{family}@1"
            confidence = prior * 0.4 if form == "uncut" else prior
            yield from_metadata(
                FIELD,
                title,
                rule,
                confidence,
                path=meta.path or meta.key,
                snippet=meta.value,
                features=(form,) if form else (),
            )
        if family == "page.title":
            yield from _pieces(full, value)


def _pieces(full: str, value: str) -> Iterator[Candidate]:
    """The first part of a page title (a headline, where the site is not known) and the last (a site, which a heading may repeat)."""
    pieces = [p for p in (tidy(piece) for piece in SEPARATOR.split(full)) if p]
    if len(pieces) < 2:
        return
    for rule, piece, prior in (("page.title_first@1", pieces[0], 0.25), ("page.title_last@1", pieces[-1], 0.05)):
        if piece not in (value, full):
            yield from_metadata(FIELD, piece, rule, prior, path="html:title", snippet=full)


def _headings(article: Article, own: frozenset[str]) -> Iterator[Candidate]:
    document = article.document
    within = article.line_range
    count = {"h1": 0, "h2": 0, "role": 0}
    body = next((i for i in document.with_role(Role.BODY) if i >= within.start), None)
    for i in document.headings:
        if i not in within:
            continue
        line = document.lines[i]
        kind = line.tag if line.tag in ("h1", "h2") else "role"
        if count[kind] >= 3 or (kind == "h2" and body is not None and i > body):
            continue
        text = document.text[line.start : line.end]
        if not text.strip() or len(text) > MAX_TITLE:
            continue
        logo = _LOGO.search(line.context) is not None or name_key(text).replace(" ", "") in own
        if kind == "h2" and logo:
            continue
        count[kind] += 1
        rank = "" if count[kind] == 1 else f"_{count[kind]}"
        prior = {"h1": 0.7, "h2": 0.25, "role": 0.6}[kind] * (0.2 if logo else 1.0) * (1.0 if not rank else 0.5)
        family = f"heading.{'logo' if logo else kind}{rank}"
        if body is not None and i > body:
            family += "_late"
        if line.role is Role.TITLE and kind == "h1" and not logo:
            family, prior = "heading.h1_title", 0.75
        yield from_document(FIELD, tidy(text), f"{family}@1", prior, start=line.start, end=line.end, snippet=text)


def _of_hint(article: Article, hint: str) -> Candidate:
    start = article.document.text.find(hint, article.window[0])
    if start >= 0:
        return from_document(FIELD, tidy(hint), "clean.hint@1", 0.65, start=start, end=start + len(hint), snippet=hint)
    return from_metadata(FIELD, tidy(hint), "clean.hint@1", 0.65, path="title_hint", snippet=hint)
