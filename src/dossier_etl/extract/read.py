"""Open a source, find out what it is, and hand it to the reader for that, containers inside containers included."""

import codecs
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from dossier_etl.extract import media
from dossier_etl.extract.appended import kind_at
from dossier_etl.extract.archives import read_tar, read_zip
from dossier_etl.extract.context import Budget, Context, ReadResult
from dossier_etl.extract.documents import read_document, read_html, read_text
from dossier_etl.extract.feeds import read_feed
from dossier_etl.extract.json_values import read_json
from dossier_etl.extract.jsonl import read_jsonl
from dossier_etl.extract.mail import read_emlx, read_mail, read_mbox
from dossier_etl.extract.options import MIB, ReadOptions
from dossier_etl.extract.pdf import read_pdf
from dossier_etl.extract.sniff import COMPRESSED, Kind, kind_of
from dossier_etl.extract.source_rules import with_statements
from dossier_etl.extract.sources import Source
from dossier_etl.extract.streams import ChunkStream, head_of, seekable, unpacked
from dossier_etl.extract.tables import read_csv
from dossier_etl.extract.text import legacy_charset
from dossier_etl.extract.warc import read_arc, read_warc
from dossier_etl.model.records import Incident

Reader = Callable[[BinaryIO, Context], Iterator[ReadResult]]
_HEAD = 65_536
_PACKED_SUFFIXES = (".gz", ".zst", ".bz2", ".xz", ".gzip", ".zstd", ".lzma", ".lz4", ".br")


def read_source(source: Source, options: ReadOptions | None = None) -> Iterator[ReadResult]:
    """Yield every record of a source, in the order it holds them, and an incident for every damage met on the way.

    Streams with bounded memory. Bad data never raises; what cannot be read at all is one incident for the whole source.
    """
    options = options or ReadOptions()
    ctx = Context(source.uri, source.uri.rsplit("/", 1)[-1], options, Budget(options.max_expanded_bytes))
    if source.left_out is not None:
        yield ctx.incident(source.left_out.kind, source.left_out.detail)
        return
    try:
        stream = source.open()
    except OSError as error:
        yield ctx.incident("unreadable", f"cannot be opened: {error.strerror or error}")
        return
    try:
        yield from with_statements(read_stream(stream, ctx, source.start), options.source_rules)
    finally:
        if source.path is not None:
            stream.close()


def read_stream(stream: BinaryIO, ctx: Context, start: int = 0) -> Iterator[ReadResult]:
    """Read as `read_source` does, for a stream at its beginning: a file, or a member of a container; a file that grew from ``start`` on."""
    try:
        if start and (kind := kind_at(stream, ctx.name, start)):
            yield from _READING_ON[kind](stream, ctx, start)
            return
        if start:
            stream.seek(0)
        yield from _read(stream, ctx)
    except RecursionError:
        yield ctx.incident("too_deep", "nested too deep to be read")
    except MemoryError:
        yield ctx.incident("memory", "not enough memory to read this source")
    except Exception as error:
        # Every reader accounts for the damage it knows; this is for the damage nobody foresaw, told rather than raised,
        # because one bad file must not stop the others.
        yield ctx.incident("unreadable", f"reading stopped: {type(error).__name__}: {error}"[:500])


def _read(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    head, stream = head_of(stream, _HEAD)
    for reader in ctx.options.readers:
        if reader.matches(head, ctx.name):
            yield from reader.read(stream, ctx)
            return
    kind = kind_of(head, ctx.name)
    if kind in COMPRESSED:
        yield from _read_packed(stream, kind, head, ctx)
    else:
        yield from _READERS[kind](stream, ctx)


def _read_packed(stream: BinaryIO, kind: Kind, head: bytes, ctx: Context) -> Iterator[ReadResult]:
    stream = seekable(stream)
    if kind is Kind.GZIP and _is_warc(stream, ctx):
        yield from read_warc(stream, ctx)
        return
    inner = unpacked(stream, kind, ctx)
    yield from _inside(cast("BinaryIO", inner), ctx.named(_bare(ctx.name)))
    yield from inner.incidents


def _inside(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    head, stream = head_of(stream, _HEAD)
    kind = kind_of(head, ctx.name)
    if kind in COMPRESSED:
        if ctx.depth >= ctx.options.max_depth:
            yield ctx.incident(
                "too_deep", f"nested in more than {ctx.options.max_depth} compressed containers; skipped"
            )
            return
        yield from _read_packed(stream, kind, head, ctx.inside(kind.value))
        return
    yield from _READERS[kind](stream, ctx)


def _is_warc(stream: BinaryIO, ctx: Context) -> bool:
    """Return True if the first gzip member that can be read is a WARC record; a damaged beginning leaves it to the name.

    The reader of WARCs must see the members: it alone knows which of them their checksums vouch for.
    """
    free = Context(ctx.uri, ctx.name, ctx.options, Budget(ctx.options.max_expanded_bytes))
    start = unpacked(stream, Kind.GZIP, free).read(512)
    stream.seek(0)
    name = ctx.name.lower()
    return kind_of(start, "") is Kind.WARC or _bare(name).endswith(".warc") if start else ".warc" in name


def _bare(name: str) -> str:
    lower = name.lower()
    for suffix in _PACKED_SUFFIXES:
        if lower.endswith(suffix):
            return name[: -len(suffix)]
    return name[:-4] + ".tar" if lower.endswith(".tgz") else name


def _binary(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    return read_document(stream, ctx, None)


def _warc(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    return read_warc(seekable(stream), ctx)


def _zip(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    return read_zip(stream, ctx, read_stream)


def _tar(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    return read_tar(stream, ctx, read_stream)


def _mail(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    return read_mail(stream, ctx, read_stream)


def _ris(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    from dossier_etl.extract.citations import read_ris

    return read_ris(stream, ctx)


def _bibtex(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    from dossier_etl.extract.citations import read_bibtex

    return read_bibtex(stream, ctx)


def _plist(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    from dossier_etl.extract.plist import read_plist

    return read_plist(stream, ctx)


def _rtf(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    from dossier_etl.extract.rtf import read_rtf

    return read_rtf(stream, ctx)


def _parquet(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    from dossier_etl.extract.parquet import read_parquet  # pyarrow takes a quarter of a second to import

    return read_parquet(stream, ctx)


def _emlx(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    return read_emlx(stream, ctx, read_stream)


def _outlook(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    from dossier_etl.extract.outlook import read_outlook

    return read_outlook(stream, ctx, read_stream)


def _mbox(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    return read_mbox(stream, ctx, read_stream)


def _utf8(reader: Reader) -> Reader:
    """Return a reader that turns UTF-16 and UTF-32 into UTF-8 first."""

    def read(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
        head, stream = head_of(stream, 64)
        codec = media.bom(head) or media.wide(head)
        if codec in (None, "utf-8-sig"):
            return reader(stream, ctx)
        return reader(cast("BinaryIO", ChunkStream(_transcoded(stream, codec or "utf-8"))), ctx)

    return read


def _csv(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Read a table in the encoding of the machine that its spreadsheet program ran on."""
    head, stream = head_of(stream, _HEAD)
    if media.bom(head) or media.wide(head):
        yield from _utf8(read_csv)(stream, ctx)
        return
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        codec = legacy_charset(head)
        yield ctx.incident("charset_guessed", f"the table is not UTF-8; read as {codec}")
        stream = cast("BinaryIO", ChunkStream(_transcoded(stream, codec)))
    if b"\n" not in head and b"\r" in head:
        stream = cast("BinaryIO", ChunkStream(_lines_ended(stream)))
    yield from read_csv(stream, ctx)


def _lines_ended(stream: BinaryIO) -> Iterator[bytes | Incident]:
    """Yield lines that end in a carriage return alone, as old Macintosh programs wrote them."""
    while block := stream.read(MIB):
        yield block.replace(b"\r", b"\n")


def _transcoded(stream: BinaryIO, codec: str) -> Iterator[bytes | Incident]:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    while block := stream.read(MIB):
        yield decoder.decode(block).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


_READERS: dict[Kind, Reader] = {
    Kind.TEXT: read_text,
    Kind.HTML: read_html,
    Kind.BINARY: _binary,
    Kind.WARC: _warc,
    Kind.ARC: read_arc,
    Kind.RIS: _ris,
    Kind.BIBTEX: _bibtex,
    Kind.JSONL: _utf8(read_jsonl),
    Kind.JSON: _utf8(read_json),
    Kind.CSV: _csv,
    Kind.FEED: read_feed,
    Kind.PARQUET: _parquet,
    Kind.ZIP: _zip,
    Kind.TAR: _tar,
    Kind.MAIL: _mail,
    Kind.MBOX: _mbox,
    Kind.PDF: read_pdf,
    Kind.RTF: _rtf,
    Kind.PLIST: _plist,
    Kind.OUTLOOK: _outlook,
    Kind.EMLX: _emlx,
}
_READING_ON: dict[Kind, Callable[[BinaryIO, Context, int], Iterator[ReadResult]]] = {
    Kind.WARC: read_warc,
    Kind.JSONL: read_jsonl,
}
