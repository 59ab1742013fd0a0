"""Exports of press databases: many articles in one file, each with what the database states about it.

The shapes (marks, labels in several languages, order) are data: ``shapes.json``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.exports.model import ExportedArticle, Line
from dossier_etl.extract.text import encoded
from dossier_etl.model.records import Record

_HINTS = {"title": "title", "date": "date", "publisher": "publisher", "authors": "authors", "language": "language"}
_ROWS = {
    "words": "row.stated_words",
    "section": "row.section",
    "page": "row.page",
    "edition": "row.edition",
    "load_date": "row.load_date",
    "id": "row.id",
    "dateline": "row.dateline",
    "highlight": "row.highlight",
}
Export = tuple[str, list[ExportedArticle]]
"""The name of the database, and the articles."""
TEXT_SIGNS = re.compile(
    rb"(?:^|\n)[ \t\f]*(?:End of Document|Ende des Dokuments|Dokumentende|Fin du document|Fin del documento|Fine (?:del )?documento"
    rb"|Einde van (?:het )?document|Fim do documento|\xd0\x9a\xd0\xbe\xd0\xbd\xd0\xb5\xd1\x86|(?:FOCUS - )?\d{1,4} of \d{1,4} DOCUMENTS?"
    rb"|Dokument \d{1,4} von \d{1,4}|Documento? \d{1,4} (?:of|de|di|van) \d{1,4}|(?:Document|Dokument|Documento) [A-Z][A-Za-z0-9]{6,40}"
    rb"|(?:news|web|biblio|doc)(?:\xc2)?\xb7\d{8}|Article Name:)|\f"
)
"""A text without any of these is no export."""


def from_text(text: str) -> Export | None:
    """Return the name of the database and the articles of a text export, or None if the text is no export."""
    return _articles([Line(line) for line in text.replace("\f", "\n\f\n").split("\n")])


def from_html(html: str) -> Export | None:
    """Return the name of the database and the articles of an HTML export, or None if the page is no export."""
    from dossier_etl.extract.exports.html_lines import html_lines

    return _articles(html_lines(html))


HTML_MARKS = (
    *(b"End of Document", b"Ende des Dokuments", b"Fin du document", b"Fin del documento", b"Fine documento"),
    *(b" DOCUMENTS", b"Dokument 1 von", b"enArticle", b"deArticle", b"frArticle", b"esArticle", b"itArticle"),
    *(b"DocPublicationName", b"Article Name:", b"ProQuest document"),
)
"""A page without any of these bytes is no export. Plain searches, because every page goes through them."""


def _articles(lines: Sequence[Line]) -> Export | None:
    from dossier_etl.extract.exports import factiva, pages, shaped  # their patterns are compiled when a file needs them

    if factiva.fits(lines) and (found := list(factiva.articles(lines))):
        return "Factiva", found
    for shape in shaped.shapes():
        if shape.fits(lines) and (found := list(shaped.articles(lines, shape))):
            return shape.name, found
    if found := pages.articles(lines) or []:
        return "pages", found
    return None


def records(export: Export, ctx: Context, hints: Mapping[str, str], inner: str = "") -> Iterator[ReadResult]:
    """Yield a record per article, locator ``entry:N``: its text, and the stated facts as hints.

    Args:
        hints: facts about the file, kept with every article.
    """
    name, articles = export
    for number, article in enumerate(articles, 1):
        stated = {k: encoded(v.replace("\0", ""))[0].decode()[:4_000] for k, v in article.stated.items() if v}
        found = {**dict(ctx.hints), **hints, **({} if name == "pages" else {"format": name})}
        found.update({target: stated[k] for k, target in (_HINTS | _ROWS).items() if k in stated})
        content, _ = encoded("\n\n".join(article.body))
        refused = "too_large" if len(content) > ctx.options.max_document_bytes else None
        place = f"entry:{number}"
        yield Record(
            ctx.uri,
            ctx.locator(f"{inner}!{place}" if inner else place),
            "text/plain",
            content[: ctx.options.prefix_bytes] if refused else content,
            url=url if (url := stated.get("url", "")).startswith(("http://", "https://")) else None,
            charset="utf-8",
            hints=found,
            refused=refused,
        )
