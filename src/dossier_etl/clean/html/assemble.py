"""From markup to :class:`Cleaned`: guard, walk, score, choose, and put the document together."""

from dossier_etl.clean.html import jsonld
from dossier_etl.clean.html.classify import body_scores
from dossier_etl.clean.html.guard import MAX_CHARACTERS, defuse
from dossier_etl.clean.html.metadata import collect
from dossier_etl.clean.html.select import Chosen, choose
from dossier_etl.clean.html.walk import Page, walk
from dossier_etl.model.documents import Article, Cleaned, Document, Line, OffsetMap, Role
from dossier_etl.model.records import Record


def clean_html(record: Record, text: str, *, charset: str, charset_basis: str, flags: tuple[str, ...]) -> Cleaned:
    """Find the article on a page.

    Args:
        record: where the page came from; its hints become metadata.
        text: the decoded page.
        charset, charset_basis, flags: what decoding found, passed through to the document.
    Returns:
        The document with every visible block as a line, and one article, or none and the reasons: ``empty``,
        ``too_large``, ``too_deep``, ``no_body``. Nothing is executed or fetched. Never raises on any text.
    """
    if len(text) > MAX_CHARACTERS:
        return Cleaned(Document(record, "", (), (), charset, charset_basis, flags), (), ("too_large",))
    guarded = defuse(text)
    if guarded.defused:
        flags = (*flags, guarded.defused)
    page = walk(guarded.markup)
    if page.truncated:
        flags = (*flags, "truncated")
    stated, _bodies = jsonld.flatten(page.jsonld)
    chosen = choose(page, body_scores(page))
    lines, visible, line_of = _lines(page, chosen)
    meta = collect(record, text, page, stated, line_of)
    document = Document(record, visible, lines, meta, charset, charset_basis, flags)
    body_lines = [line for line in lines if line.role is Role.BODY]
    if not body_lines:
        reason = "empty" if not visible else guarded.defused or "no_body"
        return Cleaned(document, (), (reason,))
    return Cleaned(document, (_article(document, body_lines, chosen),))


def _lines(page: Page, chosen: Chosen) -> tuple[tuple[Line, ...], str, list[int | None]]:
    """The document's lines and text, and the line of every block (None: not shown)."""
    lines: list[Line] = []
    line_of: list[int | None] = []
    texts: list[str] = []
    start = 0
    for i, block in enumerate(page.blocks):
        role = chosen.roles[i]
        if page.elements.hidden[block.element] and role is not Role.BODY:
            line_of.append(None)
            continue
        end = start + len(block.text)
        line_of.append(len(lines))
        lines.append(
            Line(
                start,
                end,
                role,
                chosen.scores[i],
                page.elements.tag[block.element],
                page.elements.context(block.element),
                0 if role is not Role.FURNITURE else None,
            )
        )
        texts.append(block.text)
        start = end + 1
    return tuple(lines), "\n".join(texts), line_of


def _article(document: Document, body_lines: list[Line], chosen: Chosen) -> Article:
    segments = []
    parts = []
    position = 0
    for line in body_lines:
        segments.append((position, line.start, line.end - line.start))
        parts.append(document.text[line.start : line.end])
        position += line.end - line.start + 2
    return Article(
        document=document,
        position=0,
        body="\n\n".join(parts),
        body_map=OffsetMap(tuple(segments)),
        title_hint=chosen.title or None,
        window=(0, len(document.text)),
        notes={"gear": chosen.gear},
    )
