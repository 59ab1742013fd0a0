"""Rich text, through striprtf: one document, or the articles of an export."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from dossier_etl.extract import exports
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.documents import read_up_to
from dossier_etl.extract.text import encoded
from dossier_etl.model.records import Record

_PAGE = re.compile(rb"\\(?:page|sect)(?![a-z])")
_INFO = re.compile(rb"\{\\(title|author|company) ([^{}\\]{1,300})\}")
_DIGITS = re.compile(rb"[0-9a-fA-F\s]+")
_PICTURE = 4_000
"""Pictures are runs of more hexadecimal digits: they are cut before parsing."""


def read_rtf(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Read the text of a rich text file; what the file says of itself stays a fact about the file."""
    data = read_up_to(stream, ctx.options.max_document_bytes + 1)
    hints = {**dict(ctx.hints), "format": "RTF"}
    if len(data) > ctx.options.max_document_bytes:
        yield Record(
            ctx.uri, ctx.locator(), "text/rtf", data[: ctx.options.prefix_bytes], hints=hints, refused="too_large"
        )
        return
    for match in _INFO.finditer(data[:65_536]):
        hints[f"row.document_{match[1].decode()}"] = match[2].decode("latin-1").strip()
    from striprtf.striprtf import rtf_to_text

    # A page break is a form feed in plain text; striprtf would make it a line break.
    prepared = _PAGE.sub(rb"\\'0c ", _DIGITS.sub(_unless_picture, data)).decode("latin-1")
    # striprtf looks for links with a pattern that takes cubic time; without it the text of a link is kept, its address is not.
    prepared = prepared.replace("\\fldinst", "\\fldinstx")
    try:
        text = str(rtf_to_text(prepared, errors="replace"))  # type: ignore[no-untyped-call]
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        # striprtf raises whatever its lookups raise on damaged files (IndexError, LookupError, ValueError …).
        yield ctx.incident("rtf_damaged", f"cannot be read as rich text ({type(error).__name__}: {error})"[:300])
        yield Record(
            ctx.uri, ctx.locator(), "text/rtf", data[: ctx.options.prefix_bytes], hints=hints, refused="not_text"
        )
        return
    if (export := exports.from_text(text)) is not None:
        yield from exports.records(export, ctx, hints)
        return
    content, _ = encoded(text.replace("\f", "\n\n").replace("\0", ""))
    yield Record(ctx.uri, ctx.locator(), "text/plain", content, charset="utf-8", hints=hints)


def _unless_picture(match: re.Match[bytes]) -> bytes:
    return match[0] if len(match[0]) < _PICTURE else b""
