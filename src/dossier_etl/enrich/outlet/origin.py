"""From whom an article was taken: agencies in datelines and credits, republished sources, cross-posted addresses."""

import re
from collections.abc import Iterator

from dossier_etl.enrich.outlet.page import host_of, unwrapped
from dossier_etl.model.documents import Article, Role
from dossier_etl.model.evidence import Candidate, EvidenceSource
from dossier_etl.registry import Outlet, Registry, load, name_key, outlet_id_for

FIELD = "origin_outlet"
MOST = 60
"""Candidates kept, the surest first."""
HEAD = 400
"""Characters at a body's start where a dateline stands."""
TAIL = 300
"""Characters at a body's end where a credit stands."""
LOOK = 8
"""Lines before the body (and after it) that may name the source."""

_CODES = (
    r"Reuters|REUTERS|AP|Associated Press|AFP|Agence France-Presse|dpa(?:-AFX|/\w+)?|DPA|APA|UPI|EFE|ANSA|"
    r"Xinhua|TASS|ITAR-TASS|RIA Novosti|"
    r"Interfax|Kyodo(?: News)?|Jiji Press|Yonhap(?: News)?|IANS|ANI|PTI|Bernama|ANTARA|Anadolu(?: Agency)?|AA|"
    r"IRNA|ISNA|FNA|MNA|Tasnim|"
    r"SANA|WAM|KUNA|SPA|PA|PA Media|AAP|The Canadian Press|CP|Bloomberg|CNN|SID|epd|KNA|sda|Keystone-SDA|ATS|"
    r"Belga|ANP|NTB|Ritzau|"
    r"TT|STT|PAP|ČTK|MTI|Lusa|Europa Press|Notimex|Prensa Latina|Inter Press Service|IPS|IRIN|RFE/RL|VOA|新华社|共同|時事|연합뉴스"
)
_DATELINE = re.compile(
    rf"(?:^|\n)[^\n(]{{0,60}}?\(\s*(?P<name>{_CODES})(?:\s*/\s*[\w. ]+)?\s*\)\s*(?:[-–—:.]|\b)|"
    rf"(?:^|\n)[A-ZÄÖÜ][\w .,'’/-]{{1,50}}?,?\s*(?:/\s*(?P<slash>{_CODES})\s*/|[-–—]\s*(?P<dash>Reuters|AFP|dpa|"
    rf"IANS|ANI|PTI|Xinhua|TASS)\s*[-–—])"
)
_CREDIT = re.compile(
    rf"(?:[-–—]\s*|\(\s*(?:[\w.]+/)?|\b(?:Source|Quelle|Fuente|Fonte|Bron|Kilde|Källa)s?\s*:\s*|©\s*(?:\d{{4}}\s*)?|"
    rf"^(?:With |Mit Material von |Avec )?)(?P<name>{_CODES})(?:\s*[,/]\s*\w+)*\s*\)?\s*\.?\s*$",
    re.M,
)
_NAME = r"(?P<name>(?:the |The )?[A-Z\u00c0-\u024f][^\n,.;:()|\"“”]{1,60}?)"
_END = r"(?=$|[,.;:()|\n]|\s+(?:on|in|and|under|with|as|by|at|here|website|am|le|el)\b)"
_REPUBLISHED = re.compile(
    rf"(?:(?:(?:was|is|has been)\s*)?(?:[Oo]riginally|[Ff]irst)\s+(?:published|appeared|posted|featured|ran)\s+(?:by|in|"
    rf"on|at|with)|"
    rf"[Rr]e(?:printed|published|posted|produced)\s+(?:here\s+)?(?:with (?:the )?(?:kind )?permission )?(?:from|"
    rf"of|by|courtesy of)|"
    rf"(?:appeared|published) (?:originally|first) (?:in|on|at)|[Cc]ross-?posted (?:from|at|with)|[Cc]ourtesy of|"
    rf"(?:[Zz]uerst|ursprünglich) (?:erschienen|veröffentlicht) (?:in|auf|bei|im)(?: der| dem)?|"
    rf"[Dd]ieser (?:Artikel|Beitrag|Text) (?:erschien|ist) zuerst (?:in|auf|bei)(?: der)?|"
    rf"(?:a été |initialement |d'abord )(?:initialement )?publié (?:par|dans|sur)|"
    rf"[Pp]ublicado originalmente (?:en|por)|[Vv]ia)\s+{_NAME}{_END}"
)
_TELLING = (
    "riginally",
    "irst published",
    "irst appeared",
    "irst posted",
    "eprinted",
    "epublished",
    "eposted",
    "eproduced",
    "ross-posted",
    "rossposted",
    "ourtesy of",
    "uerst",
    "rsprünglich",
    "publié",
    "originalmente",
    "Via",
    " via",
)
"""None ends with a space, which is in so many places that looking for the word takes three times as long."""
_SOURCE_LINE = re.compile(
    r"^(?:Source|Quelle|Fuente|Fonte|Bron|Via|From|Originally)\s*:\s*(?P<name>[^\n]{2,60})$", re.I
)
_LINK_LINE = re.compile(
    r"(?i)^(?:(?:read )?(?:it |the )?(?:full|more|rest|in full|original|source|link|via|full (?:article|text|"
    r"story)|quelle|weiterlesen|original)"
    r"(?:\s+(?:article|here|at|text|story|link))*\s*:?\s*)?(?P<url>https?://\S+)\s*$"
)
_ISSUE = re.compile(
    r"\b(?:\d{1,2}\s+\w{3,9}\.?,?\s+(?:19|20)\d\d|\w{3,9}\.?\s+\d{1,2},?\s+(?:19|20)\d\d|(?:19|"
    r"20)\d\d-\d\d-\d\d)\b|\b[Bb]y\s+[A-Z]"
)
_META = {
    "meta:syndication-source": 0.6,
    "meta:original-source": 0.6,
    "meta:dc.source": 0.35,
    "jsonld:newsarticle.sourceorganization.name": 0.4,
    "jsonld:newsarticle.isbasedon": 0.6,
    "jsonld:newsarticle.isbasedon.name": 0.6,
    "jsonld:newsarticle.provider.name": 0.4,
    "meta:article:publisher_name": 0.4,
    "hint:origin": 0.9,
}


def origin_candidates(article: Article) -> list[Candidate]:
    """From whom the article may have been taken.

    Returns:
        Candidates of field ``origin_outlet``: value is the source's name, ref_id its ``outlet_id``. Cited sources ("Reuters
        reports …") and picture credits are none: only datelines, credit lines, statements of republication, the source line
        over or under a repost, agencies in the author's place, and a canonical address on another site count.
    """
    registry = load()
    out = [
        *_datelines(article, registry),
        *_statements(article, registry),
        *_around(article, registry),
        *_metadata(article, registry),
    ]
    return sorted(out, key=lambda c: (-c.confidence, c.rule, c.value))[:MOST]


def agency_named(name: str, registry: Registry) -> Outlet | None:
    """The agency of a name or code; None if it is none."""
    outlets = registry.by_name(name.partition("/")[0].partition("-AFX")[0])
    return next((o for o in outlets if o.kind == "agency"), None) or (outlets[0] if outlets else None)


def _datelines(article: Article, registry: Registry) -> Iterator[Candidate]:
    body = article.body
    for m in _DATELINE.finditer(body[:HEAD]):
        name = m["name"] or m["slash"] or m["dash"]
        yield _in_body(article, registry, name, m.start() + m[0].index(name), "dateline.agency@1", 0.85)
    offset = max(0, len(body) - TAIL)
    for m in _CREDIT.finditer(body[offset:]):
        yield _in_body(article, registry, m["name"], offset + m.start("name"), "credit.agency@1", 0.7)


def _in_body(article: Article, registry: Registry, name: str, start: int, rule: str, prior: float) -> Candidate:
    outlet = agency_named(name, registry)
    value = outlet.name if outlet else name
    identity = outlet.outlet_id if outlet else outlet_id_for(None, name)
    return Candidate(
        FIELD,
        value,
        rule,
        prior,
        EvidenceSource.BODY,
        start=start,
        end=start + len(name),
        snippet=name,
        ref_id=identity,
    )


def _republished(text: str) -> Iterator[re.Match[str]]:
    """Matches of ``_REPUBLISHED``, sought only around the words that such a statement cannot do without."""
    seen: set[int] = set()
    for word in _TELLING:
        at = text.find(word)
        while at >= 0:
            for m in _REPUBLISHED.finditer(text, max(0, at - 45), min(len(text), at + 130)):
                if m.start("name") not in seen and m.start() <= at < m.start("name"):
                    seen.add(m.start("name"))
                    yield m
            at = text.find(word, at + len(word))


def _statements(article: Article, registry: Registry) -> Iterator[Candidate]:
    """ "This article was originally published on …", anywhere in the window."""
    text, base = article.head, article.window[0]
    for m in _republished(text):
        name = m["name"].strip()
        outlets = registry.by_name(name)
        if m[0].casefold().startswith(("via", "courtesy")) and not outlets:
            continue
        if host := host_of(name):
            found = registry.by_domain(host)
            outlets = (found,) if found else outlets
        value = outlets[0].name if outlets else name
        identity = outlets[0].outlet_id if outlets else outlet_id_for(None, name)
        prior = 0.85 if outlets else 0.55
        start = base + m.start("name")
        yield Candidate(
            FIELD,
            value,
            "republished.stated@1",
            prior,
            EvidenceSource.DOCUMENT,
            start=start,
            end=start + len(m["name"]),
            snippet=m["name"],
            ref_id=identity,
        )


def _around(article: Article, registry: Registry) -> Iterator[Candidate]:
    """Source lines of reposts: "RUSI Analysis, 17 Jun 2014 By …" over the text, a bare address under it, "By Reuters"."""
    document = article.document
    within = article.line_range
    bodies = [i for i in document.with_role(Role.BODY) if i in within]
    if not bodies:
        return
    first, last = bodies[0], bodies[-1]
    for i in (
        *range(max(within.start, first - LOOK), min(within.stop, first + 2)),
        *range(max(first + 2, last - 2), min(within.stop, last + LOOK)),
    ):
        line = document.lines[i]
        raw = document.text[line.start : line.end].strip()
        if not 2 < len(raw) < 200:
            continue
        start = line.start + document.text[line.start : line.end].index(raw)
        if "://" in raw and (m := _LINK_LINE.match(raw)):
            host = host_of(unwrapped(m["url"]))
            outlet = registry.by_domain(host) if host else None
            if outlet is not None and i >= first and outlet.kind not in ("platform", "aggregator"):
                yield _in_document(outlet, "repost.link@1", 0.6, start + m.start("url"), m["url"])
        elif ":" in raw and (m := _SOURCE_LINE.match(raw)):
            outlets = registry.by_name(m["name"].strip())
            if outlets:
                yield _in_document(outlets[0], "repost.source_line@1", 0.75, start + m.start("name"), m["name"])
        elif i <= first + 1 and len(raw) <= 120:
            yield from _heading(raw, start, registry)


def _heading(raw: str, start: int, registry: Registry) -> Iterator[Candidate]:
    """A line that begins with an outlet's name and goes on with an issue, a date or an author; or an agency as author."""
    words = raw.split()
    lead = 1 if words[0].casefold() in ("by", "von", "par", "por") else 0
    first = words[lead] if lead < len(words) else ""
    if first.isascii() and first.isalnum() and first.lower() not in registry.first_words():
        return  # most lines: no name begins so
    for n in range(min(6, len(words)), lead, -1):
        surface = " ".join(words[lead:n]).strip(" ,;:|–—-")
        outlets = registry.by_name(surface)
        if not outlets or (" " not in surface and not registry.spelt(surface)):
            continue
        outlet, rest = outlets[0], " ".join(words[n:])
        at = raw.find(surface)
        if at < 0:
            continue
        if lead and outlet.kind == "agency":
            yield _in_document(outlet, "byline.agency@1", 0.8, start + at, surface)
        elif not lead and _ISSUE.search(rest):
            yield _in_document(outlet, "repost.heading@1", 0.8, start + at, surface)
        return


def _in_document(outlet: Outlet, rule: str, prior: float, start: int, snippet: str) -> Candidate:
    return Candidate(
        FIELD,
        outlet.name,
        rule,
        prior,
        EvidenceSource.DOCUMENT,
        start=start,
        end=start + len(snippet),
        snippet=snippet,
        ref_id=outlet.outlet_id,
    )


def _metadata(article: Article, registry: Registry) -> Iterator[Candidate]:
    """Agencies stated as authors, named sources, and a canonical address on somebody else's site."""
    document = article.document
    own_host = None
    for key in ("meta:og:url", "comment:saved_from"):
        own_host = own_host or host_of(document.get(key) or "")
    if document.record.url:
        own_host = host_of(document.record.url)
    canonical = document.get("link:canonical")
    if canonical and own_host and (host := host_of(canonical)):
        here, there = registry.by_domain(own_host), registry.by_domain(host)
        if there is not None and (here is None or here.outlet_id != there.outlet_id) and host not in own_host:
            yield _stated(there, "address.canonical@1", 0.8, "link:canonical", canonical)
    for meta in document.meta:
        if meta.key in _META:
            outlets = registry.by_name(meta.value)
            if host := host_of(meta.value):
                found = registry.by_domain(host)
                outlets = (found,) if found else ()
            if outlets:
                yield _stated(outlets[0], "stated.source@1", _META[meta.key], meta.path or meta.key, meta.value)
        elif meta.key in ("meta:author", "meta:article:author", "hint:authors") or meta.key.endswith(
            (".author.name", ".author")
        ):
            for piece in re.split(r"[,;/|]| and | und | et ", meta.value[:120]):
                outlets = registry.by_name(piece.strip()) if len(name_key(piece)) > 1 else ()
                if outlets and outlets[0].kind == "agency":
                    yield _stated(outlets[0], "author.agency@1", 0.75, meta.path or meta.key, meta.value)


def _stated(outlet: Outlet, rule: str, prior: float, path: str, value: str) -> Candidate:
    return Candidate(
        FIELD,
        outlet.name,
        rule,
        prior,
        EvidenceSource.METADATA,
        path=path,
        snippet=value[:160],
        ref_id=outlet.outlet_id,
    )
