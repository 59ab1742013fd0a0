"""Authors in the visible lines: byline elements, "By …" lines, author boxes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dossier_etl.enrich.authors.lexicon import EXPLICIT
from dossier_etl.enrich.authors.names import cut, looks_personal, names_in
from dossier_etl.model.documents import Article, Document, Role

MAX_BYLINE = 220
"""Characters of a line that can be a byline."""
HEAD_LINES = 14
"""How far from the headline a byline may stand, in lines."""
_MARKED = re.compile(
    r"(?:^|[\s_-])(?:author|authors|byline|by-line|bylines|writer|writers|autor|autoren|autorin|auteur|redakteur|contributor|vcard|creator)"
)
_ELSEWHERE = re.compile(
    r"comment|related|sidebar|footer|recommend|teaser|widget|popular|trending|more-|newsletter|promo|carousel|card-grid|"
    r"latest|most-read|navigation|\bnav\b|caption|disqus|reply|recirc|up-next|outbrain|taboola"
)
_INLINE = re.compile(
    r"(?:\b(?:19|20)\d\d\b|\d:\d\d|[|•·⋅–—-])(?:\s*[ap]\.?m\.?|\s*[A-Z]{2,4}|[,\s|•·⋅–—-]){0,4}\s*\b(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or):?\s+(?=\w)"
)
"""A byline behind a source and a date: "RUSI Analysis, 17 Jun 2014 By Shashank Joshi"."""
_FOREIGN = re.compile(r"(?:^|\s)(?:comments?|related|disqus|teaser|widget|sidebar)")
"""Elements that never hold the article's own byline, even where a line near the headline says "By"."""
_BOX = re.compile(
    r"(?i)author-?(?:box|bio|info|card|profile|about)|about-?(?:the-)?author|\bbio\b|post-author|autoreninfo"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """Names that a line shows."""

    names: tuple[str, ...]
    rule: str
    start: int
    end: int
    distance: int
    """Lines from the headline; negative before it."""


def _is_marked(context: str) -> bool:
    """Whether class names call the element a byline; plain substring tests first, they are the cheaper by far."""
    hint = (
        "aut" in context
        or "byl" in context
        or "by-l" in context
        or "writer" in context
        or "vcard" in context
        or "creator" in context
        or "contributor" in context
        or "redakteur" in context
    )
    return hint and _MARKED.search(context[:160]) is not None


def _title_line(article: Article) -> int | None:
    """Index of the headline's line: the cleaner's, else the first ``h1`` that shows the title, else the first ``h1``."""
    document = article.document
    lo, hi = article.window
    first_h1 = None
    for i, line in enumerate(document.lines):
        if line.start < lo or (0 <= hi <= line.start):
            continue
        if line.role is Role.TITLE and line.tag != "h1":
            return i
        if line.tag == "h1":
            text = document.text[line.start : line.end]
            if article.title_hint and text.strip() == article.title_hint:
                return i
            first_h1 = i if first_h1 is None else first_h1
    if first_h1 is not None:
        return first_h1
    if article.title_hint:
        for i, line in enumerate(document.lines):
            if document.text[line.start : line.end].strip(" \t#*•") == article.title_hint:
                return i
    return None


def _first_body(document: Document) -> int | None:
    return next((i for i, line in enumerate(document.lines) if line.role is Role.BODY), None)


def bylines(article: Article) -> Iterator[Byline]:
    """Every line near the headline, and every author box, that shows names."""
    document = article.document
    text = document.text
    lo, hi = article.window
    title = _title_line(article)
    body = _first_body(document)
    anchor = title if title is not None else (body or 0)
    seen: set[tuple[str, ...]] = set()
    marks: dict[str, bool] = {"": False}  # many lines of a page share their context
    for i, line in enumerate(document.lines):
        if line.end - line.start > MAX_BYLINE or line.start < lo or (0 <= hi <= line.start):
            continue
        distance = i - anchor
        near = -6 <= distance <= HEAD_LINES or (body is not None and body - 6 <= i <= body + 1)
        context = line.context
        marked = marks.get(context)
        if marked is None:
            marked = marks[context] = _is_marked(context)
        if not near and not marked and line.role is not Role.BYLINE:
            continue
        raw = text[line.start : line.end]
        explicit = EXPLICIT.match(raw.lstrip("•- \t")) is not None
        if not explicit and not marked and len(raw) < 140 and (inline := _INLINE.search(raw)):
            raw, explicit = raw[inline.end() :], True
        close = -3 <= distance <= 8
        if context and (_FOREIGN if explicit and close else _ELSEWHERE).search(context):
            continue
        if not (marked or explicit or line.role is Role.BYLINE or (near and close)):
            continue
        shown = cut(raw.lstrip("•- \t"))
        names = tuple(names_in(shown, strict=True))
        if not names and (marked or explicit) and close and len(shown.split()) <= 4:
            names = tuple(names_in(shown))
        if not names or names in seen:
            continue
        if not (marked or explicit or line.role is Role.BYLINE) and not _alone(raw, names):
            continue
        seen.add(names)
        if marked and _BOX.search(context) and not near:
            rule = "byline.box"
        elif marked:
            rule = "byline.marked_near" if near else "byline.marked"
        elif explicit:
            rule = "byline.explicit"
        elif line.role is Role.BYLINE:
            rule = "byline.role"
        else:
            rule = "byline.alone"
        yield Byline(names, f"{rule}@1", line.start, line.end, distance)


def merged(found: list[Byline]) -> Iterator[Byline]:
    """Bylines that stand on neighbouring lines in one rule's eyes, read as one list: one author a line is a common layout."""
    run: list[Byline] = []
    for line in [*found, None]:
        if (
            line is not None
            and line.rule.startswith("byline.marked_near")
            and (not run or 0 < line.distance - run[-1].distance <= 3)
        ):
            run.append(line)
            continue
        if len(run) > 1:
            names = tuple(dict.fromkeys(n for b in run for n in b.names))
            if len(names) > max(len(b.names) for b in run):
                yield Byline(names, "byline.group@1", run[0].start, run[-1].end, run[0].distance)
        run = [line] if line is not None and line.rule.startswith("byline.marked_near") else []


def _alone(raw: str, names: tuple[str, ...]) -> bool:
    """Whether the line is little more than the names."""
    return looks_personal(names[0]) and len(raw.strip()) <= sum(map(len, names)) + 12
