"""HTTP responses as crawlers stored them: status, type, charset, and the body behind chunking and compression."""

import io
import re
import zlib
from dataclasses import dataclass

import zstandard
from fastwarc.stream_io import BrotliReader

from dossier_etl.extract.options import ReadOptions

_BLANK = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_CHUNK = re.compile(rb"[ \t]{0,16}([0-9A-Fa-f]{1,8})[ \t]{0,16}(?:;[^\r\n]{0,1000})?\r?\n")
_HEADER_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Response:
    status: int | None
    headers: dict[str, str]
    body: bytes
    notes: tuple[str, ...] = ()
    """What lied: a chunk error, an encoding that is not one. For an incident."""
    missing: int = 0
    """Bytes that Content-Length announces and the body lacks."""
    limit: str | None = None
    """``decompression_limit``: unpacked, the body is larger than a document may be; only a prefix was unpacked."""


def body_start(block: bytes) -> int:
    """Return where the body starts; 0 if the block is no HTTP message."""
    if not block.startswith(b"HTTP/"):
        return 0
    blank = _BLANK.search(block, 0, _HEADER_LIMIT)
    return blank.end() if blank else 0


def length_agrees(block: bytes) -> bool:
    """Return True if the HTTP Content-Length is exactly that of the body."""
    start = body_start(block)
    match = re.search(rb"(?im)^content-length:[ \t]*(\d{1,12})[ \t]*\r?$", block[:start])
    return bool(match) and int(match[1] if match else 0) == len(block) - start


def parse(block: bytes, options: ReadOptions) -> Response:
    """Unwrap a response; headers that contradict the body are ignored with a note."""
    status_line = _STATUS.match(block)
    start = body_start(block)
    if status_line is None:
        return Response(None, {}, block)
    headers: dict[str, str] = {}
    for line in block[:start].decode("latin-1").split("\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    body, notes = block[start:], []
    announced = headers.get("content-length", "")
    missing = int(announced) - len(body) if announced.isdigit() and len(announced) < 13 and body else 0
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body, note = dechunk(body)
        notes.extend([note] if note else [])
    limit = None
    for coding in reversed(headers.get("content-encoding", "").lower().replace(" ", "").split(",")):
        if coding and coding != "identity":
            body, note, limit = decode(body, coding, options)
            notes.extend([note] if note else [])
            if limit:
                break
    return Response(int(status_line[1]), headers, body, tuple(notes), max(missing, 0), limit)


def dechunk(body: bytes) -> tuple[bytes, str]:
    """Join chunks: the body, and what went wrong.

    A body that starts with no chunk size was stored unchunked; one that goes wrong later keeps the rest as it is.
    """
    first = _CHUNK.match(body)
    if first is None:
        return body, ""
    parts: list[bytes] = []
    at = 0
    while True:
        head = _CHUNK.match(body, at)
        if head is None:
            if not parts:
                return body, ""
            return b"".join(parts) + body[
                at:
            ], f"chunk size missing at byte {at} of the body; the rest was kept as it is"
        size = int(head[1], 16)
        if size == 0:
            return b"".join(parts), ""
        if head.end() + size > len(body):
            if not parts and size > 4 * len(body):
                return body, "the first line looks like a chunk size but is none; the body was kept as it is"
            return b"".join([*parts, body[head.end() :]]), "the last chunk is cut off"
        parts.append(body[head.end() : head.end() + size])
        at = head.end() + size
        if body[at : at + 2] == b"\r\n":
            at += 2
        elif body[at : at + 1] == b"\n":
            at += 1


def decode(body: bytes, coding: str, options: ReadOptions) -> tuple[bytes, str, str | None]:
    """Undo one content coding: the body, a note if it lied, and the limit it hit."""
    if not body:
        return body, "", None
    cap = options.max_document_bytes + 1
    try:
        if coding in ("gzip", "x-gzip"):
            if body[:2] != b"\x1f\x8b":
                return body, "", None
            out, whole = _inflate(body, 31, cap)
        elif coding == "deflate":
            try:
                out, whole = _inflate(body, 15, cap)
            except zlib.error:
                out, whole = _inflate(body, -15, cap)
        elif coding == "br":
            out, whole = _brotli(body, cap)
        elif coding == "zstd":
            if body[:4] != b"\x28\xb5\x2f\xfd":
                return body, "", None
            out, whole = zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True).read(cap), True
        else:
            return body, f"content coding {coding!r} is not known; the body was kept as it is", None
    except (zlib.error, OSError, zstandard.ZstdError):
        return body, f"the body is not {coding} as its header says; it was kept as it is", None
    if len(out) >= cap:
        return out[: options.prefix_bytes], "", "decompression_limit"
    return out, "" if whole else f"the {coding} body is cut off or damaged; what could be unpacked was kept", None


def _inflate(body: bytes, wbits: int, cap: int) -> tuple[bytes, bool]:
    """Unpack up to cap bytes; what came before an error is kept, unless nothing did."""
    inflater = zlib.decompressobj(wbits)
    parts: list[bytes] = []
    total = 0
    for at in range(0, len(body), 65_536):
        try:
            out = inflater.decompress(body[at : at + 65_536], cap - total)
        except zlib.error:
            if not total:
                raise
            return b"".join(parts), False
        parts.append(out)
        total += len(out)
        if total >= cap or inflater.eof:
            break
    return b"".join(parts), inflater.eof or total >= cap


def _brotli(body: bytes, cap: int) -> tuple[bytes, bool]:
    reader = BrotliReader(io.BytesIO(body))
    parts: list[bytes] = []
    total = 0
    try:
        while total < cap and (part := reader.read(65_536)):
            parts.append(part)
            total += len(part)
    except (OSError, ValueError, EOFError):
        if not parts:
            raise
        return b"".join(parts), False
    return b"".join(parts), True
