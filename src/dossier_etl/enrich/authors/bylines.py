"""Authors in the visible lines: byline elements, "By …" lines, author boxes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dossier_etl.enrich.authors.lexicon import EXPLICIT, MONTH, PARTICLES
from dossier_etl.enrich.authors.names import cut, is_organisation, looks_personal, names_in
from dossier_etl.model.documents import Article, Role
from dossier_etl.registry import words

MAX_BYLINE = 220
"""Characters of a line that can be a byline."""
HEAD_LINES = 14
"""How far from the headline a byline may stand, in lines."""
_MARKS = ("aut", "byl", "by-l", "writer", "redakteur", "contributor", "vcard", "creator")
"""One of these stands in every context that `_MARKED` matches."""
_MARKED = re.compile(
    r"(?:^|[\s_-])(?:author|authors|byline|by-line|bylines|writer|writers|autor|autoren|autorin|auteur|redakteur|contributor|vcard|creator)"
)
_ELSEWHERE = words(
    """
    comment related sidebar footer recommend teaser widget popular trending more- newsletter promo carousel card-grid
    latest most-read navigation caption disqus reply recirc up-next outbrain taboola
    """
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "button", "figcaption"})
"""Elements whose whole text is no byline unless something says so."""
_NAV = re.compile(r"\bnav\b")
_INLINE = re.compile(
    r"(?:\b(?:19|20)\d\d\b|\d:\d\d|[|•·⋅–—-])(?:\s*[ap]\.?m\.?|\s*[A-Z]{2,4}|[,\s|•·⋅–—-]){0,4}\s*\b(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or):?\s+(?=\w)"
)
"""A byline behind a source and a date: "RUSI Analysis, 17 Jun 2014 By Shashank Joshi"."""
_INLINE_WORDS = ("By", "by", "BY", "von", "Von", "par", "Par", "por", "Por")
_DATE_BEFORE = re.compile(
    r"(?:\W*(?:\d{1,2}[. ]\s?\w{3,9}\.? \d{4}|\d{1,2}[./]\d{1,2}[./]\d{4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{4}-\d\d-\d\d)"
    r"(?:,?\s*(?:um |at )?\d{1,2}:\d\d(?:\s?[AaPp][Mm]| Uhr)?)?)+[\s,|•·⋅–—-]*(?=\w)"
)
"""Dates in front of a name: "28. Januar 2015 Ann Example"."""
_BIO = re.compile(
    r"((?:[A-Z][\w.'’-]+ ){1,3}[A-Z][\w'’-]+),? (?:is|ist|has|writes|covers|schreibt|est|es)\b.{0,100}?"
    r"\b(?i:writer|author|editor|reporter|journalist\w*|correspondent|columnist|contributor|blogger|redakteur\w*|autor\w*|"
    r"journaliste|periodista|redactora?|writes|covers|writing)\b"
)
_BESIDES = 12
"""Characters a line may have besides the names, to be nothing but a byline."""
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


def _marked(contexts: set[str]) -> set[str]:
    """The contexts (class names) that call their element a byline; plain substring tests first, they are the cheaper by far."""
    everything = " ".join(contexts)
    marks = [mark for mark in _MARKS if mark in everything]
    return {c for c in contexts for mark in marks if mark in c and _MARKED.search(c[:160])}


def _title_line(article: Article) -> int | None:
    """Index of the headline's line: the cleaner's, else the first ``h1`` that shows the title, else the first ``h1``."""
    document = article.document
    within = article.line_range
    first_h1 = None
    for i in document.headings:
        if i not in within:
            continue
        line = document.lines[i]
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


def bylines(article: Article) -> Iterator[Byline]:
    """Every line near the headline, and every author box, that shows names."""
    document = article.document
    text = document.text
    within = article.line_range
    title = _title_line(article)
    body = next(iter(document.with_role(Role.BODY)), None)
    anchor = title if title is not None else (body or 0)
    lines = document.lines
    near = {*range(max(0, anchor - 6), min(anchor + HEAD_LINES + 1, len(lines)))}
    if body is not None:
        near |= {*range(max(0, body - 6), min(body + 2, len(lines)))}
    marks = _marked({line.context for line in lines})
    seen: set[tuple[str, ...]] = set()
    is_elsewhere = cache(_is_elsewhere)  # neighbours share their contexts
    told = {*document.with_role(Role.BYLINE)}
    if marks:
        told |= {i for i, line in enumerate(lines) if line.context in marks}
    for i in sorted(near | told):
        line = lines[i]
        if line.end - line.start > MAX_BYLINE or i not in within:
            continue
        distance = i - anchor
        context = line.context
        marked = context in marks
        raw = text[line.start : line.end]
        if line.role is Role.TITLE or " ".join(raw.split()) == article.title_hint:
            continue
        date = _DATE_BEFORE.match(raw)
        raw = raw[date.end() :] if date else raw
        explicit = EXPLICIT.match(raw.lstrip("•- \t")) is not None
        if not explicit and not marked and len(raw) < 140 and (inline := _inline(raw)):
            raw, explicit = raw[inline.end() :], True
        close = -3 <= distance <= 8
        sure = marked or explicit or line.role is Role.BYLINE
        if not sure and not (i in near and close and line.tag not in HEADINGS and _may_be_alone(raw)):
            continue
        if _FOREIGN.search(context) if explicit and close else is_elsewhere(context):
            continue
        shown = cut(raw.lstrip("•- \t"))
        names = tuple(names_in(shown, strict=True))
        if not names and (marked or explicit) and close and len(shown.split()) <= 4:
            names = tuple(names_in(shown))
        if not names or names in seen:
            continue
        dated = not sure and (date is not None or _date_behind(raw, names))
        if not sure and not _alone(raw, names) and not (dated and looks_personal(names[0])):
            continue
        seen.add(names)
        if marked and _BOX.search(context) and i not in near:
            rule = "byline.box"
        elif marked:
            rule = "byline.marked_near" if i in near else "byline.marked"
        elif explicit:
            rule = "byline.explicit"
        elif line.role is Role.BYLINE:
            rule = "byline.role"
        elif dated:
            rule = "byline.dated"
        else:
            rule = "byline.alone"
        yield Byline(names, f"{rule}@1", line.start, line.end, distance)
    yield from _bios(article, anchor, seen)


def _bios(article: Article, anchor: int, seen: set[tuple[str, ...]]) -> Iterator[Byline]:
    """Lines that introduce somebody who writes: "Ann Example is a reporter at …", beneath the text."""
    text, lines = article.document.text, article.document.lines
    within = article.line_range
    for i in range(max(within.start, anchor + 1), within.stop):
        line = lines[i]
        if line.end - line.start < 30 or not text[line.start].isupper():
            continue
        m = _BIO.match(text, line.start, min(line.end, line.start + 160))
        if m is not None and (m[1],) not in seen and looks_personal(m[1]) and not is_organisation(m[1]):
            seen.add((m[1],))
            yield Byline((m[1],), "byline.bio@1", m.start(1), m.end(1), i - anchor)


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


def _is_elsewhere(context: str) -> bool:
    """Return True if class names speak of lists, comments, navigation; substrings, since `re` takes twice as long for so many words."""
    return any(word in context for word in _ELSEWHERE) or ("nav" in context and _NAV.search(context) is not None)


def _date_behind(raw: str, names: tuple[str, ...]) -> bool:
    """Return True if the names are followed by a date or a time: "Ann Example, 3 May 2020", "Ann Example2 minutes ago"."""
    at = raw.rfind(names[-1])
    rest = raw[at + len(names[-1]) :].lstrip(" ,|•·⋅–—-\t") if at >= 0 else ""
    return rest[:1].isdigit() or MONTH.match(rest) is not None


def _alone(raw: str, names: tuple[str, ...]) -> bool:
    """Return True if the line is little more than the names."""
    return looks_personal(names[0]) and len(raw.strip()) <= sum(map(len, names)) + _BESIDES


def _may_be_alone(raw: str) -> bool:
    """False for most lines that `_alone` would refuse, at a tenth of the cost of looking for names: single words, sentences.

    Twice the characters are let pass, since names can grow on the way ("Jr" gets its point, glued words their space).
    """
    pieces = raw.split()
    if len(pieces) < 2 and raw.isascii() and raw[1:].islower():
        return False
    return sum(len(w) for w in pieces if w[0].islower() and w.isalpha() and w not in PARTICLES) <= 2 * _BESIDES


def _inline(raw: str) -> re.Match[str] | None:
    return _INLINE.search(raw) if any(word in raw for word in _INLINE_WORDS) else None
