"""Reading the lake beside a writer: a read-only attach, retried when the catalog is briefly locked."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from dossier_etl.lake.connect import connect, data_path_in_force
from dossier_etl.lake.postgres import is_postgres
from dossier_etl.settings import Settings
from dossier_etl.sql import sql_literal


def guard(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Shut off files, network and configuration of a connection for good; the lake's own data stays readable."""
    folder, files = data_path_in_force(con, settings), list[str]()
    if not is_postgres(settings.catalog):
        catalog = settings.catalog.removeprefix("sqlite:") or settings.catalog_file.absolute().as_posix()
        files = [catalog + suffix for suffix in ("", "-journal", "-wal")]
    con.execute(f"SET allowed_directories = [{sql_literal(folder)}]")
    con.execute(f"SET allowed_paths = [{', '.join(map(sql_literal, files))}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


@contextmanager
def reader(settings: Settings, *, guarded: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection with the lake in use.

    Args:
        guarded: also shut off files, network and configuration for queries that come from outside; the lake's own data
            stays readable.
    """
    con = connect(settings)
    try:
        if guarded:
            guard(con, settings)
        yield con
    finally:
        con.close()
