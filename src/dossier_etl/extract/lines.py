"""Lines of a stream, bounded: a line without end does not fill the memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from dossier_etl.extract.options import MIB


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    """1-based."""
    start: int
    end: int
    """Byte range in the (unpacked) stream, line end included."""
    data: bytes
    whole: bool
    """False if the line was longer than the limit; then ``data`` is empty."""


def lines(stream: BinaryIO, limit: int, start: int = 0) -> Iterator[Line]:
    """Split at ``\\n``; lines longer than the limit are stepped over. Those before ``start`` are only counted."""
    number = 1 + (_line_ends(stream, start) if start else 0)
    pending: list[bytes] = []
    held = 0
    over = 0
    while True:
        block = stream.read(MIB)
        if not block:
            break
        at = 0
        while (newline := block.find(b"\n", at)) >= 0:
            part = block[at : newline + 1]
            size = held + over + len(part)
            whole = not over and size <= limit
            yield Line(number, start, start + size, b"".join([*pending, part]) if whole else b"", whole)
            number, start = number + 1, start + size
            pending, held, over, at = [], 0, 0, newline + 1
        rest = block[at:]
        if over or held + len(rest) > limit:
            over += held + len(rest)
            pending, held = [], 0
        else:
            pending.append(rest)
            held += len(rest)
    if held or over:
        yield Line(number, start, start + held + over, b"".join(pending), not over)


def _line_ends(stream: BinaryIO, stop: int) -> int:
    """Return how many lines end before ``stop``; the stream is left there."""
    stream.seek(0)
    found = done = 0
    while done < stop and (block := stream.read(min(MIB, stop - done))):
        found += block.count(b"\n")
        done += len(block)
    return found
