"""SQL helpers shared by every room that speaks to DuckDB: quoting, counting, appending Arrow tables."""

import duckdb
import pyarrow as pa


def sql_literal(text: str) -> str:
    """Return a string as an SQL literal, for statements that take no parameters (ATTACH, SET, CREATE SECRET)."""
    return "'" + text.replace("'", "''") + "'"


def quote(identifier: str) -> str:
    """Return a quoted identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    """Return the number of rows of a query."""
    row = con.execute(f"SELECT count(*) FROM ({query})").fetchone()
    return int(row[0]) if row else 0


def insert_arrow(con: duckdb.DuckDBPyConnection, target: str, table: pa.Table) -> None:
    """Append an Arrow table to a table of the same columns."""
    con.register("incoming_rows", table)
    con.execute(f"INSERT INTO {target} BY NAME SELECT * FROM incoming_rows")
    con.unregister("incoming_rows")
