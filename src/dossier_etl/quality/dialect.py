"""A small SQLAlchemy dialect that lets Great Expectations look at tables of an open DuckDB connection.

The connection is *shared*: attached lakes, temporary tables and the open transaction are visible, and commit/rollback do
nothing here because the transaction belongs to the loader. Results are buffered at once, since Great Expectations fetches
after it has closed its connection.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import duckdb
from sqlalchemy import types
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect, PGExecutionContext
from sqlalchemy.engine import cursor as buffered
from sqlalchemy.engine import default

_OPEN: dict[str, duckdb.DuckDBPyConnection] = {}
URL_SCHEME = "duckshared"
_TYPES: dict[str, type[types.TypeEngine[Any]]] = {
    "VARCHAR": types.String,
    "INTEGER": types.Integer,
    "BIGINT": types.BigInteger,
    "UBIGINT": types.BigInteger,
    "DOUBLE": types.Float,
    "FLOAT": types.Float,
    "BOOLEAN": types.Boolean,
    "DATE": types.Date,
    "BLOB": types.LargeBinary,
}


@contextmanager
def shared(name: str, con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Make ``con`` reachable under the yielded SQLAlchemy URL for the length of the block."""
    _OPEN[name] = con
    try:
        yield f"{URL_SCHEME}:///{name}"
    finally:
        del _OPEN[name]


class _Cursor:
    """DB-API cursor over the shared connection; the whole result is held."""

    arraysize = 1

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._rows: list[tuple[Any, ...]] = []
        self.description: Any = None
        self.rowcount = -1

    def execute(self, sql: str, parameters: Any = None) -> None:
        result = self._con.execute(sql, parameters) if parameters else self._con.execute(sql)
        self.description = result.description
        self._rows = result.fetchall() if result.description else []
        self.rowcount = len(self._rows)

    def executemany(self, sql: str, parameters: Sequence[Any]) -> None:
        self._con.executemany(sql, list(parameters))

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        head, self._rows = self._rows[:size], self._rows[size:]
        return head

    def fetchall(self) -> list[tuple[Any, ...]]:
        rows, self._rows = self._rows, []
        return rows

    def close(self) -> None:
        self._rows = []


class _Connection:
    """DB-API connection whose transaction is somebody else's."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con

    def cursor(self) -> _Cursor:
        return _Cursor(self._con)

    def commit(self) -> None:
        """The loader commits."""

    def rollback(self) -> None:
        """The loader rolls back."""

    def close(self) -> None:
        """The loader closes."""


class _DbApi:
    """What SQLAlchemy asks of a DB-API module."""

    paramstyle = "qmark"
    apilevel = "2.0"
    threadsafety = 1
    Error = duckdb.Error
    DatabaseError = duckdb.DatabaseError
    InterfaceError = duckdb.Error
    OperationalError = duckdb.OperationalError
    ProgrammingError = duckdb.ProgrammingError
    IntegrityError = duckdb.IntegrityError
    NotSupportedError = duckdb.NotSupportedError

    @staticmethod
    def connect(name: str) -> _Connection:
        return _Connection(_OPEN[name])


class _Execution(PGExecutionContext):
    def post_exec(self) -> None:
        if self.cursor.description:
            self.cursor_fetch_strategy = buffered.FullyBufferedCursorFetchStrategy(
                self.cursor, initial_buffer=self.cursor.fetchall()
            )


class _Compiler(PGCompiler):
    def visit_custom_op_binary(self, element: Any, operator: Any, **kw: Any) -> str:
        """DuckDB's ``~`` is a full match; Great Expectations means a search."""
        sql: str = super().visit_custom_op_binary(element, operator, **kw)  # type: ignore[no-untyped-call]
        left, right = self.process(element.left, **kw), self.process(element.right, **kw)
        if operator.opstring == "~":
            return f"regexp_matches({left}, {right})"
        if operator.opstring == "!~":
            return f"NOT regexp_matches({left}, {right})"
        return sql


class DuckSharedDialect(PGDialect):
    """Speaks PostgreSQL as far as Great Expectations goes; named so that it picks sane SQL."""

    name = "postgresql"
    driver = URL_SCHEME
    default_paramstyle = "qmark"
    supports_statement_cache = False
    statement_compiler = _Compiler
    execution_ctx_cls = _Execution
    supports_server_side_cursors = False
    use_native_hstore = False

    @classmethod
    def import_dbapi(cls) -> Any:
        return _DbApi

    def create_connect_args(self, url: Any) -> Any:
        return [url.database], {}

    def initialize(self, connection: Any) -> None:
        default.DefaultDialect.initialize(self, connection)

    def on_connect(self) -> None:
        return None

    def _get_server_version_info(self, connection: Any) -> tuple[int, int]:
        return (15, 0)

    def _get_default_schema_name(self, connection: Any) -> str:
        return "main"

    def get_isolation_level(self, dbapi_connection: Any) -> Literal["SERIALIZABLE"]:
        return "SERIALIZABLE"

    def get_default_isolation_level(self, dbapi_conn: Any) -> Literal["SERIALIZABLE"]:
        return "SERIALIZABLE"

    def do_ping(self, dbapi_connection: Any) -> bool:
        return True

    def has_table(self, connection: Any, table_name: str, schema: Any = None, **kw: Any) -> bool:
        return table_name in self.get_table_names(connection, schema)

    def get_table_names(self, connection: Any, schema: Any = None, **kw: Any) -> list[str]:
        rows = connection.exec_driver_sql("SELECT DISTINCT table_name FROM duckdb_tables()").fetchall()
        return [r[0] for r in rows]

    def get_view_names(self, connection: Any, schema: Any = None, **kw: Any) -> list[str]:
        return []

    def get_columns(self, connection: Any, table_name: str, schema: Any = None, **kw: Any) -> Any:
        quoted = '"' + table_name.replace('"', '""') + '"'
        rows = connection.exec_driver_sql(f"DESCRIBE {quoted}").fetchall()
        return [
            {"name": r[0], "type": _TYPES.get(str(r[1]), types.String)(), "nullable": True, "default": None}
            for r in rows
        ]

    def get_pk_constraint(self, connection: Any, table_name: str, schema: Any = None, **kw: Any) -> Any:
        return {"constrained_columns": [], "name": None}

    def get_foreign_keys(
        self,
        connection: Any,
        table_name: str,
        schema: Any = None,
        postgresql_ignore_search_path: bool = False,
        **kw: Any,
    ) -> Any:
        return []

    def get_indexes(self, connection: Any, table_name: str, schema: Any = None, **kw: Any) -> Any:
        return []


registry.register(URL_SCHEME, __name__, "DuckSharedDialect")
