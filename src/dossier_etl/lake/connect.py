"""Opening the lake: DuckDB with DuckLake attached as ``lake``, from extension wheels, without network."""

import importlib.util
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb

from dossier_etl.errors import DossierError, UsageError, WarehouseLocked, WarehouseMissing
from dossier_etl.lake.credentials import CATALOG_SECRET, create_catalog_secret, create_store_secret
from dossier_etl.lake.postgres import PREFIX, is_postgres, split_password, with_timeout
from dossier_etl.settings import Settings
from dossier_etl.sql import sql_literal

CATALOG = "lake"
MEMORY_LIMIT = "2GB"
"""Compaction of 10 M rows peaked at 5 GB without one."""
_ATTEMPTS = 8
"""A reader beside a committing writer met one transient lock error in 2,600 reads; eight tries with backoff last about 5 s."""
_SHORTEST_PATIENCE = 5.0
"""Seconds a statement waits at least for the lock of a SQLite catalog. A writer must wait in its COMMIT: one that fails there keeps its
lock on the catalog until its process ends, whatever is closed (DuckDB 1.5.5), so it cannot be tried again."""

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


def data_path(settings: Settings) -> str:
    """Return where the settings want the Parquet files; absolute, since a relative DATA_PATH follows the working folder."""
    if "://" in settings.data_path:
        return settings.data_path.rstrip("/") + "/"
    folder = Path(settings.data_path) if settings.data_path else settings.warehouse / "data"
    return folder.absolute().as_posix() + "/"


def _load(con: duckdb.DuckDBPyConnection, *extensions: str) -> None:
    for name in extensions:
        con.execute(f"LOAD {sql_literal(str(extension_file(name)))}")


def _recorded_data_path(con: duckdb.DuckDBPyConnection, connection: str, secret: str) -> str | None:
    """Return where a PostgreSQL catalog says its Parquet files lie; None when no lake was created in it."""
    options = "TYPE postgres, READ_ONLY" + (f", SECRET {secret}" if secret else "")
    con.execute(f"ATTACH {sql_literal(connection)} AS probe ({options})")
    try:
        there = (
            "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'probe' AND table_name = 'ducklake_metadata'"
        )
        if not con.execute(there).fetchall()[0][0]:
            return None
        rows = con.execute("SELECT value FROM probe.ducklake_metadata WHERE key = 'data_path'").fetchall()
        return str(rows[0][0]) if rows else None
    finally:
        con.execute("DETACH probe")


def _attach_postgres(con: duckdb.DuckDBPyConnection, settings: Settings, *, create: bool) -> tuple[str, str, str]:
    """Catalog, data folder and ATTACH options for a team's lake.

    The catalog knows where the data lies, so that machines with different warehouse folders write to one place.
    """
    _load(con, "postgres_scanner")
    catalog, password = split_password(settings.catalog)
    if password:
        create_catalog_secret(con, password)
    secret = CATALOG_SECRET if password else ""
    shown = catalog.removeprefix(PREFIX)
    try:
        recorded = retry_locked(lambda: _recorded_data_path(con, with_timeout(shown), secret), "opening the catalog")
    except duckdb.Error as error:
        raise DossierError(
            f"the catalog {shown!r} cannot be opened: {error}",
            hint="check host, port, user and password (PGPASSWORD or ~/.pgpass keep it out of the settings)",
        ) from None
    wanted = data_path(settings)
    if recorded is None and not create:
        raise WarehouseMissing(
            f"no warehouse in the catalog {shown!r}",
            hint="`dossier init` makes one; `dossier ingest PATH` makes and fills it",
        )
    if recorded and settings.data_path and wanted != recorded:
        raise UsageError(
            f"data_path is {wanted}, but the catalog {shown!r} has its data in {recorded}",
            hint="leave data_path empty to use what the catalog says",
        )
    return f"ducklake:{PREFIX}{with_timeout(shown)}", recorded or wanted, f", META_SECRET '{secret}'" if secret else ""


def catalog_patience(settings: Settings) -> float:
    """Return the seconds for which a statement waits for the lock of a SQLite catalog."""
    return max(settings.lock_seconds, _SHORTEST_PATIENCE)


def is_locked(error: Exception) -> bool:
    """Return True if a statement failed because another process holds the catalog for a moment."""
    message = str(error).lower()
    return "is locked" in message or "busy" in message or "could not set lock" in message


def retry_locked(action: Callable[[], T], what: str) -> T:
    """Run ``action``, again while the catalog is briefly locked by a committing writer.

    Raises:
        WarehouseLocked: it stayed locked.
    """
    for attempt in range(_ATTEMPTS):
        try:
            return action()
        except duckdb.Error as error:
            if not is_locked(error):
                raise
            if attempt == _ATTEMPTS - 1:
                raise WarehouseLocked(
                    f"{what}: the catalog stayed locked: {error}", hint="wait for the other process; see `dossier runs`"
                ) from error
            time.sleep(0.05 * 2**attempt * (0.5 + random.random()))
    raise AssertionError("unreachable")


def exists(settings: Settings) -> bool:
    """Return True if a lake was created there (a PostgreSQL catalog is asked when attached)."""
    return bool(settings.catalog) or settings.catalog_file.is_file()


def connect(
    settings: Settings, *, read_only: bool = True, create: bool = False, snapshot: int | None = None
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with the lake attached as ``lake`` and in use.

    Args:
        snapshot: read the lake as it was at this snapshot, whatever is committed meanwhile.
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
    _load(con, "ducklake")
    if is_postgres(settings.catalog):
        catalog, folder, options = _attach_postgres(con, settings, create=create)
    else:
        _load(con, "sqlite_scanner")
        catalog = f"ducklake:{settings.catalog or f'sqlite:{settings.catalog_file.absolute()}'}"
        folder, options = (
            data_path(settings),
            f", OVERRIDE_DATA_PATH true, META_BUSY_TIMEOUT {int(catalog_patience(settings) * 1000)}",
        )
    if folder.startswith(("s3://", "http")):
        _load(con, "httpfs")
    if folder.startswith("s3://"):
        create_store_secret(con, folder)
    options = f"DATA_PATH {sql_literal(folder)}, DATA_INLINING_ROW_LIMIT 0{options}"
    if read_only:
        options += ", READ_ONLY"
    if snapshot is not None:
        options += f", SNAPSHOT_VERSION {snapshot}"
    retry_locked(lambda: con.execute(f"ATTACH {sql_literal(catalog)} AS {CATALOG} ({options})"), "opening the lake")
    con.execute(f"USE {CATALOG}")
    return con


def data_path_in_force(con: duckdb.DuckDBPyConnection, settings: Settings) -> str:
    """Return where the attached lake keeps its Parquet files: as the catalog of a team says, else as the settings say."""
    if not is_postgres(settings.catalog):
        return data_path(settings)
    rows = con.execute(f"SELECT value FROM ducklake_options('{CATALOG}') WHERE option_name = 'data_path'").fetchall()
    return str(rows[0][0])
