"""Dates a page states for machines: JSON-LD, meta, microdata, ``<time>``, feed and transport headers."""

import re
from collections.abc import Iterator
from functools import lru_cache

from dossier_etl.enrich.published.labels import context_tokens
from dossier_etl.enrich.published.stamps import Stamp, read_stamp
from dossier_etl.enrich.written_dates.scan import WrittenDate
from dossier_etl.model.documents import Article, Meta
from dossier_etl.model.evidence import Candidate, EvidenceSource

_ARTICLE_TYPE = re.compile(
    r"article|posting|reportage|newsreport|review|analysis|opinion|background|recipe|episode|creativework|report"
)
_OTHER_THING = re.compile(r"event\Z|festival|jobposting|product|offer|course")
"""Types whose dates are never a story's, though they may be published as well."""
_PUBLISHED = re.compile(
    r"published[_-]?time|date[_-]?published|publish(?:ed)?[_-]?(?:date|time|at|on)|pub[_-]?date|publication[_-]?date|"
    r"sailthru\.date|(?:^|[.:])published$|dc(?:terms)?[.:](?:date|issued|date\.issued|available)$|publishtime|date[_-]?posted|^(?:article[._-])?date$|"
    r"citation_(?:online_)?date|citation_publication_date|originalpublicationdate|article[._]date[._]original|"
    r"^date[._-]|displaydate|first[_-]?publish|parsely-pub-date|release[_-]?date|^timestamp$|dateline|date[_-]?issued|bt:pub|issued"
)
_MODIFIED = re.compile(r"modif|updat|lastmod|revis|changed|lastpubl|last[_-]publ")
_CREATED = re.compile(r"creat|upload|datestamp")
_IGNORED = re.compile(
    r"expir|valid|availab|start|end(?:date|time)|birth|death|found|cache|generator|copyright|token|verification|viewport|event|price|comment|description|keywords|title|image|url"
)
_LOOKS_DATED = re.compile(r"date|time|publish|dcterms|created|modified|updated|issued|day\b", re.I)
_HINTS = {"stated_date": ("user.date@1", 0.97), "date": ("feed.published@1", 0.9), "modified": ("feed.modified@1", 0.3)}
_HTTP = {"last_modified": ("http.last_modified@1", 0.3), "date": ("http.date@1", 0.02)}


def _kind(name: str) -> str | None:
    """``published``, ``modified``, ``created`` or ``other`` for a metadata name that speaks of a date, else None."""
    if _MODIFIED.search(name):
        return "modified"
    if _PUBLISHED.search(name):
        return "published"
    if _CREATED.search(name):
        return "created"
    return "other" if _LOOKS_DATED.search(name) and not _IGNORED.search(name) else None


def _jsonld(name: str) -> str | None:
    parts = name.split(".")
    kind = _kind(parts[-1])
    if kind is None:
        return None
    holder = parts[0]
    if _OTHER_THING.search(holder):
        return None
    if len(parts) == 2:
        level = (
            "article" if _ARTICLE_TYPE.search(holder) else "page" if "page" in holder or "site" in holder else "thing"
        )
    elif len(parts) == 3 and parts[1] in ("ispartof", "mainentityofpage", "mainentity"):
        level = "page"
    else:
        level = "thing"
    return f"jsonld.{level}_{kind}@1"


@lru_cache(maxsize=2048)
def _rule(key: str) -> str | None:
    """The rule for a metadata key; None when the key does not speak of a date."""
    space, _, name = key.partition(":")
    if space == "time":
        return "time.element@1"
    if space == "jsonld":
        return _jsonld(name)
    if space == "jsonld-other":
        return "jsonld.other_story@1" if _kind(name.rpartition(".")[2]) in ("published", "modified") else None
    if space in ("hint", "http"):
        return (_HINTS if space == "hint" else _HTTP).get(name, (None, 0))[0]
    if space in ("meta", "microdata", "attr"):
        kind = _kind(name)
        return f"{space}.{kind}@1" if kind else None
    return None


_PRIORS = {"published": 0.9, "created": 0.6, "modified": 0.2, "other": 0.3, "element": 0.5, "story": 0.0}


def _prior(rule: str) -> float:
    for table in (_HINTS, _HTTP):
        for known, prior in table.values():
            if rule == known:
                return prior
    return _PRIORS[re.split(r"[._]", rule.partition("@")[0])[-1]]


def _tokens(meta: Meta, stamp: Stamp, order: str) -> list[str]:
    tokens = list(context_tokens(meta.context))
    if stamp.utc:
        tokens.append("utc")
    if stamp.minute is not None:
        tokens.append("clock")
    if order:
        tokens.append(order)
    if meta.key == "time" and "pubdate" in meta.context:
        tokens.append("pubdate")
    return tokens


def _readings(stamp: Stamp, order: str) -> Iterator[tuple[str, str]]:
    """Values with the way in which the order of day and month was settled."""
    if stamp.written is None:
        yield stamp.value, ""
        return
    both: WrittenDate = stamp.written
    for name, day in (("dmy", both.day_first), ("mdy", both.month_first)):
        if day is not None and order in ("", name):
            yield day.isoformat(), f"order={name}" if order else f"open={name}"


def metadata_candidates(article: Article, order: str) -> Iterator[Candidate]:
    """Candidates from metadata. ``order`` (``dmy``, ``mdy`` or ``""``) reads numeric dates; ``""`` gives both readings.

    Elements inside the page count only in the article's own window. The same value under the same rule is given once, with
    its place of first appearance.
    """
    document = article.document
    low, high = article.window
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    times = 0
    for meta in document.meta:
        rule = _rule(meta.key)
        if rule is None:
            continue
        stamp = read_stamp(meta.value, article.language) or (
            read_stamp(meta.text, article.language) if meta.text else None
        )
        if stamp is None:
            continue
        tokens: list[str] = []
        if meta.line is not None and meta.line < len(document.lines):
            at = document.lines[meta.line].start
            if not low <= at < (high if high >= 0 else len(document.text)):
                continue
            tokens.append(_place(article, at))
        elif rule.startswith(("time.", "microdata.", "attr.")):
            tokens.append("hidden")
        if rule == "time.element@1":
            times += 1
            tokens.append("first" if times == 1 else "second" if times == 2 else "later")
        for value, how in _readings(stamp, order):
            features = tuple(tokens + _tokens(meta, stamp, how))
            if (rule, value, features) in seen or not value:
                continue
            seen.add((rule, value, features))
            yield Candidate(
                "published", value, rule, _prior(rule), EvidenceSource.METADATA,
                path=f"{meta.key} {meta.path}".strip(), snippet=meta.value[:120], features=features,
            )  # fmt: skip


def _place(article: Article, at: int) -> str:
    """Return where a character of the document stands relative to the article's body."""
    segments = article.body_map.segments
    if not segments:
        return "no_body"
    if at < segments[0][1]:
        return "before_body"
    return "in_body" if at < segments[-1][1] + segments[-1][2] else "after_body"
