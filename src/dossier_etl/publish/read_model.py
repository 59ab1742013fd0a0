"""Reading the read model: a DuckDB connection, and the file ``dossier.duckdb`` for other programs."""

from pathlib import Path

import duckdb

from dossier_etl.publish import marts
from dossier_etl.publish.store import model_in_force
from dossier_etl.settings import Settings
from dossier_etl.sql import quote, sql_literal

DATABASE = "dossier.duckdb"


def open_published(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open the read model in force, read-only: every mart is a view. It stays as it is whatever is published meanwhile.

    Files beside it, the network and the configuration are shut off. Raises WarehouseMissing when none was published.
    """
    folder = model_in_force(settings)
    con = duckdb.connect(":memory:")
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")
    con.execute("SET parquet_metadata_cache = true")  # the files of a read model never change
    _create_views(con, folder)
    con.execute(f"SET allowed_directories = [{sql_literal(folder.as_posix() + '/')}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


def write_database(folder: Path) -> None:
    """Write ``dossier.duckdb`` into a read model: its marts as views with comments, for DuckDB and what speaks to it."""
    con = duckdb.connect(str(folder / DATABASE))
    try:
        _create_views(con, folder.resolve())
    finally:
        con.close()


def _create_views(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for mart in marts.PUBLIC:
        files = sql_literal(f"{folder.as_posix()}/{mart.name}/*.parquet")
        con.execute(f"CREATE VIEW {quote(mart.name)} AS SELECT * FROM read_parquet({files})")
        con.execute(f"COMMENT ON VIEW {quote(mart.name)} IS {sql_literal(mart.comment)}")
        for column, comment in mart.columns.items():
            con.execute(f"COMMENT ON COLUMN {quote(mart.name)}.{quote(column)} IS {sql_literal(comment)}")
