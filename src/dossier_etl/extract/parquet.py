"""Parquet: one document a row, read in small batches."""

from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from dossier_etl.extract import fields, rows
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.streams import seekable
from dossier_etl.extract.tables import has_text, no_text_column, unknown_columns

_BATCH_ROWS = 64
_NAMED = frozenset(
    name
    for options in (fields.BODY_HTML, fields.BODY_TEXT, fields.BODY_LAST, *fields.NAMES.values())
    for name in options
)
_METADATA_LIMIT = 64 << 20
_DAMAGE = (pa.ArrowException, OSError, ValueError, KeyError, OverflowError)


def read_parquet(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Read rows as records, locator ``row:N`` (1-based); damage costs the column or the row group it is in."""
    source = seekable(stream)
    try:
        table = pq.ParquetFile(
            source,
            pre_buffer=False,
            thrift_string_size_limit=_METADATA_LIMIT,
            thrift_container_size_limit=1_000_000,
            page_checksum_verification=True,
        )
        schema = table.schema_arrow
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        yield ctx.incident("parquet_damaged", f"the footer cannot be read ({error})"[:400])
        return
    columns = ctx.options.columns
    names = [field.name for field in schema if _useful(field, columns.values())]
    if unknown_columns(schema.names, columns) or not (has_text(names, columns) or _nested(schema)):
        yield no_text_column(ctx, schema.names)
        return
    first = 0
    for group in range(table.num_row_groups):
        size = table.metadata.row_group(group).num_rows
        yield from _group(table, group, names, first, size, ctx)
        first += size


def _group(
    table: pq.ParquetFile, group: int, names: list[str], first: int, size: int, ctx: Context
) -> Iterator[ReadResult]:
    """Read the rows of one row group; if it cannot be read as a whole, without the columns that cannot be read alone."""
    done = 0
    try:
        for row in _rows(table, group, names):
            done += 1
            yield from rows.items(row, ctx, f"row:{first + done}")
        return
    except _DAMAGE as error:
        failure = error
    kept = []
    for name in names:
        try:
            sum(1 for _ in _rows(table, group, [name]))
            kept.append(name)
        except _DAMAGE as error:
            detail = f"rows {first + 1} to {first + size}: column {name!r} cannot be read ({error})"
            yield ctx.incident("parquet_damaged", detail[:400], f"row:{first + 1}")
    if not has_text(kept, ctx.options.columns):
        detail = f"rows {first + done + 1} to {first + size} are lost ({failure})"
        yield ctx.incident("parquet_damaged", detail[:400], f"row:{first + done + 1}")
        return
    for number, row in enumerate(_rows(table, group, kept), 1):
        if number > done:
            yield from rows.items(row, ctx, f"row:{first + number}")


def _rows(table: pq.ParquetFile, group: int, names: list[str]) -> Iterator[dict[str, Any]]:
    for batch in table.iter_batches(_BATCH_ROWS, row_groups=[group], columns=names, use_threads=False):
        yield from batch.to_pylist()


def _useful(field: "pa.Field[Any]", mapped: Collection[str]) -> bool:
    """Return True for columns that can hold text, names, numbers or dates; of raw bytes only those with a known name."""
    kind = field.type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return field.name in mapped or fields.normalised(field.name) in _NAMED
    return not pa.types.is_map(kind)


def _nested(schema: pa.Schema) -> bool:
    """Return True if the text may be in a struct; a row then says which mapping finds it."""
    return any(pa.types.is_struct(field.type) for field in schema)
