"""A file that is one document: a page, a text, or something that can become neither."""

from collections.abc import Iterator
from typing import BinaryIO

from dossier_etl.extract import media, signatures
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.model.records import Record


def read_document(stream: BinaryIO, ctx: Context, media_type: str | None = None) -> Iterator[ReadResult]:
    """The whole stream as one record; too large, or not text: refused, with its beginning kept.

    Args:
        media_type: what sniffing found; None for bytes that are no text.
    """
    content = read_up_to(stream, ctx.options.max_document_bytes + 1)
    refused, hints = None, dict(ctx.hints)
    if media_type is None and (name := signatures.name_of(content[: media.SNIFF_BYTES])):
        hints["format"], media_type, refused = name, "application/octet-stream", "not_text"
    if len(content) > ctx.options.max_document_bytes:
        refused = "too_large"
    elif media_type is None:
        refused = "not_text"
    yield Record(
        source_uri=ctx.uri,
        locator=ctx.locator(),
        media_type=media_type or media.document_type("", content[: media.SNIFF_BYTES]),
        content=content[: ctx.options.prefix_bytes] if refused else content,
        hints=hints,
        refused=refused,
    )


def read_up_to(stream: BinaryIO, n: int) -> bytes:
    """At most n bytes, however small the pieces the stream hands out."""
    parts: list[bytes] = []
    while n > 0 and (part := stream.read(min(n, 1 << 20))):
        parts.append(part)
        n -= len(part)
    return b"".join(parts)
