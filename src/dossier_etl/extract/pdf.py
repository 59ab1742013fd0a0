"""PDF text, through the optional library pypdf."""

import importlib.util
import logging
from collections.abc import Iterator
from typing import Any, BinaryIO

from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.streams import seekable
from dossier_etl.extract.text import encoded
from dossier_etl.model.records import Record

_MAX_PAGES = 2_000
_HINTS = (("title", "/Title"), ("authors", "/Author"), ("row.created", "/CreationDate"), ("row.producer", "/Producer"))


def read_pdf(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """The text of all pages as one plain-text record; pages are separated by a blank line."""
    if importlib.util.find_spec("pypdf") is None:
        yield ctx.incident("missing_extra", "reading PDF needs the extra `pdf`: pip install 'dossier-etl[pdf]'")
        return
    import pypdf

    # It logs a line for everything it works around, thousands for one damaged file; damage is told by incidents instead.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(seekable(stream), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            yield ctx.incident("encrypted", "this PDF needs a password")
            return
        count = len(reader.pages)
        hints = dict(ctx.hints) | _metadata(reader.metadata)
    except Exception as error:
        # pypdf raises whatever its parts raise on damaged files (KeyError, TypeError, RecursionError, its own …).
        yield _damaged(ctx, "the file cannot be read", error)
        return
    texts: list[str] = []
    size = 0
    for number in range(min(count, _MAX_PAGES)):
        try:
            text = reader.pages[number].extract_text() or ""
        except Exception as error:
            yield _damaged(ctx, f"page {number + 1} cannot be read", error)
            continue
        texts.append(text)
        size += len(text)
        if size > ctx.options.max_document_bytes:
            break
    if count > _MAX_PAGES:
        yield ctx.incident("too_large", f"{count} pages; only the first {_MAX_PAGES} were read")
    content, _ = encoded("\n\n".join(texts))
    refused = "too_large" if len(content) > ctx.options.max_document_bytes else None
    hints["row.pages"] = str(count)
    yield Record(
        ctx.uri,
        ctx.locator(),
        "text/plain",
        content[: ctx.options.prefix_bytes] if refused else content,
        charset="utf-8",
        hints=hints,
        refused=refused,
    )


def _metadata(metadata: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for hint, key in _HINTS:
        value = str((metadata or {}).get(key) or "").strip()
        if value:
            found[hint] = encoded(value.replace("\0", ""))[0].decode()[:4_000]
    return found


def _damaged(ctx: Context, what: str, error: Exception) -> ReadResult:
    return ctx.incident("pdf_damaged", f"{what} ({type(error).__name__}: {error})"[:300])
