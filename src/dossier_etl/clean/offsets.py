"""Arithmetic on offset maps: building, composing, picking."""

from collections.abc import Iterable
from itertools import pairwise

from dossier_etl.model.documents import OffsetMap

Segment = tuple[int, int, int]
"""(derived start, source start, length), as in `OffsetMap.segments`."""


def identity(length: int) -> tuple[Segment, ...]:
    return ((0, 0, length),) if length else ()


def coarse(derived: int, length: int, source: int, source_end: int) -> list[Segment]:
    """Map ``length`` derived characters to the whole source span, where single characters have no counterpart.

    Each derived character gets the first and the last source character, so any part of it maps to all of the span.
    """
    if source_end <= source:
        return []
    last = source_end - 1
    return [s for i in range(length) for s in ((derived + i, source, 1), (derived + i, last, 1))]


def without(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, tuple[Segment, ...]]:
    """The text with ascending, disjoint spans cut out, and where its pieces stood."""
    pieces: list[str] = []
    segments: list[Segment] = []
    at = derived = 0
    for start, end in (*spans, (len(text), len(text))):
        if start > at:
            pieces.append(text[at:start])
            segments.append((derived, at, start - at))
            derived += start - at
        at = end
    return "".join(pieces), tuple(segments)


def compose(outer: tuple[Segment, ...], inner: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Map through two steps: ``outer`` maps text C to text B, ``inner`` maps B to A; the result maps C to A.

    Both ascend in their derived start; ``outer`` may also step back in its source by coarse pairs.
    """
    out: list[Segment] = []
    first = 0
    reach = [d + n for d, _, n in inner]
    for derived, source, length in outer:
        while first > 0 and reach[first - 1] > source:
            first -= 1
        while first < len(inner) and reach[first] <= source:
            first += 1
        i = first
        while i < len(inner) and inner[i][0] < source + length:
            d, s, n = inner[i]
            lo, hi = max(source, d), min(source + length, d + n)
            if hi > lo:
                out.append((derived + lo - source, s + lo - d, hi - lo))
            i += 1
    return tuple(merged(out))


def merged(segments: list[Segment]) -> list[Segment]:
    """Join segments that continue one another on both sides."""
    out: list[Segment] = []
    for derived, source, length in segments:
        if out and out[-1][0] + out[-1][2] == derived and out[-1][1] + out[-1][2] == source:
            out[-1] = (out[-1][0], out[-1][1], out[-1][2] + length)
        else:
            out.append((derived, source, length))
    return out


def as_map(segments: tuple[Segment, ...], source_length: int, derived_length: int) -> OffsetMap | None:
    """An `OffsetMap`, or None where derived and source text are the same length and position all through."""
    if source_length == derived_length and segments in {identity(source_length)}:
        return None
    return OffsetMap(segments)


def ascending(segments: tuple[Segment, ...]) -> bool:
    return all(a[0] <= b[0] for a, b in pairwise(segments))
