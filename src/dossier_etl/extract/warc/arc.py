"""ARC, the format before WARC: a line with address, host, date, type and length, then the response.

Source: Internet Archive, "ARC File Format" (versions 1 and 2).
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.documents import read_up_to
from dossier_etl.extract.options import MIB
from dossier_etl.extract.streams import seekable
from dossier_etl.extract.warc.framing import Framed
from dossier_etl.extract.warc.reader import results_of

_HEADER = re.compile(
    rb"\A([a-zA-Z][a-zA-Z0-9+.-]{1,20}:[^\s]{1,8000}) (\S{1,64}) (\d{8,14}) (\S{1,200})"
    rb"(?: \S{1,100} \S{1,200} \S{1,1000} \d{1,16} \S{1,1000})? (\d{1,12})[ \t]*\r?\n"
)
_LINE = 1 << 16


def read_arc(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Read every captured response, locator ``offset:N`` in the unpacked file; damage is stepped over to the next header."""
    source = seekable(stream)
    at = 0
    lost: int | None = None
    while True:
        source.seek(at)
        line = source.readline(_LINE)
        if not line:
            break
        header = _HEADER.fullmatch(line)
        if header is None:
            lost = at if lost is None and line.strip() else lost
            at += len(line)
            continue
        if lost is not None:
            yield _lost(ctx, lost, at)
            lost = None
        size, start = int(header[5]), at + len(line)
        block = read_up_to(source, min(size, ctx.options.max_document_bytes + MIB))
        end = start + size
        if not header[1].startswith(b"filedesc:"):
            yield from results_of(_framed(header, block, at, end, size), ctx)
        source.seek(0, 2)
        if end > source.tell():
            yield ctx.incident("truncated", "the file ends inside a record", f"offset:{at}", start, source.tell())
            break
        at = end
    if lost is not None:
        yield _lost(ctx, lost, at)


def _framed(header: re.Match[bytes], block: bytes, at: int, end: int, size: int) -> Framed:
    """Return an ARC record as the WARC record it would be."""
    date = header[3].ljust(14, b"0")
    when = b"%s-%s-%sT%s:%s:%sZ" % (date[:4], date[4:6], date[6:8], date[8:10], date[10:12], date[12:14])
    kind, media = (b"response", b"application/http") if block.startswith(b"HTTP/") else (b"resource", header[4])
    headers = {b"warc-type": kind, b"warc-target-uri": header[1], b"warc-date": when, b"content-type": media}
    return Framed(headers, block, (at, 0), end, too_large=size if size > len(block) else 0)


def _lost(ctx: Context, start: int, end: int) -> ReadResult:
    return ctx.incident("arc_damaged", "no record header; went on at the next one", f"offset:{start}", start, end)
