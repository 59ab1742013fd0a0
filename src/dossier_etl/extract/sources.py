"""Turn what the user named into an ordered list of sources. Nothing is opened here."""

import glob
import hashlib
import os
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dossier_etl.errors import SourceError

STDIN = "-"
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{1,15}):/{1,2}")
_NOISE = {".DS_Store", ".localized", "Thumbs.db", "desktop.ini"}
"""Files that operating systems leave in folders; left out without an account."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a named place is not read: becomes an incident of that kind."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Source:
    """One file, standard input, or a place that is left out and says why."""

    uri: str
    """As the user named it, POSIX separators; ``-`` for standard input. Bytes of a name that are not UTF-8 are written ``\\xe9``."""
    path: Path | None
    start: int = 0
    """Bytes at its beginning that an earlier run read; see `appended`."""
    left_out: LeftOut | None = None

    def open(self) -> BinaryIO:
        """Open for reading bytes (standard input is not seekable).

        Raises:
            OSError: the file went away or may not be read.
        """
        return sys.stdin.buffer if self.path is None else self.path.open("rb")


def find_sources(args: Sequence[str]) -> list[Source]:
    """Expand files, folders (recursive), globs and ``-`` into sources: as given, folders sorted, no file twice.

    Inside a named folder links are followed to files and folders in it or beside it (two levels up at most: data set caches keep
    their files there); loops are walked once. What is left out (hidden files, links that lead elsewhere or nowhere, pipes,
    folders that cannot be listed or hold nothing) is a source that says so, see `LeftOut`.

    Raises:
        SourceError: an argument names nothing that exists, or nothing of what was named can be read.
    """
    found: dict[str, Source] = {}
    for arg in args:
        for source in _expand(arg):
            key = STDIN if source.path is None else str(source.path if source.left_out else source.path.resolve())
            found.setdefault(key, source)
    sources = list(found.values())
    if sources and all(source.left_out for source in sources):
        told = "; ".join(f"{s.uri}: {s.left_out.detail}" for s in sources[:3] if s.left_out)
        raise SourceError(f"nothing to read: {told}", hint="name the files themselves, or another folder")
    return sources


def source_fingerprint(source: Source, earlier: Collection[str] = ()) -> tuple[str, str | None]:
    """Return ``size:SHA-256`` of a file's bytes, streamed, and the longest ``earlier`` fingerprint that its beginning has.

    Unchanged files are known without being parsed (both are equal), grown ones up to their earlier size. What cannot be read
    has a fingerprint of size -1 that depends on the reason.

    Raises:
        ValueError: standard input, which can be read only once.
    """
    if source.path is None:
        raise ValueError("standard input has no fingerprint before it is read")
    if source.left_out is not None:
        return _unread(f"{source.left_out.kind} {source.left_out.detail}", earlier)
    try:
        return _of_bytes(source.path, earlier)
    except OSError as error:
        return _unread(str(error.strerror), earlier)


def _unread(reason: str, earlier: Collection[str]) -> tuple[str, str | None]:
    fingerprint = f"-1:{hashlib.sha256(reason.encode('utf-8', 'backslashreplace')).hexdigest()}"
    return fingerprint, fingerprint if fingerprint in earlier else None


def _of_bytes(path: Path, earlier: Collection[str]) -> tuple[str, str | None]:
    digest, size, known = hashlib.sha256(), 0, None
    with path.open("rb") as f:
        for mark in (*sorted(map(size_of, earlier)), sys.maxsize):
            while size < mark and (block := f.read(min(_CHUNK, mark - size))):
                digest.update(block)
                size += len(block)
            fingerprint = f"{size}:{digest.hexdigest()}"
            known = fingerprint if fingerprint in earlier else known
    return fingerprint, known


def readable(name: str) -> str:
    """Return a file name or argument as text that can be stored: bytes that are not UTF-8 as escapes (``caf\\xe9``)."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def size_of(fingerprint: str) -> int:
    """Return the number of bytes a `source_fingerprint` was taken of (-1: the source could not be read)."""
    return int(fingerprint.partition(":")[0])


def _expand(arg: str) -> Iterator[Source]:
    if arg == STDIN:
        yield Source(STDIN, None)
        return
    path = Path(arg)
    if path.is_dir():
        yield from _walk(path)
    elif path.is_file():
        yield Source(_uri(path), path)
    elif path.exists():
        yield _left_out(path, "not_a_file", "a pipe, socket or device; only files and folders are read")
    elif scheme := _ADDRESS.match(arg):
        raise SourceError(
            f"{arg} is an address, not a file on this machine",
            hint=f"copy what {scheme[1]} names here first, then name the copy; addresses are not read yet",
        )
    elif glob.has_magic(arg):
        matches = sorted(glob.glob(arg, recursive=True))  # noqa: PTH207 - Path.glob knows no absolute patterns
        if not matches:
            raise SourceError(
                f"nothing matches {arg}", hint="check the pattern; quote it so that the shell leaves it alone"
            )
        for match in map(Path, matches):
            if match.is_dir():
                yield from _walk(match) if not arg.endswith("**") and "**" not in arg else ()
            else:
                yield from _file(match, match.parent.resolve(), named=True)
    elif path.is_symlink():
        raise SourceError(
            f"{arg} is a link to something that does not exist", hint="repair the link, or name its target"
        )
    else:
        near = _nearest(path)
        raise SourceError(
            f"there is no file or folder {arg}", hint=f"the nearest folder that exists is {near}; look there with `ls`"
        )


def _walk(folder: Path) -> Iterator[Source]:
    """Yield the files below a folder in the order of their names, and what is left out."""
    root = folder.resolve()
    neighbourhood = root.parents[min(2, len(root.parents)) - 1] if len(root.parents) > 2 else root
    hidden: list[str] = []
    walked: set[Path] = set()
    stack, count = [folder], 0
    while stack:
        here = stack.pop()
        real = here.resolve()
        if real in walked:
            continue
        walked.add(real)
        try:
            names = sorted(os.listdir(here))  # noqa: PTH208 - names as the file system has them, without a stat each
        except OSError as error:
            yield _left_out(here, "unreadable", f"the folder cannot be listed: {error.strerror}")
            continue
        below: list[Path] = []
        for name in names:
            path = here / name
            if name in _NOISE or name.startswith("._"):
                continue
            if name.startswith("."):
                hidden.append((path.relative_to(folder)).as_posix())
            elif (path.is_dir() and not path.is_symlink()) or (
                path.is_dir() and path.resolve().is_relative_to(neighbourhood)
            ):
                below.append(path)
            else:
                count += 1
                yield from _file(path, neighbourhood)
        stack += reversed(below)
    if hidden:
        shown = ", ".join(hidden[:5]) + (" …" if len(hidden) > 5 else "")
        detail = f"{len(hidden)} hidden file(s) or folder(s) left out ({shown}); name them to have them read"
        yield _left_out(folder, "hidden", detail)
    elif not count:
        yield _left_out(folder, "empty_folder", "the folder holds no files")


def _file(path: Path, neighbourhood: Path, named: bool = False) -> Iterator[Source]:
    """Yield a file, or why it is left out: only regular files are opened, and links only lead to the neighbourhood."""
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):
        yield _left_out(path, "dangling_link", "a link to something that does not exist; repair it, or name its target")
        return
    if path.is_symlink() and not named and not real.is_relative_to(neighbourhood):
        detail = f"a link that leads out of the named folder, to {real}; name that to have it read"
        yield _left_out(path, "link_outside", detail)
    elif not real.is_file():
        yield _left_out(path, "not_a_file", "a pipe, socket or device; only files are read")
    else:
        yield Source(_uri(path), path)


def _left_out(path: Path, kind: str, detail: str) -> Source:
    return Source(_uri(path), path, left_out=LeftOut(kind, detail.encode("utf-8", "backslashreplace").decode()))


def _uri(path: Path) -> str:
    """Return the path's name in POSIX form; two names that are not UTF-8 stay two."""
    return readable(path.as_posix())


def _nearest(path: Path) -> str:
    return next((p.as_posix() for p in path.absolute().parents if p.is_dir()), "/")
