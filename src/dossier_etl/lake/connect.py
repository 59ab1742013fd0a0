"""Opening the lake: DuckDB with DuckLake attached as ``lake``, from extension wheels, without network."""

import importlib.util
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb

from dossier_etl.errors import WarehouseLocked, WarehouseMissing
from dossier_etl.settings import Settings

CATALOG = "lake"
MEMORY_LIMIT = "2GB"
"""Compaction of 10 M rows peaked at 5 GB without one."""
_ATTEMPTS = 8
"""A reader beside a committing writer met one transient lock error in 2,600 reads; eight tries with backoff last about 5 s."""

T = TypeVar("T")


def extension_file(name: str) -> Path:
    """The extension binary inside its wheel. Raises WarehouseMissing when the wheel is not installed."""
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for file in Path(folder).rglob(f"{name}.duckdb_extension"):
            return file
    raise WarehouseMissing(
        f"DuckDB extension {name!r} is not installed",
        hint=f"pip install duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__}",
    )


def sql_literal(text: str) -> str:
    """A string as an SQL literal, for the statements that take no parameters (ATTACH, SET)."""
    return "'" + text.replace("'", "''") + "'"


def quote(identifier: str) -> str:
    """A quoted identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def data_path(settings: Settings) -> str:
    """Where the Parquet files lie; absolute, because a relative DATA_PATH follows the working folder and breaks on a move."""
    if "://" in settings.data_path:
        return settings.data_path.rstrip("/") + "/"
    folder = Path(settings.data_path) if settings.data_path else settings.warehouse / "data"
    return folder.absolute().as_posix() + "/"


def _catalog_uri(settings: Settings) -> str:
    return f"ducklake:{settings.catalog}" if settings.catalog else f"ducklake:sqlite:{settings.catalog_file.absolute()}"


def retry_locked(action: Callable[[], T], what: str) -> T:
    """Run ``action``, again while the catalog is briefly locked by a committing writer.

    Raises:
        WarehouseLocked: it stayed locked.
    """
    for attempt in range(_ATTEMPTS):
        try:
            return action()
        except (duckdb.IOException, duckdb.TransactionException, duckdb.Error) as error:
            if "lock" not in str(error).lower() and "busy" not in str(error).lower():
                raise
            if attempt == _ATTEMPTS - 1:
                raise WarehouseLocked(
                    f"{what}: the catalog stayed locked: {error}", hint="wait for the other process; see `dossier runs`"
                ) from error
            time.sleep(0.05 * 2**attempt * (0.5 + random.random()))
    raise AssertionError("unreachable")


def exists(settings: Settings) -> bool:
    """Whether a lake was created there (a PostgreSQL catalog is asked when attached)."""
    return bool(settings.catalog) or settings.catalog_file.is_file()


def connect(settings: Settings, *, read_only: bool = True, create: bool = False) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with the lake attached as ``lake`` and in use.

    Raises:
        WarehouseMissing: no lake there, and ``create`` is false.
        WarehouseLocked: the catalog stayed locked.
    """
    if not exists(settings) and not create:
        raise WarehouseMissing(
            f"no warehouse in {settings.warehouse}",
            hint="`dossier init` makes one; `dossier ingest PATH` makes and fills it",
        )
    con = duckdb.connect(":memory:")
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")
    con.execute(f"SET memory_limit = {sql_literal(MEMORY_LIMIT)}")
    con.execute("SET autoinstall_known_extensions = false")
    needed = ["ducklake", "postgres_scanner" if settings.catalog.startswith("postgres") else "sqlite_scanner"]
    if data_path(settings).startswith(("s3://", "http")):
        needed.append("httpfs")
    for name in needed:
        con.execute(f"LOAD {sql_literal(str(extension_file(name)))}")
    options = f"DATA_PATH {sql_literal(data_path(settings))}, OVERRIDE_DATA_PATH true, DATA_INLINING_ROW_LIMIT 0"
    if read_only:
        options += ", READ_ONLY"
    retry_locked(
        lambda: con.execute(f"ATTACH {sql_literal(_catalog_uri(settings))} AS {CATALOG} ({options})"),
        "opening the lake",
    )
    con.execute(f"USE {CATALOG}")
    return con
