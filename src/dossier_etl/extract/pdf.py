"""PDF text, through pdfium."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from dossier_etl.extract import exports
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.documents import read_up_to
from dossier_etl.extract.text import encoded
from dossier_etl.model.records import Record

_MAX_PAGES = 2_000
_HINTS = (("title", "Title"), ("authors", "Author"), ("row.created", "CreationDate"), ("row.producer", "Producer"))
_PASSWORD = 4
"""FPDF_ERR_PASSWORD."""
_SOFT_BREAK = re.compile("[\x02\ufffe]\r?\n?|\xad\r?\n")
"""pdfium's sign for a word cut at a line end."""
_FULL = 0.8
"""A line at least so long, compared with the long lines of its page, goes on in the next."""
_LABEL = re.compile(r"[A-Z][\w/ -]{1,30}:(?:\s|$)")
"""``Load-Date: …`` starts a line of its own."""
_ENDED = re.compile(r"[.!?:…\"”»’)]\s*$")


def read_pdf(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Read the text of all pages as one plain-text record; paragraphs and pages are separated by a blank line.

    A file without a text layer (a scan) is refused as ``no_text_layer``.
    """
    import pypdfium2 as pdfium

    limit = 10 * ctx.options.max_document_bytes
    data = read_up_to(stream, limit + 1)
    if len(data) > limit:
        yield ctx.incident("too_large", f"a PDF of more than {limit} bytes; left unread")
        return
    hints = dict(ctx.hints)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            yield ctx.incident("encrypted", "this PDF needs a password")
        else:
            yield ctx.incident("pdf_damaged", f"the file cannot be read ({error})"[:300])
        return
    try:
        hints |= _metadata(document.get_metadata_dict(skip_empty=True))
        count = len(document)
        texts: list[str] = []
        size = 0
        for number in range(min(count, _MAX_PAGES)):
            try:
                text = _page_text(document, number)
            except pdfium.PdfiumError as error:
                yield ctx.incident("pdf_damaged", f"page {number + 1} cannot be read ({error})"[:300])
                continue
            texts.append(text)
            size += len(text)
            if size > ctx.options.max_document_bytes:
                break
    finally:
        document.close()
    if count > _MAX_PAGES:
        yield ctx.incident("too_large", f"{count} pages; only the first {_MAX_PAGES} were read")
    whole = "\n\n".join(filter(None, texts))
    export = exports.from_text(whole)
    if export is not None and export[0] != "pages":
        yield from exports.records(export, ctx, {k: v for k, v in hints.items() if k not in ("title", "authors")})
        return
    content, _ = encoded(whole)
    refused = "too_large" if len(content) > ctx.options.max_document_bytes else None
    hints["row.pages"] = str(count)
    if count and not content.strip():
        refused, hints["format"] = "no_text_layer", f"PDF without a text layer, {count} page{'s' * (count > 1)}"
    yield Record(
        ctx.uri,
        ctx.locator(),
        "application/pdf" if refused == "no_text_layer" else "text/plain",
        content[: ctx.options.prefix_bytes] if refused else content,
        charset="utf-8",
        hints=hints,
        refused=refused,
    )


def _page_text(document: Any, number: int) -> str:
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            return _unwrapped(textpage.get_text_range())
        finally:
            textpage.close()
    finally:
        page.close()


def _unwrapped(text: str) -> str:
    """Join the lines of a paragraph: those that fill the width go on, unless a sentence ends on a shorter one."""
    lines = [" ".join(line.split()) for line in _SOFT_BREAK.sub("", text.replace("\0", "")).splitlines()]
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return ""
    width = lengths[int(len(lengths) * 0.9)] if len(lengths) > 1 else lengths[0]
    parts: list[str] = []
    joins = False
    for line in lines:
        if line:
            if joins and not _LABEL.match(line):
                parts[-1] += " " + line
            else:
                parts.append(line)
            full = len(line) >= _FULL * width
            joins = width > 40 and full and (len(line) >= 0.95 * width or not _ENDED.search(line))
        else:
            joins = False
    return "\n\n".join(parts)


def _metadata(metadata: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for hint, key in _HINTS:
        if value := str(metadata.get(key) or "").strip():
            found[hint] = encoded(value.replace("\0", ""))[0].decode()[:4_000]
    return found
