"""The loader's connection to the lake: bounded in memory, planned for the lake's size, reopened before DuckDB keeps too much."""

import ctypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from dossier_etl.errors import WarehouseLocked
from dossier_etl.lake.connect import CATALOG, catalog_patience, connect, data_path_in_force, is_locked
from dossier_etl.settings import Settings
from dossier_etl.sql import count, sql_literal

_MEMORY_LIMIT = "700MB"
"""Of the loader's DuckDB, which spills beyond it: enough to find the copies of 50,000 documents among 10 million."""
_LARGE_LAKE = 1_000_000
"""Publications from which a second thread pays: on a smaller lake it makes the many small statements of a batch cost half as
much again, in a large one it halves the time to find copies."""
_SMALL_LAKE = 20_000
"""Publications up to which a statement is planned without statistics of the lake's tables. DuckLake asks its catalog for those of a
table that was never filled up to ten times per statement: half the cost of the first batch's statements. Plans of three and more
joins need them, but for so few rows none is a bad one."""
_STATISTICS_OPTIMIZERS = "join_order,statistics_propagation"
"""DuckDB's optimizers that read them."""
_TRANSACTIONS_PER_CONNECTION = 8
"""Transactions after which the lake is reopened, which costs a quarter of a second of CPU: DuckDB keeps 2 MB of each until its
connection closes."""

_SECONDS_UNTOLD = 5.0
"""A commit among readers that come and go takes less."""
_HELD = "waiting to commit: another process is reading the warehouse (a long query, or a transaction left open in a notebook)"


def _return_memory() -> None:
    """Return freed memory to the system: kept by the allocators, it grew by 60 MB per 1,000 pages."""
    pa.default_memory_pool().release_unused()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # glibc has it
        trim(0)


class LoaderSession:
    """A writing connection to the lake for one run. Thread-safe through `use`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.RLock()
        self._transactions = 0
        self._publications = 0
        self._spill: Path | None = None
        self.con = connect(settings, read_only=False, create=True)
        self._plan()

    def close(self) -> None:
        """Close the connection."""
        self.con.close()

    @property
    def data_path(self) -> str:
        """Return where the lake keeps its Parquet files."""
        return data_path_in_force(self.con, self._settings)

    def bound(self, spill: Path) -> None:
        """Limit the connection's memory; what exceeds it is spilled to a folder."""
        self._spill = spill
        self.con.execute(f"SET temp_directory = {sql_literal(str(spill))}")
        self.con.execute(f"SET memory_limit = {sql_literal(_MEMORY_LIMIT)}")
        # What DuckDB's allocator keeps for later is not seen by `_return_memory`: it grew by 10 MB per 500 pages.
        self.con.execute("SET allocator_flush_threshold = '1MB'")
        self.con.execute("SET allocator_bulk_deallocation_flush_threshold = '1MB'")
        if "://" not in self.data_path:
            # The system caches local files itself; cached here too, they grew by 25 MB per 500 pages.
            self.con.execute("SET enable_external_file_cache = false")
        self._publications = count(self.con, f"FROM {CATALOG}.publications")
        self._plan()

    @contextmanager
    def use(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield the connection, outside any other thread's transaction."""
        with self._lock:
            yield self.con

    def committed(self, publications: int) -> None:
        """Note a transaction that added so many publications: replan for the new size, free what DuckDB keeps."""
        self._publications += publications
        self._transactions += 1
        if self._transactions % _TRANSACTIONS_PER_CONNECTION == 0 and self._spill is not None:
            before, self.con = self.con, connect(self._settings, read_only=False)
            before.close()
            self.bound(self._spill)
        self._plan()
        _return_memory()

    @contextmanager
    def writing(self, notify: Callable[[str], None]) -> Iterator[Callable[[], None]]:
        """Tell of a wait for readers; the block calls what is yielded before it commits.

        The SQLite catalog is written when no reader has a transaction open; readers that come later wait for the writer.

        Raises:
            WarehouseLocked: a reader held the catalog for ``lock_seconds`` (at least five). Nothing more can be written by this process.
        """
        waiting = threading.Timer(_SECONDS_UNTOLD, notify, [_HELD])
        waiting.daemon = True
        try:
            yield waiting.start
        except duckdb.Error as error:
            if not is_locked(error):
                raise
            raise WarehouseLocked(
                f"another process has been reading the warehouse for {catalog_patience(self._settings):g} s, so it could not be written",
                hint="end the long query or the open transaction, then run the same command again; what was committed is kept",
            ) from error
        finally:
            waiting.cancel()

    def _plan(self) -> None:
        """Set threads and optimizers to what pays in a lake of this size."""
        self.con.execute("SET threads = 1" if self._publications < _LARGE_LAKE else "RESET threads")
        disabled = _STATISTICS_OPTIMIZERS if self._publications < _SMALL_LAKE else ""
        self.con.execute(f"SET disabled_optimizers = {sql_literal(disabled)}")
