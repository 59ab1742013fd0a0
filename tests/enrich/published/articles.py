"""Articles made by hand: lines with roles, metadata, no cleaner involved."""

from collections.abc import Sequence

from dossier_etl.model.documents import Article, Document, Line, Meta, OffsetMap, Role
from dossier_etl.model.records import Record

Row = tuple[Role, str] | tuple[Role, str, str]


def article(
    rows: Sequence[Row],
    meta: Sequence[Meta] = (),
    *,
    language: str = "en",
    html: bool = False,
    window: tuple[int, int] | None = None,
) -> Article:
    """An article whose document shows ``rows`` (role, text, optional context), one a line."""
    lines, segments, at, derived = [], [], 0, 0
    for row in rows:
        role, text = row[0], row[1]
        lines.append(Line(at, at + len(text), role, tag="p", context=row[2] if len(row) > 2 else ""))
        if role is Role.BODY:
            segments.append((derived, at, len(text)))
            derived += len(text) + 1
        at += len(text) + 1
    text = "\n".join(row[1] for row in rows)
    record = Record("page.html" if html else "page.txt", "", "text/html" if html else "text/plain", b"")
    document = Document(record, text, tuple(lines), tuple(meta))
    body = "\n".join(row[1] for row in rows if row[0] is Role.BODY)
    title = next((row[1] for row in rows if row[0] is Role.TITLE), None)
    return Article(document, 0, body, OffsetMap(tuple(segments)), title, window or (0, len(text)), language)


PROSE = (
    "The council voted on the plan after a long debate in which speakers from every district asked for more time, and the "
    "mayor promised to publish the figures before the end of the quarter."
)


def story(
    *above: Row, below: Sequence[Row] = (), language: str = "en", meta: Sequence[Meta] = (), html: bool = False
) -> Article:
    """A headline, what stands between it and the body, three paragraphs, what follows."""
    rows: list[Row] = [(Role.TITLE, "Council votes on harbour plan"), *above]
    rows += [(Role.BODY, PROSE), (Role.BODY, PROSE[::-1][:170] + "."), (Role.BODY, PROSE.upper()), *below]
    return article(rows, meta, language=language, html=html)
