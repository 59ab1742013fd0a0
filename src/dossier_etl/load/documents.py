"""The documents' bytes: from a batch's record shards into one Parquet file that becomes the lake's, a row group at a time.

DuckDB's own writer copies a batch's bytes several times and frees them late: 500 pages of 193 KB took it 320 MB, 4,000 pages
2 GB. Written here they take the loader some 40 MB, however many they are.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dossier_etl.lake.connect import CATALOG
from dossier_etl.model import tables

_GROUP_BYTES = 4_000_000
"""A row group of the lake's file: some 20 pages of HTML. Twice as much costs 10 MB, half as much makes the table slower to scan."""
_SCHEMA = tables.DOCUMENTS.remove_metadata()


def _with_content(wanted: pa.Table) -> Iterator[pa.Table]:
    """Staged documents (in order of shard and row) with their content, a row group of a shard at a time."""
    shards, numbers = np.array(wanted["shard"].to_pylist()), wanted["file_row_number"].to_numpy()
    for shard in dict.fromkeys(shards):
        with pq.ParquetFile(shard, pre_buffer=False) as file:
            start = 0
            for n in range(file.num_row_groups):
                end = start + file.metadata.row_group(n).num_rows
                here = np.flatnonzero((shards == shard) & (numbers >= start) & (numbers < end))
                if here.size:
                    content = file.read_row_group(n, columns=["content"], use_threads=False)["content"]
                    if here.size < len(content):  # to take some loads Arrow's functions, .02 s
                        content = content.take(numbers[here] - start)
                    rows = wanted.slice(here[0], here.size).append_column("content", content)
                    yield pa.table({name: rows[name] for name in _SCHEMA.names}, schema=_SCHEMA)
                start = end


def _row_groups(pieces: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in tables of some `_GROUP_BYTES`."""
    held: list[pa.Table] = []
    for piece in pieces:
        held.append(piece)
        if sum(t.nbytes for t in held) >= _GROUP_BYTES:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)


def _write(con: duckdb.DuckDBPyConnection, file: Path) -> None:
    wanted = con.execute("SELECT * FROM staged_documents ORDER BY shard, file_row_number").to_arrow_table()
    with pq.ParquetWriter(
        file,
        _SCHEMA,
        compression="zstd",  # level 1: as quick as snappy, a third smaller
        use_dictionary=False,
        write_statistics=[name for name in _SCHEMA.names if name != "content"],
        store_schema=False,
        write_batch_size=1,  # values looked at together: a page of the file ends with the first that fills it
    ) as out:
        for rows in _row_groups(_with_content(wanted)):
            out.write_table(rows)
    pa.default_memory_pool().release_unused()


def add_documents(con: duckdb.DuckDBPyConnection, data_path: str, file: Path, undo: ExitStack) -> None:
    """Bring the staged documents into the lake, as part of the open transaction.

    Args:
        data_path: where the lake keeps its files. A folder takes the new file over as it is, an object store a copy of it.
        file: name of the new file, in the run's staging folder.
        undo: told how to remove what a rollback would leave behind.
    """
    _write(con, file)
    if "://" in data_path:
        con.execute(f"INSERT INTO {CATALOG}.documents BY NAME SELECT * FROM read_parquet(?)", [str(file)])
        file.unlink()
        return
    home = Path(data_path) / "main" / "documents" / file.name
    home.parent.mkdir(parents=True, exist_ok=True)
    undo.callback(home.unlink, missing_ok=True)
    shutil.move(file, home)
    con.execute(f"CALL ducklake_add_data_files('{CATALOG}', 'documents', ?, allow_missing => true)", [str(home)])
