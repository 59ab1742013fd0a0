"""The row of a run in the table ``runs``; kept in a file while the warehouse cannot be written."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dossier_etl.lake.connect import CATALOG
from dossier_etl.settings import Settings
from dossier_etl.sql import insert_arrow


def write_row(con: duckdb.DuckDBPyConnection, row: pa.Table) -> None:
    """Insert the row of a run."""
    insert_arrow(con, f"{CATALOG}.runs", row)


def leave_row(settings: Settings, row: pa.Table) -> None:
    """Keep the row of a run in a file, for the next run to insert."""
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(row, folder / f"{row['run_id'][0].as_py()}.parquet")


def enter_left_rows(settings: Settings, con: duckdb.DuckDBPyConnection) -> None:
    """Insert the rows that earlier runs left, each once."""
    for file in sorted(_folder(settings).glob("*.parquet")):
        row = pq.read_table(file)
        known = con.execute(f"SELECT count(*) FROM {CATALOG}.runs WHERE run_id = ?", [row["run_id"][0].as_py()])
        if known.fetchall() == [(0,)]:
            write_row(con, row)
        file.unlink()


def _folder(settings: Settings) -> Path:
    return settings.reports / "not_entered"
