"""Parquet: one document a row, read in small batches."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from dossier_etl.extract import rows
from dossier_etl.extract.context import Context, Item
from dossier_etl.extract.streams import seekable
from dossier_etl.extract.tables import has_text, no_text_column

_BATCH_ROWS = 64
_METADATA_LIMIT = 64 << 20


def read_parquet(stream: BinaryIO, ctx: Context) -> Iterator[Item]:
    """Rows as records, locator ``row:N`` (1-based); damage ends the row group it is in and is told."""
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
    names = [field.name for field in schema if _useful(field.type)]
    if not has_text(names, ctx.options.columns):
        yield no_text_column(ctx, schema.names)
        return
    first = 0
    for group in range(table.num_row_groups):
        expected = table.metadata.row_group(group).num_rows
        done = 0
        try:
            for batch in table.iter_batches(_BATCH_ROWS, row_groups=[group], columns=names, use_threads=False):
                for row in batch.to_pylist():
                    done += 1
                    yield from rows.items(row, ctx, f"row:{first + done}")
        except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError) as error:
            detail = f"row group {group + 1}: rows {first + done + 1} to {first + expected} cannot be read ({error})"
            yield ctx.incident("parquet_damaged", detail[:400], f"row:{first + done + 1}")
        first += expected


def _useful(kind: pa.DataType) -> bool:
    """Everything that can hold text, names, numbers or dates; not raw bytes or large nested tables."""
    return not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_map(kind))
