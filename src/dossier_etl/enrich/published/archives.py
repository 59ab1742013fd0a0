"""Pages saved by web archives: the banner's day is when the page was captured, never when it was published."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from urllib.parse import urlsplit

from dossier_etl.model.documents import Article, Document, Role
from dossier_etl.model.evidence import Candidate

_HOSTS = frozenset(
    ["archive.today", "archive.ph", "archive.is", "archive.li", "archive.vn", "archive.fo", "archive.md", "perma.cc", "web.archive.org",
     "webarchive.org.uk", "arquivo.pt", "webarchive.nationalarchives.gov.uk", "ghostarchive.org", "megalodon.jp", "webcitation.org",
     "vefsafn.is", "archive-it.org", "wayback.archive-it.org", "webarchive.loc.gov", "freezepage.com", "archive.org"]
)  # fmt: skip
_SNAPSHOT = frozenset(
    [
        "archive.today",
        "archive.ph",
        "archive.is",
        "archive.li",
        "archive.vn",
        "archive.fo",
        "archive.md",
        "ghostarchive.org",
    ]
)
"""Archives that replace the page's own metadata by theirs."""
_BANNER = re.compile(
    r"\b(?:webpage capture|saved from|no other snapshots|all snapshots|perma\.cc|"
    r"captured (?:on|at|by|\d|(?:jan|feb|mar|apr|may|jun|jul|aug|"
    r"sep|oct|nov|dec)[a-z]{0,6} \d)|captured? (?:date|time)|view (?:the )?live (?:page|site)|you are (?:viewing|looking at) an archived|"
    r"archived (?:on|at|from|page|web ?(?:site|page)|version|copy|by)|(?:web|internet) archive|wayback machine|this is an archived|"
    r"screenshot and archive|\d{1,6} captures?|snapshot (?:taken|of|from)|archiviert (?:am|von)|archivé le|archivado (?:el|em)|"
    r"preservada? (?:por|em))\b",
    re.I,
)
_LONGEST = 200
"""Characters of a banner's line."""
_BANNER_CONTEXT = re.compile(r"\bwm-|wayback|ukwa|perma|archive-?(?:banner|bar|header)|memento|\bhashtags\b|\bdonato\b")
NEAR = 3
"""Lines around one that names an archive which belong to its banner."""


class Archive:
    """What the page's own addresses and lines say of the archive that saved it."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.hosts = {h for url in _addresses(article.document) if (h := _host(url)) in _HOSTS}

    @cached_property
    def banner(self) -> frozenset[int]:
        """Indices of the lines that are the archive's own."""
        document = self.article.document
        titles = document.with_role(Role.TITLE)
        body = document.with_role(Role.BODY)
        end = titles[0] if titles else body[0] if body else len(document.lines)
        said = [i for i in range(end) if _is_banner(document, i)]
        reach = NEAR if self.hosts else 0
        return frozenset(k for i in said for k in range(max(i - reach, 0), min(i + reach + 1, end)))


def _is_banner(document: Document, index: int) -> bool:
    line = document.lines[index]
    if _BANNER_CONTEXT.search(line.context):
        return True
    return line.end - line.start < _LONGEST and _BANNER.search(document.text, line.start, line.end) is not None


def _addresses(document: Document) -> list[str]:
    keys = ("link:canonical", "link:original", "meta:og:url", "meta:og:site_name")
    return [u for u in (document.record.url, *(document.get(k) for k in keys)) if u]


def _host(url: str) -> str:
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def mark_captures(article: Article, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates, those that tell when an archive captured the page under the rule ``….archive``."""
    archive = Archive(article)
    banner = archive.banner
    if not archive.hosts and not banner:
        return list(candidates)
    starts = article.document.starts
    lines = [c.start is not None and bisect_right(starts, c.start) - 1 in banner for c in candidates]
    shown = {c.value[:10] for c, inside in zip(candidates, lines, strict=True) if inside}
    out = []
    for i, c in enumerate(candidates):
        space = c.rule.partition(".")[0]
        if c.start is not None:
            is_capture = lines[i]
        elif space == "url":
            is_capture = False  # addresses are read without the archive's part
        else:
            is_capture = bool(archive.hosts & _SNAPSHOT) or (space == "time" and c.value[:10] in shown)
        out.append(c._replace(rule=f"{space}.archive@1") if is_capture else c)
    return out
