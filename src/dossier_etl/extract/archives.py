"""Archives: every member read as if it were a file of its own.

Member names are labels, never paths; nothing is unpacked to disk under a name.
"""

import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.options import MIB
from dossier_etl.extract.streams import ChunkStream, seekable
from dossier_etl.model.records import Incident

ReadMember = Callable[[BinaryIO, Context], Iterator[ReadResult]]
_TAR_BLOCK = 512
_LONG_NAME_LIMIT = 65_536


def too_deep(ctx: Context) -> Incident | None:
    if ctx.depth < ctx.options.max_depth:
        return None
    return ctx.incident("too_deep", f"an archive {ctx.depth} containers deep; the limit is {ctx.options.max_depth}")


def hidden(name: str) -> bool:
    """Return True for folders, files that operating systems add, and hidden files."""
    parts = name.split("/")
    return not parts[-1] or parts[0] == "__MACOSX" or any(p.startswith(".") and p not in (".", "..") for p in parts)


def read_zip(stream: BinaryIO, ctx: Context, read_member: ReadMember) -> Iterator[ReadResult]:
    if incident := too_deep(ctx):
        yield incident
        return
    try:
        archive = zipfile.ZipFile(seekable(stream))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        yield ctx.incident(
            "archive_damaged", f"the zip's table of contents cannot be read ({error}); copy the file again"
        )
        return
    from dossier_etl.extract.office.reader import document_in

    with archive:
        if (document := document_in(archive, ctx)) is not None:
            yield from document
            return
        names = archive.namelist()
        if all(map(hidden, names)):
            yield ctx.incident("empty", "an archive without files to read")
        captures = [info for info in archive.infolist() if info.filename.startswith("archive/")]
        # Web archive collections (WACZ) hold indexes, page lists and logs beside the captures: no documents of their own.
        infos = captures if captures and "datapackage.json" in names else archive.infolist()
        for info in infos[: ctx.options.max_members]:
            if hidden(info.filename):
                continue
            if info.flag_bits & 1:
                yield ctx.incident("encrypted", "this member needs a password; unpack it yourself", info.filename)
                continue
            yield from _zip_member(archive, info, ctx, read_member)
        if len(names) > ctx.options.max_members:
            yield ctx.incident(
                "too_many_members", f"{len(names)} members; only the first {ctx.options.max_members} were read"
            )


def _zip_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, ctx: Context, read_member: ReadMember
) -> Iterator[ReadResult]:
    inside = ctx.inside(info.filename)

    def chunks() -> Iterator[bytes | Incident]:
        total = 0
        try:
            with archive.open(info) as member:
                while chunk := member.read(MIB):
                    total += len(chunk)
                    bomb = total > ctx.options.ratio_floor_bytes and total > ctx.options.max_ratio * max(
                        1, info.compress_size
                    )
                    if bomb or not ctx.budget.take(len(chunk)):
                        detail = (
                            f"unpacks to more than {total // MIB} MiB from {info.compress_size // 1024} KiB; stopped"
                        )
                        yield inside.incident("decompression_limit", detail)
                        return
                    yield chunk
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            yield inside.incident("archive_damaged", f"cannot be unpacked further ({error}); what came before was read")

    yield from _member(ChunkStream(chunks()), inside, read_member)


def _member(stream: ChunkStream, inside: Context, read_member: ReadMember) -> Iterator[ReadResult]:
    yield from read_member(cast("BinaryIO", stream), inside)
    while stream.read(MIB):
        pass
    yield from stream.incidents


def read_tar(stream: BinaryIO, ctx: Context, read_member: ReadMember) -> Iterator[ReadResult]:
    """Read the members of a tar file in one pass; after a damaged header go on at the next good one."""
    if incident := too_deep(ctx):
        yield incident
        return
    position = members = 0
    long_name = ""
    lost_from: int | None = None
    while len(block := stream.read(_TAR_BLOCK)) == _TAR_BLOCK:
        position += _TAR_BLOCK
        if not block.strip(b"\0"):
            continue
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
            if info.size < 0:
                raise tarfile.HeaderError("negative size")
        except tarfile.HeaderError:
            lost_from = position - _TAR_BLOCK if lost_from is None else lost_from
            continue
        if lost_from is not None:
            yield _lost(ctx, lost_from, position - _TAR_BLOCK)
            lost_from = None
        padded = -(-info.size // _TAR_BLOCK) * _TAR_BLOCK
        data = ChunkStream(_limited(stream, info.size))
        if info.type in (tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
            long_name = _long_name(info.type, data.read(_LONG_NAME_LIMIT)) or long_name
        elif info.isreg():
            members += 1
            if members > ctx.options.max_members:
                yield ctx.incident("too_many_members", f"only the first {ctx.options.max_members} members were read")
                return
            name = (long_name or info.name).encode("utf-8", "replace").decode()
            long_name = ""
            if not hidden(name):
                inside = ctx.inside(name)
                yield from _member(data, inside, read_member)
        else:
            long_name = ""
        while data.read(MIB):
            pass
        rest = padded - info.size
        if len(stream.read(rest)) < rest:
            block = b""
            yield ctx.incident("truncated", "the archive ends inside a member", start=position, end=position + padded)
            break
        position += padded
    if lost_from is not None:
        yield _lost(ctx, lost_from, position)
    if block and len(block) < _TAR_BLOCK:
        yield ctx.incident("truncated", "the archive ends inside a block", start=position, end=position + len(block))


def _lost(ctx: Context, start: int, end: int) -> Incident:
    return ctx.incident(
        "archive_damaged", "invalid tar header; resumed at the next valid one", f"offset:{start}", start, end
    )


def _limited(stream: BinaryIO, size: int) -> Iterator[bytes | Incident]:
    while size > 0 and (chunk := stream.read(min(size, MIB))):
        size -= len(chunk)
        yield chunk


def _long_name(kind: bytes, data: bytes) -> str:
    if kind == tarfile.GNUTYPE_LONGNAME:
        return data.rstrip(b"\0").decode("utf-8", "replace")
    for line in data.split(b"\n"):
        _, _, record = line.partition(b" ")
        key, equals, value = record.partition(b"=")
        if equals and key == b"path":
            return value.decode("utf-8", "replace")
    return ""
