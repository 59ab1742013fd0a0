"""From what the user named to an ordered list of sources. Nothing is opened here."""

import glob
import hashlib
import os
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dossier_etl.errors import SourceError

STDIN = "-"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or standard input."""

    uri: str
    """As the user named it, POSIX separators; ``-`` for standard input."""
    path: Path | None
    start: int = 0
    """Bytes at its beginning that an earlier run read; see `appended`."""

    def open(self) -> BinaryIO:
        """Open for reading bytes (standard input is not seekable).

        Raises:
            OSError: the file went away or may not be read.
        """
        return sys.stdin.buffer if self.path is None else self.path.open("rb")


def find_sources(args: Sequence[str]) -> list[Source]:
    """Expand files, folders (recursive), globs and ``-`` into sources: as given, folders sorted, no file twice.

    Hidden files and folders inside a named folder are left out; a link inside a named folder is followed only to a file
    that lies in that folder too.

    Raises:
        SourceError: an argument names nothing that exists, or a folder that cannot be listed.
    """
    found: dict[str, Source] = {}
    for arg in args:
        for source in _expand(arg):
            key = STDIN if source.path is None else str(source.path.resolve())
            found.setdefault(key, source)
    return list(found.values())


def source_fingerprint(source: Source, earlier: Collection[str] = ()) -> tuple[str, str | None]:
    """``size:SHA-256`` of a file's bytes, streamed, and the longest of its ``earlier`` fingerprints that its beginning has.

    Unchanged files are known without being parsed (both are equal), grown ones up to their earlier size.

    Raises:
        OSError: the file cannot be read.
        ValueError: standard input, which can be read only once.
    """
    if source.path is None:
        raise ValueError("standard input has no fingerprint before it is read")
    digest, size, known = hashlib.sha256(), 0, None
    with source.path.open("rb") as f:
        for mark in (*sorted(map(size_of, earlier)), sys.maxsize):
            while size < mark and (block := f.read(min(_CHUNK, mark - size))):
                digest.update(block)
                size += len(block)
            fingerprint = f"{size}:{digest.hexdigest()}"
            known = fingerprint if fingerprint in earlier else known
    return fingerprint, known


def size_of(fingerprint: str) -> int:
    """How many bytes a `source_fingerprint` was taken of."""
    return int(fingerprint.partition(":")[0])


def _expand(arg: str) -> Iterator[Source]:
    if arg == STDIN:
        yield Source(STDIN, None)
        return
    path = Path(arg)
    if path.is_dir():
        yield from _walk(path)
    elif path.exists():
        yield Source(_uri(path), path)
    elif glob.has_magic(arg):
        matches = sorted(glob.glob(arg, recursive=True))  # noqa: PTH207 - Path.glob knows no absolute patterns
        if not matches:
            raise SourceError(
                f"nothing matches {arg}", hint="check the pattern; quote it so that the shell leaves it alone"
            )
        for match in map(Path, matches):
            if match.is_file():
                yield Source(_uri(match), match)
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
    root = folder.resolve()
    for directory, subfolders, files in os.walk(folder, onerror=_unreadable, followlinks=False):
        subfolders[:] = sorted(d for d in subfolders if not d.startswith("."))
        for name in sorted(files):
            path = Path(directory, name)
            if name.startswith(".") or not _inside(path, root):
                continue
            yield Source(_uri(path), path)


def _unreadable(error: OSError) -> None:
    raise SourceError(
        f"the folder {error.filename} cannot be listed: {error.strerror}",
        hint="give yourself the right to read it, or name its files",
    ) from error


def _uri(path: Path) -> str:
    """The name as text, also where the file system holds bytes that are none."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _inside(path: Path, root: Path) -> bool:
    """Regular files only (no pipes or devices, which could block for ever); links only when they stay inside."""
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return real.is_file() and real.is_relative_to(root)


def _nearest(path: Path) -> str:
    return next((p.as_posix() for p in path.absolute().parents if p.is_dir()), "/")
