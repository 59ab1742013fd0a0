"""Files that grow at their end: a crawler's WARC, a log of JSON lines. What was read of them once need not be read again.

The reader starts where the earlier run stopped if the bytes before that place are those it read (see
`sources.source_fingerprint`), nothing was wrong with them, and a record begins there: then the records behind it are those
that reading the whole file gives. Only the limit on what one source may expand to starts afresh.
"""

import zlib
from typing import BinaryIO

from dossier_etl.extract import media
from dossier_etl.extract.sniff import Kind, kind_of
from dossier_etl.extract.sources import Source

_HEAD = 65_536
"""As much as decides how the whole file is read; see `read`."""
_MEMBER = 4_096
"""Enough compressed bytes for the first words of a record."""


def grows(source: Source, start: int) -> bool:
    """Return True if the source can be read from ``start`` on; False for a file that cannot be opened."""
    try:
        with source.open() as stream:
            return kind_at(stream, source.uri, start) is not None
    except OSError:
        return False


def kind_at(stream: BinaryIO, name: str, start: int) -> Kind | None:
    """Return ``WARC`` or ``JSONL`` if the file is one and a record begins at ``start``; else None.

    Args:
        stream: a seekable file; it is left anywhere.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(max(0, start - 4))
    before, after = stream.read(min(4, start)), stream.read(_MEMBER)
    kind = kind_of(head, name)
    if kind_of(head[:start], name) is not kind:
        return None
    if kind is Kind.GZIP and _unpacks_to_record(head[:_MEMBER]) and _unpacks_to_record(after):
        return Kind.WARC
    if kind is Kind.WARC and head.startswith(b"WARC/") and before == b"\r\n\r\n" and after.startswith(b"WARC/"):
        return Kind.WARC
    if (
        kind is Kind.JSONL
        and before.endswith(b"\n")
        and not media.wide(head)
        and media.bom(head) in (None, "utf-8-sig")
    ):
        return Kind.JSONL
    return None


def _unpacks_to_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(packed, 5) == b"WARC/"
    except zlib.error:
        return False
