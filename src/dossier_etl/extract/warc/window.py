"""A sliding window over unpacked WARC bytes that remembers where in the file they came from."""

from collections import deque
from collections.abc import Iterable, Iterator

from dossier_etl.extract.gzips import Data, Gap, Piece


class Window:
    """Presents the pieces of a file as contiguous runs; a gap ends a run.

    ``size`` is how much is held from the current position on; positions given to methods are relative to it.
    """

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._pieces: Iterator[Piece] = iter(pieces)
        self._buffer = b""
        self._at = 0
        self._logical = 0
        self._marks: deque[tuple[int, int, bool]] = deque()
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
                self._marks.append((self._logical + held, piece.offset, piece.plain))
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
        while len(self._marks) > 1 and self._marks[1][0] <= self._logical:
            self._marks.popleft()

    def skip_blank(self) -> None:
        """Over line ends and spaces between records."""
        while self.ensure(1):
            held = self._buffer[self._at : self._at + 64]
            rest = held.lstrip(b"\r\n \t")
            self.skip(len(held) - len(rest))
            if rest:
                return

    @property
    def view(self) -> tuple[bytes, int]:
        """The buffer and the current position in it, for searching without copying."""
        return self._buffer, self._at

    def origin(self, relative: int = 0) -> tuple[int, int]:
        """File offset of a byte: ``(offset, 0)``, or inside a gzip member ``(member's offset, unpacked offset in it)``."""
        logical = self._logical + relative
        chosen = self._marks[0] if self._marks else (0, 0, True)
        for mark in self._marks:
            if mark[0] > logical:
                break
            chosen = mark
        start, offset, plain = chosen
        return (offset + logical - start, 0) if plain else (offset, logical - start)
