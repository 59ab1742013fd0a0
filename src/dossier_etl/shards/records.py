"""Record shards: Parquet files of captured records, the unit of work handed between stages by path."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    document_ids: tuple[str, ...]


_GROUP_RECORDS = 8
_GROUP_BYTES = 2_000_000
"""A row group holds as many records, or fewer that are as large together: readers hold one of them at a time."""


def write_atomically(table: pa.Table, path: Path) -> None:
    """A Parquet file appears under its name complete or not at all."""
    part = path.with_name(path.name + ".part")
    pq.write_table(table, part, compression="lz4")
    part.replace(path)


def _groups(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    start = size = 0
    for n, record in enumerate(records):
        size += len(record.content)
        if n + 1 - start == _GROUP_RECORDS or size >= _GROUP_BYTES:
            yield records[start : n + 1]
            start, size = n + 1, 0
    if start < len(records) or not records:
        yield records[start:]


def _table(records: Sequence[Record], known: Collection[str]) -> pa.Table:
    columns: dict[str, list[Any]] = {
        "document_id": [r.document_id for r in records],
        "source_uri": [r.source_uri for r in records],
        "locator": [r.locator for r in records],
        "media_type": [r.media_type for r in records],
        "content": [b"" if r.document_id in known else r.content for r in records],
        "url": [r.url for r in records],
        "charset": [r.charset for r in records],
        "captured_at": [r.captured_at for r in records],
        "hints": [json.dumps(dict(sorted(r.hints.items())), ensure_ascii=False) for r in records],
        "refused": [r.refused for r in records],
        "sha256": [r.sha256 for r in records],
        "n_bytes": [len(r.content) for r in records],
    }
    return pa.table(columns, schema=RECORDS)


def write_records(records: Sequence[Record], path: Path, known: Collection[str] = frozenset()) -> Shard:
    """Write a shard, of ``known`` documents without their bytes: nobody will ask for those.

    It lives for minutes and is read twice: not packing its pages saves a quarter of a millisecond a page of 193 KB (lz4),
    and costs 70 MB of disk a batch.
    """
    part = path.with_name(path.name + ".part")
    with pq.ParquetWriter(
        part, RECORDS, compression="none", use_dictionary=False, write_statistics=False, write_batch_size=1
    ) as file:
        for group in _groups(records):
            file.write_table(_table(group, known))
    part.replace(path)
    return Shard(path, len(records), tuple(r.document_id for r in records))


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
    """Records of a shard, a row group at a time so that memory stays flat."""
    with pq.ParquetFile(path, pre_buffer=False) as file:
        for n in range(file.num_row_groups):
            for row in file.read_row_group(n, use_threads=False).to_pylist():
                record = record_of(row)
                # Its ids were worked out when the shard was written; hashing the content again would cost as much as reading it.
                vars(record).update(sha256=row["sha256"], document_id=row["document_id"])
                yield record


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
