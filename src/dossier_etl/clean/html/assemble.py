"""From markup to :class:`Cleaned`: guard, walk, score, choose, and put the document together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dossier_etl.clean.html import fallback, jsonld, page_kinds, posts, stated, titles
from dossier_etl.clean.html.classify import body_scores
from dossier_etl.clean.html.features import Context
from dossier_etl.clean.html.limits import TOO_LARGE, make_parseable
from dossier_etl.clean.html.metadata import collect
from dossier_etl.clean.html.own_story import separate
from dossier_etl.clean.html.page import HIDDEN, Page
from dossier_etl.clean.html.paywall import is_paywalled
from dossier_etl.clean.html.roles import Chosen, assign
from dossier_etl.clean.html.walk import walk
from dossier_etl.model.documents import Article, Cleaned, Document, Line, Meta, OffsetMap, Role
from dossier_etl.model.records import Record

_SUMMARIES = ("description", "og:description", "twitter:description")


def clean_html(
    record: Record,
    text: str,
    *,
    charset: str,
    charset_basis: str,
    flags: tuple[str, ...],
    written: bytes | None = None,
) -> Cleaned:
    """Find the article on a page.

    Args:
        record: where the page came from; its hints become metadata.
        text: the decoded page.
        charset, charset_basis, flags: what decoding found, passed through to the document.
        written: the text's UTF-8, where that is at hand already.
    Returns:
        The document with every visible block as a line, and one article (several if posts surely are), or none and the reasons: ``empty``,
        ``too_large``, ``too_deep``, ``no_body``. Nothing is executed or fetched. Never raises on any text.
    """
    guarded = make_parseable(text, written)
    if guarded.defused == TOO_LARGE:
        return Cleaned(Document(record, "", (), (), charset, charset_basis, flags), (), (TOO_LARGE,))
    page = walk(written if written is not None and guarded.markup is text else guarded.markup)
    values, others, bodies = separate(jsonld.flatten(page.jsonld), page, record)
    title_block = titles.find(page, values)
    chosen = _choose(guarded.markup, page, title_block, bodies, allowed=not guarded.defused)
    layout = _lay_out(page, chosen)
    if chosen.extractor == "stated":
        layout.append_stated(stated.paragraphs(bodies))
    meta = collect(record, text, page, [*values, *others], layout.line_of)
    body = [line for line in layout.lines if line.role is Role.BODY]
    size = sum(line.end - line.start for line in body)
    found = (
        guarded.defused,
        "truncated" if page.truncated else "",
        "paywall" if is_paywalled(page, values, size) else "",
    )
    flags = (*flags, *(f for f in found if f))
    document = Document(record, layout.text, tuple(layout.lines), meta, charset, charset_basis, flags)
    title = titles.headline(page, values, title_block)
    kind = page_kinds.kind_of(page, chosen.roles, title, values) if chosen.extractor != "stated" else ""
    if not body:
        reason = kind or (
            "too_deep" if guarded.defused == "too_deep" else "no_body" if _has_content(layout.text, meta) else "empty"
        )
        return Cleaned(document, (), (reason,))
    cuts = posts.find(page, chosen.roles, values) if chosen.extractor != "stated" else []
    if cuts:
        return Cleaned(*_several(document, page, chosen, layout.line_of, cuts))
    notes = {"extractor": chosen.extractor, **chosen.notes, **({"page_kind": kind} if kind else {})}
    whole = (0, len(document.text))
    return Cleaned(document, (_article(document, 0, body, title, whole, notes),))


def context_of(page: Page, title_block: int, bodies: Sequence[str]) -> Context:
    """Return what the page says of its article outside the blocks."""
    summaries = [m.value for m in page.marks if m.kind == "meta" and m.name in _SUMMARIES]
    return Context(title_block, " ".join(" ".join(summaries).split()), " ".join(" ".join(bodies).split()))


def _choose(markup: str, page: Page, title_block: int, bodies: Sequence[str], *, allowed: bool) -> Chosen:
    """Roles from the fast extractor; from both extractors where that one is unsure; from JSON-LD where the page shows no text."""
    scores = body_scores(page, context_of(page, title_block, bodies))
    extractor = "builtin"
    if page.blocks and allowed and fallback.is_worth_asking(page, scores):
        scores = fallback.ask_resiliparse(markup, page, scores)
        extractor = "resiliparse"
    chosen = assign(page, scores, title_block, extractor)
    shown = sum(len(b.text) for b, r in zip(page.blocks, chosen.roles, strict=True) if r is Role.BODY)
    if stated.is_needed(bodies, shown):
        roles = tuple(Role.FURNITURE if r is Role.BODY else r for r in chosen.roles)
        return Chosen(roles, chosen.scores, "stated", chosen.notes)
    return chosen


def _has_content(text: str, meta: Sequence[Meta]) -> bool:
    return bool(text) or any(not m.key.startswith(("hint:", "http:")) for m in meta)


@dataclass(slots=True)
class _Layout:
    """The lines of the document under construction."""

    lines: list[Line]
    texts: list[str]
    line_of: list[int | None]
    """The line of every block, None if it is not shown."""

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    def append_stated(self, paragraphs: Sequence[str]) -> None:
        for paragraph in paragraphs:
            start = self.lines[-1].end + 1 if self.lines else 0
            end, context = start + len(paragraph), "script ld+json articlebody"
            self.lines.append(Line(start, end, Role.BODY, 1.0, "script", context, 0))
            self.texts.append(paragraph)


def _lay_out(page: Page, chosen: Chosen) -> _Layout:
    layout = _Layout([], [], [])
    lines, texts, line_of = layout.lines, layout.texts, layout.line_of
    tags, flags, context = page.elements.tag, page.elements.flags, page.elements.context
    start = 0
    for block, role, score in zip(page.blocks, chosen.roles, chosen.scores, strict=True):
        element, text = block.element, block.text
        if flags[element] & HIDDEN and role is not Role.BODY:
            line_of.append(None)
            continue
        line_of.append(len(lines))
        end = start + len(text)
        article = None if role is Role.FURNITURE else 0
        lines.append(tuple.__new__(Line, (start, end, role, score, tags[element], context(element), article)))
        texts.append(text)
        start = end + 1
    return layout


def _several(
    document: Document, page: Page, chosen: Chosen, line_of: Sequence[int | None], cuts: Sequence[posts.Post]
) -> tuple[Document, tuple[Article, ...]]:
    """One article a post. Its lines are numbered with it; a post reigns from its container's first line to its last."""
    lines = [line._replace(article=None) for line in document.lines]
    spans: list[tuple[int, int]] = []
    for position, post in enumerate(cuts):
        shown = [at for i in range(post.first, post.last + 1) if (at := line_of[i]) is not None]
        title = line_of[post.title]
        for at in shown:
            role = Role.TITLE if at == title else lines[at].role
            role = Role.FURNITURE if role is Role.TITLE and at != title else role
            lines[at] = lines[at]._replace(role=role, article=None if role is Role.FURNITURE else position)
        spans.append((shown[0], shown[-1]))
    document = replace(document, lines=tuple(lines))
    out = []
    for position, (post, (first, last)) in enumerate(zip(cuts, spans, strict=True)):
        body = [line for line in lines[first : last + 1] if line.role is Role.BODY]
        window = (lines[first].start, lines[last].end)
        notes = {"extractor": chosen.extractor, "split": "posts"}
        out.append(_article(document, position, body, page.blocks[post.title].text, window, notes))
    return document, tuple(out)


def _article(
    document: Document,
    position: int,
    body: Sequence[Line],
    title: str | None,
    window: tuple[int, int],
    notes: Mapping[str, str],
) -> Article:
    segments = []
    parts = []
    at = 0
    for line in body:
        segments.append((at, line.start, line.end - line.start))
        parts.append(document.text[line.start : line.end])
        at += line.end - line.start + 2
    return Article(
        document=document,
        position=position,
        body="\n\n".join(parts),
        body_map=OffsetMap(tuple(segments)),
        title_hint=title,
        window=window,
        notes=notes,
    )
