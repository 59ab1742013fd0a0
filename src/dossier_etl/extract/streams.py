"""Streams for readers: unpacked within limits, looked into without losing the beginning, made seekable."""

import bz2
import io
import itertools
import lzma
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import zstandard
from fastwarc.stream_io import BrotliReader

from dossier_etl.extract.context import Context
from dossier_etl.extract.gzips import Data, GzipMembers
from dossier_etl.extract.options import MIB
from dossier_etl.extract.sniff import Kind
from dossier_etl.model.records import Incident

_SPOOL_IN_MEMORY = 4 * MIB
_DICTIONARY_FRAME = b"\x5d\x2a\x4d\x18"
_ZSTD_FRAME = b"\x28\xb5\x2f\xfd"
_LARGEST_DICTIONARY = 16 * MIB


class ChunkStream(io.RawIOBase):
    """A readable file over chunks; damage met among them is in ``incidents`` once it has been read past."""

    def __init__(self, chunks: Iterator[bytes | Incident]) -> None:
        super().__init__()
        self._chunks = chunks
        self._rest = b""
        self.incidents: list[Incident] = []

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to size bytes (all of them for -1); fewer only at the end."""
        parts: list[bytes] = []
        held = 0
        while size < 0 or held < size:
            part = self._rest or self._next()
            if not part:
                break
            take = part if size < 0 else part[: size - held]
            self._rest = part[len(take) :]
            parts.append(take)
            held += len(take)
        return b"".join(parts)

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer)).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def _next(self) -> bytes:
        for chunk in self._chunks:
            if isinstance(chunk, Incident):
                self.incidents.append(chunk)
            elif chunk:
                return chunk
        return b""


def unpacked(stream: BinaryIO, kind: Kind, ctx: Context) -> ChunkStream:
    """Return the content of a compressed file, bounded by the source's budget and ratio."""
    if kind is Kind.GZIP:
        return ChunkStream(_gunzipped(seekable(stream), ctx))
    return ChunkStream(_decompressed(stream, kind, ctx))


def head_of(stream: BinaryIO, n: int) -> tuple[bytes, BinaryIO]:
    """Return the first n bytes, and a stream that still has them."""
    head = b""
    while len(head) < n and (part := stream.read(n - len(head))):
        head += part
    if stream.seekable():
        stream.seek(0)
        return head, stream
    return head, cast("BinaryIO", ChunkStream(_prefixed(head, stream)))


def seekable(stream: BinaryIO) -> BinaryIO:
    """Return the stream itself, or a spooled copy (in memory while small, then in an unnamed temporary file)."""
    if stream.seekable():
        return stream
    spool = tempfile.SpooledTemporaryFile(_SPOOL_IN_MEMORY)  # noqa: SIM115 - handed on; vanishes with its last reference
    while part := stream.read(MIB):
        spool.write(part)
    spool.seek(0)
    return cast("BinaryIO", spool)


def _prefixed(head: bytes, stream: BinaryIO) -> Iterator[bytes | Incident]:
    yield head
    while part := stream.read(MIB):
        yield part


def _gunzipped(stream: BinaryIO, ctx: Context) -> Iterator[bytes | Incident]:
    for piece in GzipMembers(stream, ctx.options, ctx.budget):
        if isinstance(piece, Data):
            yield piece.data
        else:
            yield ctx.incident(piece.kind, piece.detail, f"offset:{piece.start}", piece.start, piece.end)


def _decompressed(stream: BinaryIO, kind: Kind, ctx: Context) -> Iterator[bytes | Incident]:
    source = _Counting(stream)
    total = 0
    try:
        for chunk in _chunks(source, kind):
            total += len(chunk)
            options = ctx.options
            bomb = total > options.ratio_floor_bytes and total > options.max_ratio * max(1, source.count)
            if bomb or not ctx.budget.take(len(chunk)):
                yield ctx.incident(
                    "decompression_limit",
                    f"{kind} data unpack to more than {total // MIB} MiB from {source.count // 1024} KiB; stopped",
                    start=source.count,
                )
                return
            yield chunk
    except (zstandard.ZstdError, OSError, EOFError, lzma.LZMAError, ValueError) as error:
        detail = f"{kind} data cannot be unpacked further ({error}); what came before was read"
        if "ictionary" in str(error):
            detail = f"packed with a dictionary that is not in the file ({error}); unpack it with the dictionary first"
        yield ctx.incident(f"{kind}_damaged", detail, start=source.count)


def _chunks(source: "_Counting", kind: Kind) -> Iterator[bytes]:
    if kind is Kind.ZSTD:
        dictionary, rest = _dictionary(source)
        unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27, dict_data=dictionary)
        yield from _blocks(unpacker.stream_reader(cast("BinaryIO", rest), read_size=65_536, read_across_frames=True))
        return
    if kind is Kind.LZ4:
        import pyarrow as pa  # takes a quarter of a second to import

        yield from _blocks(pa.CompressedInputStream(pa.PythonFile(source, "r"), "lz4"))
        return
    if kind is Kind.BROTLI:
        yield from _blocks(BrotliReader(cast("BinaryIO", source)))
        return
    make = bz2.BZ2Decompressor if kind is Kind.BZIP2 else lzma.LZMADecompressor
    decompressor = make()
    data = b""
    while True:
        if decompressor.eof:
            data = (decompressor.unused_data or source.read(65_536)).lstrip(b"\0")
            if not data:
                return
            decompressor = make()
        elif decompressor.needs_input:
            data = source.read(65_536)
            if not data:
                raise EOFError("the file ends inside the compressed data")
        yield decompressor.decompress(data, MIB)
        data = b""


def _blocks(reader: Any) -> Iterator[bytes]:
    while chunk := reader.read(MIB):
        yield chunk


def _dictionary(source: "_Counting") -> tuple[zstandard.ZstdCompressionDict | None, "_Counting | ChunkStream"]:
    """Return the dictionary in the first frame of a WARC packed with zstd (if there is one), and the stream behind it.

    Raises:
        ValueError: the dictionary is cut off or larger than 16 MiB.
        ZstdError: it is packed itself and damaged.

    Source: IIPC, "Zstandard compression of WARC files" 1.0 (skippable frame 0x184D2A5D).
    """
    head = source.read(8)
    if not head.startswith(_DICTIONARY_FRAME):
        return None, ChunkStream(itertools.chain([head], iter(lambda: source.read(65_536), b"")))
    size = int.from_bytes(head[4:8], "little")
    if size > _LARGEST_DICTIONARY:
        raise ValueError(f"a dictionary of {size} bytes")
    data = source.read(size)
    if len(data) < size:
        raise ValueError("the dictionary is cut off")
    if data.startswith(_ZSTD_FRAME):
        unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27)
        data = unpacker.stream_reader(io.BytesIO(data)).read(_LARGEST_DICTIONARY)
    return zstandard.ZstdCompressionDict(data), source


class _Counting(io.RawIOBase):
    """A readable that counts the bytes taken from it."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.count

    def read(self, n: int = -1) -> bytes:
        data = self._stream.read(n)
        self.count += len(data)
        return data
