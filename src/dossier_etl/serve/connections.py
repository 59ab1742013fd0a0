"""Read-only connections to the lake for the pages: one snapshot a request, never in a loader's way.

An open read transaction on the SQLite catalog makes a loader's commit wait, and fail after five seconds. So pages read a private
copy of the catalog, made when a new snapshot appears; the Parquet files it names are the lake's own.
"""

import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from dossier_etl.errors import DossierError
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.lake.postgres import is_postgres
from dossier_etl.lake.read import guard
from dossier_etl.settings import Settings

STATEMENT_SECONDS = 10.0
"""Time a request may spend in the lake; then its statement is interrupted."""
_CURSORS = 8
"""Requests that read at the same time; more of them wait. Each may use all cores, so more would only take memory."""
_MEMORY_LIMIT = "224MB"
"""Of DuckDB, for all requests together; a query that needs more fails with a message."""

_KEPT = 500
"""Answers kept for a snapshot; beyond it all are forgotten, for addresses are anybody's."""

T = TypeVar("T")


class TooSlow(DossierError):
    """A request's statements took longer than they may."""


@dataclass
class _Snapshot:
    """A connection that sees one state of the lake, with what was computed of it."""

    number: int
    con: duckdb.DuckDBPyConnection
    copy: tempfile.TemporaryDirectory[str] | None
    cache: dict[Any, Any] = field(default_factory=dict)
    readers: int = 0

    def close(self) -> None:
        self.con.close()
        if self.copy:
            self.copy.cleanup()


class Reader:
    """What a page asks; all its answers are of one snapshot."""

    def __init__(self, con: duckdb.DuckDBPyConnection, snapshot: _Snapshot, expired: threading.Event) -> None:
        self.con = con
        self.snapshot = snapshot.number
        self._cache = snapshot.cache
        self._expired = expired

    def execute(self, query: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> duckdb.DuckDBPyConnection:
        """Run a statement; fetch its rows before the next one."""
        if self._expired.is_set():  # the interrupt came between two statements
            raise duckdb.InterruptException("the time is up")
        return self.con.execute(query, parameters or None)

    def rows(self, query: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows."""
        return self.execute(query, parameters).fetchall()

    def records(self, query: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[dict[str, Any]]:
        """Return all rows as mappings from column to value."""
        result = self.execute(query, parameters)
        names = [c[0] for c in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def count(self, query: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Return the first value of the first row as a number."""
        return int(self.rows(query, parameters)[0][0] or 0)

    def kept(self, key: Any, compute: Callable[[], T]) -> T:
        """Return what was computed under this key for this snapshot, or compute it."""
        if key in self._cache:
            value: T = self._cache[key]
        else:
            value = compute()
            if len(self._cache) >= _KEPT:
                self._cache.clear()
            self._cache[key] = value
        return value


class Lake:
    """Opens readers on the newest snapshot. Safe to use from several threads."""

    def __init__(self, settings: Settings, *, seconds: float = STATEMENT_SECONDS) -> None:
        self.settings = settings
        self._seconds = seconds
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(_CURSORS)
        self._current: _Snapshot | None = None

    def close(self) -> None:
        """Close the connection; readers in use keep theirs until they end."""
        with self._lock:
            self._retire(None)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Yield a reader of the newest snapshot.

        Raises:
            TooSlow: its statements took longer than `STATEMENT_SECONDS` altogether.
            WarehouseMissing: there is no lake yet.
        """
        with self._places, self._newest() as snapshot, closing(snapshot.con.cursor()) as cursor:
            cursor.execute(f"USE {CATALOG}")
            cursor.execute("BEGIN")
            expired = threading.Event()

            def expire() -> None:
                expired.set()
                cursor.interrupt()

            timer = threading.Timer(self._seconds, expire)
            timer.daemon = True
            timer.start()
            try:
                yield Reader(cursor, snapshot, expired)
            except duckdb.InterruptException as error:
                raise TooSlow(
                    f"this took longer than {self._seconds:g} seconds",
                    hint="ask for less: a shorter period, one outlet",
                ) from error
            finally:
                timer.cancel()

    @contextmanager
    def _newest(self) -> Iterator[_Snapshot]:
        with self._lock:
            number = self._newest_number()
            if self._current is None or self._current.number != number:
                self._retire(self._open())
            snapshot = self._current
            assert snapshot is not None
            snapshot.readers += 1
        try:
            yield snapshot
        finally:
            with self._lock:
                snapshot.readers -= 1
                if not snapshot.readers and snapshot is not self._current:
                    snapshot.close()

    def _retire(self, following: _Snapshot | None) -> None:
        """Put another snapshot in the current one's place; the last of its readers closes it."""
        before, self._current = self._current, following
        if before and not before.readers:
            before.close()

    def _newest_number(self) -> int:
        """Return the number of the newest snapshot; while a loader commits, of the one at hand."""
        if is_postgres(self.settings.catalog):
            if self._current is None:
                return -1
            query = f"FROM ducklake_current_snapshot('{CATALOG}')"
            with closing(self._current.con.cursor()) as cursor:
                return int(cursor.execute(query).fetchall()[0][0])
        if not self._catalog_file.is_file():
            self._retire(None)
            return -1
        try:
            with closing(self._open_catalog()) as catalog:
                return _newest_in(catalog)
        except sqlite3.OperationalError:
            if self._current is None:
                raise
            return self._current.number

    @property
    def _catalog_file(self) -> Path:
        named = self.settings.catalog.removeprefix("sqlite:")
        return (Path(named) if named else self.settings.catalog_file).absolute()

    def _open_catalog(self) -> sqlite3.Connection:
        return sqlite3.connect(self._catalog_file.as_uri() + "?mode=ro", uri=True, timeout=2)

    def _open(self) -> _Snapshot:
        if is_postgres(self.settings.catalog) or not self._catalog_file.is_file():
            con = self._connected(self.settings)
            number = con.execute(f"FROM ducklake_current_snapshot('{CATALOG}')").fetchall()[0][0]
            return _Snapshot(int(number), con, None)
        folder = tempfile.TemporaryDirectory(prefix="dossier-serve-")
        copy = Path(folder.name) / "catalog.sqlite"
        with closing(self._open_catalog()) as catalog, closing(sqlite3.connect(copy)) as target:
            catalog.backup(target)
            number = _newest_in(target)
        return _Snapshot(number, self._connected(replace(self.settings, catalog=f"sqlite:{copy}")), folder)

    def _connected(self, settings: Settings) -> duckdb.DuckDBPyConnection:
        con = connect(settings)
        con.execute(f"SET memory_limit = '{_MEMORY_LIMIT}'")
        con.execute("SET temp_directory = ''")
        guard(con, settings)
        return con


def _newest_in(catalog: sqlite3.Connection) -> int:
    return int(catalog.execute("SELECT max(snapshot_id) FROM ducklake_snapshot").fetchall()[0][0])
