"""CSV and TSV: one document per row, columns by their header."""

import difflib
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from dossier_etl.extract import csv_rows, fields, rows
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.csv_rows import Line
from dossier_etl.extract.lines import lines
from dossier_etl.extract.text import decoded

DELIMITERS = "\t,;|"
SEPARATOR_LINE = re.compile(r'"?sep=([^"\r\n])"?[\s;,]*')
"""First line that tells spreadsheet programs the delimiter."""
_LONE_RETURN = re.compile(r"\r(?!\n|$)")
_PREAMBLE_LINES = 20
"""Lines above a header that are looked through for it."""
_HEADER_CHARS = 20_000
_HEADER_LINES = 5


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, how they are separated, and how many lines stand above the header."""

    names: list[str]
    delimiter: str
    above: int = 0
    lines: int = 1
    """Lines it has: a quoted column name may go over several."""


def read_csv(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Read rows as records, locator ``row:N`` (1-based, header not counted); rows that cannot be assigned are incidents."""
    feed = _Decoded(stream, ctx)
    first = list(itertools.islice(itertools.dropwhile(lambda line: not line.text.strip(), feed), _PREAMBLE_LINES))
    if not first:
        yield ctx.incident("empty", "a table without a header")
        return
    header = find_header([line.text for line in first], ctx.options.columns)
    yield from _header_incidents(header, first, ctx)
    if unknown_columns(header.names, ctx.options.columns) or not has_text(header.names, ctx.options.columns):
        yield no_text_column(ctx, header.names)
        return
    source = itertools.chain(first[header.above + header.lines :], feed)
    number = 0
    for row in csv_rows.rows(source, header.names, header.delimiter, ctx.options.max_line_bytes):
        if not any(row.cells) and not row.lost:
            continue
        number += 1
        inner = f"row:{number}"
        if row.kind:
            yield ctx.incident(row.kind, f"row {number}: {row.detail}", inner, row.start, row.end)
        if not row.lost:
            yield from rows.items(named(header.names, row.cells), ctx, inner)
    if not number:
        yield ctx.incident("empty", "a table without rows")
    if feed.damage:
        yield ctx.incident("bad_bytes", f"{feed.damaged_lines} line(s) are not UTF-8; first: {feed.damage}")
    if feed.too_long:
        yield ctx.incident("too_large", f"{feed.too_long} line(s) longer than a document may be were left out")


def find_header(first: list[str], columns: Mapping[str, str], delimiters: str = DELIMITERS) -> Header:
    """Return the header among a table's first lines: the first that names a text column and another known or mapped one.

    A line ``sep=;`` names the delimiter. Without a telling line the first one counts as the header.
    """
    above = 0
    if separator := SEPARATOR_LINE.fullmatch(first[0].strip()):
        above, delimiters = 1, separator[1]
    candidates = [
        max((_header_of(first, d, number, columns) for d in delimiters), key=lambda pair: pair[0])
        for number, line in enumerate(first)
        if number >= above and line.strip()
    ]
    if not candidates:
        return Header(split_header(first[0], delimiters[0]), delimiters[0])
    telling = next((header for score, header in candidates if score[0] and score[1] >= 2), None)
    return telling or candidates[0][1]


def _header_of(
    first: list[str], delimiter: str, number: int, columns: Mapping[str, str]
) -> tuple[tuple[bool, int, int], Header]:
    cells = csv_rows.Cells(delimiter)
    lines = 1
    complete = cells.feed(first[number][:_HEADER_CHARS])
    while not complete and lines < _HEADER_LINES and number + lines < len(first):
        complete = cells.feed(first[number + lines][:_HEADER_CHARS])
        lines += 1
    if complete and lines > 1:
        names = [" ".join(cell.split()).lstrip("\ufeff") for cell in cells.done]
    else:
        names, lines = split_header(first[number], delimiter), 1
    known = {
        n for options in (fields.BODY_TEXT, fields.BODY_HTML, fields.BODY_LAST, *fields.NAMES.values()) for n in options
    }
    count = sum(fields.normalised(name) in known or name in columns.values() for name in set(names))
    return (has_text(names, columns), count, len(names)), Header(names, delimiter, number, lines)


def split_header(line: str, delimiter: str) -> list[str]:
    """Return the cells of a header line."""
    if len(line) > _HEADER_CHARS:
        return [line[:200]]
    cells = csv_rows.Cells(delimiter)
    if not cells.feed(line):
        cells.done = line.split(delimiter)
    return [cell.strip().lstrip("\ufeff") for cell in cells.done]


def _header_incidents(header: Header, first: list[Line], ctx: Context) -> Iterator[ReadResult]:
    told = [
        line for line in first[: header.above] if line.text.strip() and not SEPARATOR_LINE.fullmatch(line.text.strip())
    ]
    if told:
        shown = " / ".join(line.text.strip() for line in told)[:200]
        yield ctx.incident(
            "preamble", f"{len(told)} line(s) above the header were left out: {shown}", "", told[0].start, told[-1].end
        )
    names = [name for name in header.names if name]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        detail = f"columns named twice: {', '.join(twice)}; the first that is not empty counts, the others are kept as NAME_2 …"
        yield ctx.incident("duplicate_columns", detail[:400])


def named(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Return a row's cells under the names of their columns."""
    row: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        if not row.get(name):
            row[name] = cell
        elif cell:
            row[next(key for n in itertools.count(2) if (key := f"{name}_{n}") not in row)] = cell
    return row


def has_text(header: Iterable[str], columns: Mapping[str, str]) -> bool:
    """Return True if some column can hold the text."""
    header = list(header)
    if any(columns.get(target) in header for target in ("text", "html")):
        return True
    names = {fields.normalised(name) for name in header}
    return bool(names & {*fields.BODY_TEXT, *fields.BODY_HTML, *fields.BODY_LAST})


def unknown_columns(header: Iterable[str], columns: Mapping[str, str]) -> list[str]:
    """Return the mappings (``text=artikel``) that name no column of the table."""
    header = list(header)
    roots = {name.partition(".")[0] for name in header}
    return [
        f"{target}={column}"
        for target, column in columns.items()
        if column not in header and column.partition(".")[0] not in roots
    ]


def no_text_column(ctx: Context, header: Iterable[str], inner: str = "") -> ReadResult:
    """Return the incident for a table without a text column, or with a mapping that names no column."""
    names = list(header)
    shown = ", ".join(names)[:300]
    if unknown := unknown_columns(names, ctx.options.columns):
        near = [n for entry in unknown for n in difflib.get_close_matches(entry.partition("=")[2], names, 1)]
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        return ctx.incident(
            "unknown_column", f"no column for the mapping {', '.join(unknown)}.{hint} Columns: {shown}", inner
        )
    return ctx.incident(
        "no_text", f"no column looks like the text of a document; map one (text=COLUMN). Columns: {shown}", inner
    )


class _Decoded(Iterator[Line]):
    """Decoded lines of a table, with an account of the damage."""

    def __init__(self, stream: BinaryIO, ctx: Context) -> None:
        self._lines = lines(stream, ctx.options.max_line_bytes)
        self.damage = ""
        self.damaged_lines = 0
        self.too_long = 0

    def __next__(self) -> Line:
        for line in self._lines:
            if not line.whole:
                self.too_long += 1
                continue
            text, damage = decoded(line.data)
            if damage:
                self.damage = self.damage or f"line {line.number}: {damage}"
                self.damaged_lines += 1
            text = _LONE_RETURN.sub(" ", text.replace("\0", "").removesuffix("\n").removesuffix("\r"))
            return Line(text.removeprefix("\ufeff") if line.start == 0 else text, line.start, line.end)
        raise StopIteration
