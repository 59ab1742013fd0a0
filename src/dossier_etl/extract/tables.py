"""CSV and TSV: one document a row, columns by their header."""

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from dossier_etl.extract import fields, rows
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.lines import lines
from dossier_etl.extract.text import decoded

# The csv module caps a field at 128 KiB for the whole process; articles are longer. `_Feed` caps rows instead.
csv.field_size_limit(sys.maxsize)

_DELIMITERS = "\t,;|"
_LONE_RETURN = re.compile(r"\r(?!\n|$)")
"""The csv module takes it for a line end in the wrong place."""
_MAX_ROW_LINES = 200_000


def read_csv(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Rows as records, locator ``row:N`` (1-based, header not counted); rows with too many cells are incidents."""
    feed = _Feed(stream, ctx)
    first = next(feed, None)
    if first is None:
        yield ctx.incident("empty", "a table without a header")
        return
    delimiter = max(_DELIMITERS, key=first.count)
    header = [cell.strip().lstrip("\ufeff") for cell in next(csv.reader([first], delimiter=delimiter), [])]
    if not has_text(header, ctx.options.columns):
        yield no_text_column(ctx, header)
        return
    number = 0
    feed.begin_row()
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            number += 1
            yield ctx.incident("bad_row", f"row {number}: {error}", f"row:{number}", feed.row_start, feed.position)
            feed.begin_row()
            reader = csv.reader(feed, delimiter=delimiter)
            continue
        if cells is None:
            break
        if not any(cells):
            feed.begin_row()
            continue
        number += 1
        inner = f"row:{number}"
        if len(cells) > len(header) and any(cells[len(header) :]):
            detail = f"row {number} has {len(cells)} cells, the header {len(header)}; its columns cannot be told apart"
            yield ctx.incident("bad_row", detail, inner, feed.row_start, feed.position)
        else:
            yield from rows.items(dict(zip(header, cells, strict=False)), ctx, inner)
        feed.begin_row()
    if not number:
        yield ctx.incident("empty", "a table without rows")
    if feed.damage:
        yield ctx.incident("bad_bytes", f"{feed.damaged_lines} line(s) are not UTF-8; first: {feed.damage}")
    if feed.too_long:
        yield ctx.incident(
            "too_large", f"{feed.too_long} line(s) or row(s) longer than a document may be were left out"
        )


def has_text(header: list[str], columns: Mapping[str, str]) -> bool:
    """Whether some column can hold the text."""
    names = {fields.normalised(name) for name in header}
    if any(columns.get(target) in header for target in ("text", "html")):
        return True
    return bool(names & {*fields.BODY_TEXT, *fields.BODY_HTML, *fields.BODY_LAST})


def no_text_column(ctx: Context, header: list[str]) -> ReadResult:
    shown = ", ".join(header)[:300]
    return ctx.incident(
        "no_text", f"no column looks like the text of a document; map one (text=COLUMN). Columns: {shown}"
    )


class _Feed(Iterator[str]):
    """Decoded lines for the csv module; remembers where the current row began and ends a row that never closes."""

    def __init__(self, stream: BinaryIO, ctx: Context) -> None:
        self._lines = lines(stream, ctx.options.max_line_bytes)
        self._limit = ctx.options.max_line_bytes
        self._row_lines = 0
        self.position = 0
        self.row_start = 0
        self.damage = ""
        self.damaged_lines = 0
        self.too_long = 0

    def begin_row(self) -> None:
        self.row_start, self._row_lines = self.position, 0

    def __next__(self) -> str:
        for line in self._lines:
            self.position = line.end
            self._row_lines += 1
            if not line.whole:
                self.too_long += 1
                continue
            if self._row_lines > _MAX_ROW_LINES or line.end - self.row_start > self._limit:
                raise csv.Error("a quoted cell that does not end")
            text, damage = decoded(line.data)
            if damage:
                self.damage = self.damage or f"line {line.number}: {damage}"
                self.damaged_lines += 1
            return _LONE_RETURN.sub(" ", text.replace("\0", ""))
        raise StopIteration
