"""Rows on a terminal: a table where it fits, one field per line where it does not."""

import datetime as dt
import json
import re
from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

_ID = re.compile(r"[0-9a-f]{24,64}")
_NUMBER = re.compile(r"[0-9 :.,+-]*")
_ID_SHOWN = 12
"""Characters shown of an id; every verb takes an id's unique beginning."""
_LONGEST = 300
"""Characters shown of a value; CSV and JSON have all of it."""
_NARROWEST = 14
"""Columns of text are not made narrower than this many cells: words would be cut."""
_GAP = 2
"""Cells between two columns."""


def short(value: Any) -> str:
    """Return a value as a person reads it: ids and times shortened, lists without brackets."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, bytes):
        return value[:_LONGEST].decode("utf-8", "replace")
    if isinstance(value, list | tuple):
        return ", ".join(short(v) for v in value)[:_LONGEST]
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)[:_LONGEST]
    text = str(value)
    return text[:_ID_SHOWN] if _ID.fullmatch(text) else text[:_LONGEST]


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], console: Console | None = None) -> None:
    """Print rows to standard output, as wide as the terminal is. Columns without any value are left out."""
    console = console or Console(highlight=False)
    kept = [n for n in range(len(columns)) if not rows or any(row[n] not in (None, "", []) for row in rows)]
    names = [columns[n] for n in kept]
    cells = [[short(row[n]) for n in kept] for row in rows]
    if _needed(names, cells) <= console.width:
        _print_table(console, names, cells)
    else:
        _print_records(console, names, cells)


def _needed(names: Sequence[str], cells: Sequence[Sequence[str]]) -> int:
    """Return the cells that a table takes at least."""
    total = 0
    for n, name in enumerate(names):
        total += _least(name, [row[n] for row in cells]) + _GAP
    return total


def _least(name: str, cells: Sequence[str]) -> int:
    """Return the cells that a column takes at least: times and numbers are not wrapped."""
    widest = max(map(cell_len, cells), default=0)
    return max(cell_len(name), widest if all(map(_NUMBER.fullmatch, cells)) else min(widest, _NARROWEST))


def _print_table(console: Console, names: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for n, name in enumerate(names):
        table.add_column(Text(name), min_width=_least(name, [row[n] for row in cells]), overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)


def _print_records(console: Console, names: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(cells, 1):
        console.rule(str(number), align="left")
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in zip(names, row, strict=True):
            if value:
                grid.add_row(Text(name, "bold"), Text(value))
        console.print(grid)
