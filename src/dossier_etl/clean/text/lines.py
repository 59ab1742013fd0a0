"""Lines of a text dump with their place in the document."""

from dataclasses import dataclass

LONGEST_LINE = 200_000
"""Characters after which a line is cut into several (at a space if there is one): a dump without newlines stays bounded."""
_LOOK_BACK = 2_000


@dataclass(frozen=True, slots=True)
class RawLine:
    """Characters ``[start, end)`` of the text: a line without the white space around it."""

    start: int
    end: int
    text: str
    indent: int
    """Spaces before the first character."""
    blanks: int
    """Empty lines directly before this one."""


def split_lines(text: str) -> list[RawLine]:
    """Non-empty lines, in order."""
    lines: list[RawLine] = []
    at = blanks = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if not stripped:
            blanks += 1
        else:
            indent = len(raw) - len(raw.lstrip())
            start = at + indent
            for offset, piece in _pieces(stripped):
                lines.append(RawLine(start + offset, start + offset + len(piece), piece, indent, blanks))
                blanks = 0
        at += len(raw) + 1
    return lines


def _pieces(line: str) -> list[tuple[int, str]]:
    if len(line) <= LONGEST_LINE:
        return [(0, line)]
    pieces, at = [], 0
    while at < len(line):
        end = min(at + LONGEST_LINE, len(line))
        if end < len(line) and (space := line.rfind(" ", end - _LOOK_BACK, end)) > at:
            end = space + 1
        pieces.append((at, line[at:end].rstrip() or line[at:end]))
        at = end
    return pieces
