"""Rows as CSV, XLSX, JSON lines and Parquet."""

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from dossier_etl.errors import UsageError
from dossier_etl.publish.exports.cells import is_formula, jsonable, plain
from dossier_etl.publish.exports.source import Source

_SHEET_ROWS = 1_048_576
_CELL_CHARACTERS = 32_767
"""Limits of the format: what exceeds them is refused, never cut."""


def write_csv(source: Source, file: Path, *, excel: bool = False) -> int:
    """Write CSV in UTF-8; a text that a spreadsheet would run as a formula gets an apostrophe in front.

    Args:
        excel: with a byte order mark and CRLF, by which Excel knows the encoding.
    """
    rows = 0
    with file.open("w", encoding="utf-8-sig" if excel else "utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n" if excel else "\n")
        writer.writerow([_defused(name) for name in source.columns])
        for batch in source.batches():
            writer.writerows([[_defused(plain(v)) for v in row] for row in batch])
            rows += len(batch)
    return rows


def _defused(value: Any) -> Any:
    if is_formula(value):
        return "'" + value
    return value.isoformat() if isinstance(value, dt.datetime | dt.date | dt.time) else value


def write_jsonl(source: Source, file: Path) -> int:
    """Write one JSON object a row."""
    rows = 0
    with file.open("w", encoding="utf-8") as out:
        for batch in source.batches():
            for row in batch:
                values = dict(zip(source.columns, map(jsonable, row), strict=True))
                out.write(json.dumps(values, ensure_ascii=False) + "\n")
            rows += len(batch)
    return rows


def write_parquet(source: Source, file: Path) -> int:
    """Write Parquet with the columns' types."""
    rows = 0
    with source.arrow() as batches, pq.ParquetWriter(file, batches.schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def write_xlsx(source: Source, file: Path) -> int:
    """Write a workbook with one sheet; texts are texts, whatever they begin with.

    Raises:
        UsageError: more rows than a sheet holds, or a text longer than a cell.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("export")
    sheet.append(source.columns)
    rows = 0
    try:
        for batch in source.batches():
            rows += len(batch)
            if rows >= _SHEET_ROWS:
                raise UsageError(
                    f"more than {_SHEET_ROWS - 1:,} rows: a sheet holds no more", hint="export CSV or Parquet"
                )
            for row in batch:
                sheet.append([_cell(sheet, plain(v), name) for name, v in zip(source.columns, row, strict=True)])
    finally:
        sheet.close()
    book.save(file)
    return rows


def _cell(sheet: Any, value: Any, column: str) -> Any:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)  # a sheet knows no time zones; all of ours are UTC
    if not isinstance(value, str):
        return value
    if len(value) > _CELL_CHARACTERS:
        raise UsageError(
            f"column {column} has a text of {len(value):,} characters: a cell holds {_CELL_CHARACTERS:,}",
            hint="export CSV or Parquet, or leave the column out with --sql",
        )
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    cell.data_type = "s"
    return cell
