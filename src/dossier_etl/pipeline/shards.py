"""Record shards: Parquet files of captured records, the unit of work handed between stages by path."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dossier_etl.model.records import Incident, Record

_COLUMNS: dict[str, pa.DataType] = {
    "document_id": pa.string(),
    "source_uri": pa.string(),
    "locator": pa.string(),
    "media_type": pa.string(),
    "content": pa.binary(),
    "url": pa.string(),
    "charset": pa.string(),
    "captured_at": pa.timestamp("us", tz="UTC"),
    "hints": pa.string(),
    "refused": pa.string(),
    "sha256": pa.string(),
    "n_bytes": pa.int64(),
}
RECORDS = pa.schema(_COLUMNS)


@dataclass(frozen=True, slots=True)
class Shard:
    """A file of records on disk."""

    path: Path
    n_records: int


_ROW_GROUP = 32
"""Records a row group: readers hold one of them at a time."""


def write_atomically(table: pa.Table, path: Path, row_group: int | None = None) -> None:
    """A Parquet file appears under its name complete or not at all."""
    part = path.with_name(path.name + ".part")
    pq.write_table(table, part, compression="zstd", row_group_size=row_group)
    part.replace(path)


def write_records(records: Sequence[Record], path: Path) -> Shard:
    rows = [
        {
            "document_id": r.document_id,
            "source_uri": r.source_uri,
            "locator": r.locator,
            "media_type": r.media_type,
            "content": r.content,
            "url": r.url,
            "charset": r.charset,
            "captured_at": r.captured_at,
            "hints": json.dumps(dict(sorted(r.hints.items())), ensure_ascii=False),
            "refused": r.refused,
            "sha256": r.sha256,
            "n_bytes": len(r.content),
        }
        for r in records
    ]
    write_atomically(pa.Table.from_pylist(rows, schema=RECORDS), path, _ROW_GROUP)
    return Shard(path, len(rows))


def record_of(row: dict[str, object]) -> Record:
    """A record from its row in a shard or in ``documents``."""
    captured = row["captured_at"]
    content = row["content"]
    return Record(
        source_uri=str(row["source_uri"]),
        locator=str(row["locator"]),
        media_type=str(row["media_type"]),
        content=content if isinstance(content, bytes) else b"",
        url=None if row["url"] is None else str(row["url"]),
        charset=None if row["charset"] is None else str(row["charset"]),
        captured_at=captured if isinstance(captured, dt.datetime) else None,
        hints=json.loads(str(row["hints"] or "{}")),
        refused=None if row["refused"] is None else str(row["refused"]),
    )


def read_records(path: Path) -> Iterator[Record]:
    """Records of a shard, a few at a time so that memory stays flat."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_ROW_GROUP):
            for row in batch.to_pylist():
                yield record_of(row)


def cut(
    found: Iterable[tuple[int, int, Record | Incident]], max_records: int, max_bytes: int
) -> Iterator[list[tuple[int, int, Record | Incident]]]:
    """Group what readers yield into shard-sized lists; incidents stay with the records around them."""
    group: list[tuple[int, int, Record | Incident]] = []
    count = size = 0
    for numbered in found:
        group.append(numbered)
        if isinstance(numbered[2], Record):
            count += 1
            size += len(numbered[2].content)
        if count >= max_records or size >= max_bytes or len(group) >= 4 * max_records:
            yield group
            group, count, size = [], 0, 0
    if group:
        yield group
