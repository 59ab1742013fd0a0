"""Excel workbooks, through openpyxl: the rows of each sheet."""

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator

from dossier_etl.extract.office.parts import PartError, check_sizes

_MAX_CELLS = 256
"""Columns looked at: sheets may claim 16,384."""


_MAX_EMPTY = 100_000
"""Empty rows after which a sheet counts as ended: a row may claim any number, and those before it are made up."""


def xlsx_rows(archive: zipfile.ZipFile, max_ratio: float) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Yield (sheet name, rows of cells as text); dates as ISO 8601. Formulas give the values stored with them.

    Raises:
        PartError: a part is damaged or over a limit, or openpyxl cannot read the workbook (also while rows are read).
    """
    check_sizes(archive, max_ratio)
    import openpyxl

    # It warns about everything it leaves out (validations, unknown extensions); damage is reported by incidents instead.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")

    try:
        book = openpyxl.load_workbook(archive.fp, read_only=True, data_only=True, keep_links=False)
        sheets = list(book.worksheets)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        # openpyxl raises whatever its parts raise on damaged workbooks (KeyError, TypeError, its own …).
        raise _damaged(error) from None
    for sheet in sheets:
        yield str(sheet.title), _rows(sheet)


def _rows(sheet: object) -> Iterator[list[str]]:
    try:
        empty = 0
        for row in sheet.iter_rows(values_only=True, max_col=_MAX_CELLS):  # type: ignore[attr-defined]
            empty = 0 if any(row) else empty + 1
            if empty > _MAX_EMPTY:
                return
            if empty:
                continue
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            yield cells
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        raise _damaged(error) from None


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time(0) else cell.isoformat()
    return str(cell).replace("_x000D_", "").strip()


def _damaged(error: Exception) -> PartError:
    return PartError("xlsx_damaged", f"cannot be read as an Excel workbook ({type(error).__name__}: {error})"[:300])
