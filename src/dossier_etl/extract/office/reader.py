"""A zip file that is one document of an office program → records."""

import itertools
import re
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from typing import BinaryIO

from dossier_etl.extract import exports, rows, tables
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.exports.model import ITEM
from dossier_etl.extract.office.parts import PartError, program
from dossier_etl.extract.text import encoded
from dossier_etl.model.records import Record

ReadMember = Callable[[BinaryIO, Context], Iterator[ReadResult]]
_HEADER_ROWS = 20
_HEADING = re.compile(r"(?s)<h[1-6](?:\s[^<>]*)?>(.{0,2000}?)</h[1-6]>")
_TAG = re.compile(r"<[^<>]{0,2000}>")


def document_in(archive: zipfile.ZipFile, ctx: Context) -> Iterator[ReadResult] | None:
    """Return the records of an office document, or None if the archive is none.

    A format that is not read is one refused record with its name; its parts are never read as documents.
    """
    name = program(archive)
    if name is None:
        return None
    reader = _READERS.get(name)
    if reader is None:
        return iter((_refused(name, ctx),))
    return _told(reader(archive, ctx), name, ctx)


def _told(results: Iterator[ReadResult], name: str, ctx: Context) -> Iterator[ReadResult]:
    """Report a part that cannot be read; the document then is refused under its name."""
    count = 0
    try:
        for result in results:
            count += 1
            yield result
    except PartError as error:
        yield ctx.incident(error.kind, f"{name}: {error}")
        if not count:
            yield _refused(name, ctx, "too_large" if error.kind == "too_large" else "not_text")


def _refused(name: str, ctx: Context, reason: str = "not_text") -> Record:
    hints = {**dict(ctx.hints), "format": name}
    return Record(ctx.uri, ctx.locator(), "application/zip", b"", hints=hints, refused=reason)


def _page(html: str, hints: dict[str, str], ctx: Context, inner: str = "") -> Iterator[ReadResult]:
    """Yield the articles of an export, or the page as one document: as text if it has one heading at most (its title) and no table."""
    if (articles := exports.from_html(html)) is not None:
        yield from exports.records(articles, ctx, hints, inner)
        return
    headings = _HEADING.findall(html)
    plain = len(headings) < 2 and "<table" not in html
    if plain and headings:
        hints = {**hints, "title": " ".join(unescape(_TAG.sub("", headings[0])).split())}
    content, _ = encoded(_as_text(html) if plain else html)
    refused = "too_large" if len(content) > ctx.options.max_document_bytes else None
    yield Record(
        ctx.uri,
        ctx.locator(inner),
        "text/plain" if plain else "text/html",
        content[: ctx.options.prefix_bytes] if refused else content,
        charset="utf-8",
        hints={**dict(ctx.hints), **hints},
        refused=refused,
    )


def _as_text(html: str) -> str:
    from dossier_etl.extract.exports.html_lines import html_lines

    return "\n".join("" if line == ITEM else line.text for line in html_lines(html)).strip()


def _docx(archive: zipfile.ZipFile, ctx: Context) -> Iterator[ReadResult]:
    from dossier_etl.extract.office.docx import docx_to_html
    from dossier_etl.extract.office.properties import properties

    html = docx_to_html(archive, ctx.budget)
    yield from _page(html, {"format": "Word document", **properties(archive, ctx.budget)}, ctx)


def _odt(archive: zipfile.ZipFile, ctx: Context) -> Iterator[ReadResult]:
    from dossier_etl.extract.office.odt import odt_to_html
    from dossier_etl.extract.office.properties import properties

    html = odt_to_html(archive, ctx.budget)
    yield from _page(html, {"format": "OpenDocument text", **properties(archive, ctx.budget)}, ctx)


def _epub(archive: zipfile.ZipFile, ctx: Context) -> Iterator[ReadResult]:
    from dossier_etl.extract.office import epub

    book = epub.book_of(archive, ctx.budget)
    for name, data in epub.chapters(archive, book, ctx.budget):
        if isinstance(data, PartError):
            yield ctx.incident(data.kind, str(data), name)
            continue
        refused = "too_large" if len(data) > ctx.options.max_document_bytes else None
        hints = {**dict(ctx.hints), **book.hints, "format": "EPUB"}
        content = data[: ctx.options.prefix_bytes] if refused else data
        yield Record(ctx.uri, ctx.locator(name), "text/html", content, hints=hints, refused=refused)


def _xlsx(archive: zipfile.ZipFile, ctx: Context) -> Iterator[ReadResult]:
    from dossier_etl.extract.office.xlsx import xlsx_rows

    for sheet, cells in xlsx_rows(archive, ctx.options.max_ratio):
        yield from _sheet(sheet, cells, ctx)


def _ods(archive: zipfile.ZipFile, ctx: Context) -> Iterator[ReadResult]:
    from dossier_etl.extract.office.odt import ods_rows

    for sheet, cells in ods_rows(archive, ctx.budget):
        yield from _sheet(sheet, iter(cells), ctx)


def _sheet(sheet: str, cells: Iterator[list[str]], ctx: Context) -> Iterator[ReadResult]:
    """Read the rows of a sheet as records, locator ``SHEET!row:N``."""
    first = list(itertools.islice((row for row in cells if any(row)), _HEADER_ROWS))
    if not first:
        return
    lines = ["\t".join(" ".join(cell.split()) for cell in row) for row in first]
    header = tables.find_header(lines, ctx.options.columns, "\t")
    if header.above:
        shown = " / ".join(lines[: header.above])[:200]
        yield ctx.incident("preamble", f"{header.above} row(s) above the header were left out: {shown}", sheet)
    columns = ctx.options.columns
    if tables.unknown_columns(header.names, columns) or not tables.has_text(header.names, columns):
        yield tables.no_text_column(ctx, header.names, sheet)
        return
    below = itertools.chain(first[header.above + 1 :], (row for row in cells if any(row)))
    for number, row in enumerate(below, 1):
        yield from rows.items(tables.named(header.names, row), ctx, f"{sheet}!row:{number}")


_READERS: dict[str, Callable[[zipfile.ZipFile, Context], Iterator[ReadResult]]] = {
    "Word document": _docx,
    "Excel workbook": _xlsx,
    "OpenDocument text": _odt,
    "OpenDocument spreadsheet": _ods,
    "EPUB": _epub,
}
