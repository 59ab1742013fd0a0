"""Rows of a delimited text: quoted cells over several lines, stray quotes, and quotes that never close.

A quote opens a cell only at its beginning, and closes it only in front of a delimiter or a line end; any other quote is an
ordinary character. A quote that does not close would swallow the rows after it. It is recognised by a line inside the cell
that is a plausible row of its own (see `Shape`): there reading goes on, and the extent is reported.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dossier_etl.extract import fields

MAX_ROW_LINES = 200_000
"""A cell with more lines than this is a quote that does not close."""
_MAX_REREADS = 20
"""Times that the lines behind an unclosed quote are read again; afterwards they are reported as lost (keeps reading linear)."""
_PATTERNS = (
    re.compile(r"https?://\S+"),
    re.compile(r"\d{4}-\d\d-\d\d\b.*|\d{1,2}[./]\d{1,2}[./]\d{2,4}\b.*"),
    re.compile(r"-?\d+(?:[.,]\d+)?"),
)
"""Cells whose form tells a row from a line of prose: addresses, dates, numbers."""
_TELLING = _PATTERNS[:2]
_PROFILE_ROWS = 50
_ROWS_SHARE = 0.9
_ROWS_LINES = 4
"""Lines inside a quoted cell that are rows: nearly all, and at least so many, have exactly the cells of the header."""


@dataclass(frozen=True, slots=True)
class Line:
    """A decoded line without its line end, and its byte range in the stream."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, byte range, and what was wrong with it (``kind``, ``detail``; empty if nothing was)."""

    cells: list[str]
    start: int
    end: int
    kind: str = ""
    detail: str = ""
    lost: bool = False
    """True if the cells cannot be assigned to columns."""


@dataclass(slots=True)
class Cells:
    """The cells of one row, fed line by line."""

    delimiter: str
    done: list[str] = field(default_factory=list)
    opened: list[str] | None = None
    """Parts of a quoted cell that has not closed yet."""
    opened_at: int = 0
    """Where that cell starts in its line."""
    closes: bool = False
    """True if a cell that is not quoted ends in a quote: the line rather ends a cell opened before it."""

    def feed(self, line: str) -> bool:
        """Take in the next line; return True once the row is complete."""
        at = 0
        if self.opened is not None:
            at = self._quoted(line, 0, self.opened)
            if at < 0:
                return False
        elif '"' not in line:
            self.done = line.split(self.delimiter)
            return True
        while at <= len(line):
            start = len(line) - len(line[at:].lstrip(" ")) if line.startswith(" ", at) else at
            if line.startswith('"', start):
                self.opened, self.opened_at = [], start
                at = self._quoted(line, start + 1, self.opened)
                if at < 0:
                    return False
                continue
            end = line.find(self.delimiter, at)
            end = len(line) if end < 0 else end
            self.done.append(line[at:end])
            self.closes = self.closes or line.endswith('"', at, end)
            at = end + 1
        return True

    def _quoted(self, line: str, at: int, parts: list[str]) -> int:
        """Read the rest of a quoted cell; return where the next cell starts, or -1 if it goes on in the next line."""
        begin = at
        while (quote := line.find('"', at)) >= 0:
            after = line[quote + 1 : quote + 2]
            if after == '"':
                at = quote + 2
            elif after in ("", self.delimiter) or not line[quote + 1 :].strip(" "):
                parts.append(line[begin:quote])
                self.done.append("\n".join(parts).replace('""', '"'))
                self.opened = None
                return quote + 2 if after == self.delimiter else len(line) + 1
            else:
                at = quote + 1
        parts.append(line[begin:])
        return -1


class Shape:
    """What rows of this table look like: as many cells as the header, addresses and dates in their columns."""

    def __init__(self, header: Sequence[str], delimiter: str) -> None:
        self._width = len(header)
        self._delimiter = delimiter
        self._rows = 0
        self._forms: dict[int, re.Pattern[str] | None] = {}
        names = [fields.normalised(name) for name in header]
        for column, name in enumerate(names):
            if name in fields.NAMES["url"]:
                self._forms[column] = _PATTERNS[0]

    def learn(self, cells: Sequence[str]) -> None:
        """Adjust the expected forms to an intact row."""
        if self._rows >= _PROFILE_ROWS:
            return
        self._rows += 1
        for column, cell in enumerate(cells):
            if not cell.strip():
                continue
            form = next((p for p in _PATTERNS if len(cell) < 2_000 and p.fullmatch(cell.strip())), None)
            if column not in self._forms and self._rows == 1:
                self._forms[column] = form
            elif self._forms.get(column) is not form:
                self._forms[column] = None

    def plausible(self, line: str) -> bool:
        """Return True if the line alone starts a row: enough cells, each of the form its column has."""
        if self._delimiter not in line:
            return False
        cells = Cells(self._delimiter)
        complete = cells.feed(line)
        if cells.closes:
            return False
        told = [(n, form) for n, form in self._forms.items() if form is not None and n < len(cells.done)]
        if any(cells.done[n].strip() and not form.fullmatch(cells.done[n].strip()) for n, form in told):
            return False
        if any(cells.done[n].strip() for n, form in told if form in _TELLING):
            return len(cells.done) == self._width if complete else len(cells.done) < self._width
        if not complete or len(cells.done) != self._width or self._width < 2:
            return False
        return self._delimiter == "\t" or _all_quoted(line, self._delimiter)

    def rows_inside(self, lines: Sequence[Line]) -> bool:
        """Return True if the lines of a quoted cell are rows rather than prose."""
        whole = sum(line.text.count(self._delimiter) == self._width - 1 for line in lines)
        return self._width > 1 and len(lines) >= _ROWS_LINES and whole >= _ROWS_SHARE * len(lines)


def _all_quoted(line: str, delimiter: str) -> bool:
    return line.startswith('"') and line.rstrip().endswith('"') and line.count(f'"{delimiter}"') >= 1


def rows(source: Iterator[Line], header: Sequence[str], delimiter: str, limit: int) -> Iterator[Row]:
    """Yield the rows below the header; blank lines between rows are skipped.

    Args:
        source: lines in order.
        limit: bytes that a row may have.
    """
    shape = Shape(header, delimiter)
    rereads = 0
    while (first := next(source, None)) is not None:
        if not first.text.strip():
            continue
        cells = Cells(delimiter)
        if cells.feed(first.text):
            yield _whole(cells.done, [first], header, shape)
            continue
        before, opened_at = list(cells.done), cells.opened_at
        taken, resume, complete, too_long = [first], None, False, False
        for line in source:
            too_long = len(taken) >= MAX_ROW_LINES or line.end - first.start > limit
            if too_long or shape.plausible(line.text):
                resume = line
                break
            taken.append(line)
            if complete := cells.feed(line.text):
                break
        if complete and len(cells.done) <= len(header) and not shape.rows_inside(taken[1:-1]):
            yield _whole(cells.done, taken, header, shape)
            continue
        if resume is not None:
            source = itertools.chain([resume], source)
        swallowed = too_long or complete or shape.rows_inside(taken[1:])
        if swallowed and len(taken) > 1 and rereads < _MAX_REREADS:
            rereads += 1
            source = itertools.chain(taken[1:], source)
            taken = taken[:1]
        elif swallowed and len(taken) > 1:
            detail = "a quote that does not close, as several times before; the lines behind it are left out"
            yield Row([], first.start, taken[-1].end, "unclosed_quote", detail, lost=True)
            continue
        yield _unclosed(taken, before, opened_at, header, delimiter)


def _whole(cells: list[str], taken: list[Line], header: Sequence[str], shape: Shape) -> Row:
    start, end = taken[0].start, taken[-1].end
    if len(cells) > len(header) and any(cells[len(header) :]):
        detail = f"{len(cells)} cells, the header has {len(header)}; its columns cannot be told apart"
        return Row(cells, start, end, "bad_row", detail, lost=True)
    shape.learn(cells)
    return Row(cells, start, end)


def _unclosed(taken: list[Line], before: list[str], opened_at: int, header: Sequence[str], delimiter: str) -> Row:
    """Return a row whose quote does not close, the quote read as an ordinary character."""
    start, end = taken[0].start, taken[-1].end
    opened_in, width = len(before), len(header)
    text = "\n".join(line.text for line in taken)[opened_at:]
    rest = [text] if opened_in == width - 1 else text.split(delimiter)
    column = header[opened_in] if opened_in < width else f"number {opened_in + 1}"
    told = f"a quote opened in column {column!r} does not close (bytes {start} to {end}); "
    if opened_in + len(rest) != width:
        return Row([], start, end, "unclosed_quote", told + "this row is left out, the next ones are read", lost=True)
    return Row([*before, *rest], start, end, "unclosed_quote", told + "it was read as an ordinary character")
