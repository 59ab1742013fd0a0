"""A sliding window over unpacked WARC bytes that remembers where in the file they came from."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dossier_etl.extract.gzips import Data, Gap, Piece


@dataclass(slots=True)
class _Mark:
    """A gzip member, or a stretch of plain bytes, in the run."""

    logical: int
    offset: int
    end: int
    plain: bool
    verified: bool


class Window:
    """Presents the pieces of a file as contiguous runs; a gap ends a run.

    ``size`` is how much is held from the current position on; positions given to methods are relative to it.
    """

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._pieces: Iterator[Piece] = iter(pieces)
        self._buffer = b""
        self._at = 0
        self._logical = 0
        self._marks: deque[_Mark] = deque()
        self._started = False
        self.ended = False
        """The current run has been read to its end."""
        self.gap: Gap | None = None
        """What ended the current run; None at the end of the file (or while the run goes on)."""

    def next_run(self) -> bool:
        """Go on behind the gap; False at the end of the file."""
        if self._started and (not self.ended or self.gap is None):
            return False
        self._started = True
        self._logical += len(self._buffer) - self._at
        self._buffer, self._at = b"", 0
        self.ended, self.gap = False, None
        self._marks.clear()
        return True

    @property
    def size(self) -> int:
        return len(self._buffer) - self._at

    def ensure(self, n: int) -> int:
        """Hold at least n bytes if the run has them; returns what is held."""
        held = self.size
        if held >= n or self.ended:
            return held
        parts = [self._buffer[self._at :]] if held else []
        while held < n:
            piece = next(self._pieces, None)
            if not isinstance(piece, Data):
                self.ended, self.gap = True, piece
                break
            if piece.first or piece.plain:
                self._marks.append(_Mark(self._logical + held, piece.offset, piece.end, piece.plain, piece.verified))
            else:
                self._marks[-1].end = piece.end
                self._marks[-1].verified &= piece.verified
            parts.append(piece.data)
            held += len(piece.data)
        self._buffer = parts[0] if len(parts) == 1 else b"".join(parts)
        self._at = 0
        return held

    def peek(self, start: int, stop: int) -> bytes:
        return self._buffer[self._at + start : self._at + stop]

    def skip(self, n: int) -> None:
        self._at += n
        self._logical += n
        while len(self._marks) > 1 and self._marks[1].logical < self._logical:
            self._marks.popleft()

    def skip_blank(self) -> None:
        """Skip line ends and spaces between records."""
        while self.ensure(1):
            held = self._buffer[self._at : self._at + 64]
            rest = held.lstrip(b"\r\n \t")
            self.skip(len(held) - len(rest))
            if rest:
                return

    @property
    def view(self) -> tuple[bytes, int]:
        """Return the buffer and the current position in it, for searching without copying."""
        return self._buffer, self._at

    def origin(self) -> tuple[int, int]:
        """Return the file offset of the current byte as ``(offset, 0)``; in a gzip member ``(its offset, offset unpacked)``."""
        mark = self._mark(self._logical)
        if mark is None:
            return 0, 0
        inner = self._logical - mark.logical
        return (mark.offset + inner, 0) if mark.plain else (mark.offset, inner)

    def end(self) -> int:
        """Return the file offset behind everything that has been consumed; inside a gzip member, the member's end."""
        mark = self._mark(self._logical - 1)
        if mark is None:
            return 0
        return mark.offset + self._logical - mark.logical if mark.plain else mark.end

    def verified(self) -> bool:
        """Return True if the last byte consumed comes from an undamaged part of the file."""
        mark = self._mark(self._logical - 1)
        return mark is None or mark.verified

    def next_member(self) -> int | None:
        """Return where the next gzip member starts, relative to the current position, if it is held already."""
        return next((m.logical - self._logical for m in self._marks if m.logical > self._logical and not m.plain), None)

    def _mark(self, logical: int) -> _Mark | None:
        chosen = self._marks[0] if self._marks else None
        for mark in self._marks:
            if mark.logical > logical:
                break
            chosen = mark
        return chosen
