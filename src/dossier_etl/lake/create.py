"""Create and migrate the lake: make tables of `model.tables`, add missing columns, recreate changed views."""

import hashlib
from collections.abc import Mapping

import duckdb
import pyarrow as pa

from dossier_etl.lake.connect import CATALOG
from dossier_etl.lake.questions import COMMENTS
from dossier_etl.lake.views import MACROS, VIEWS
from dossier_etl.model.reasons import RENAMED
from dossier_etl.model.tables import TABLES
from dossier_etl.sql import quote, sql_literal

_TYPES = {
    pa.string(): "VARCHAR",
    pa.binary(): "BLOB",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.uint64(): "UBIGINT",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
    pa.list_(pa.string()): "VARCHAR[]",
}


def sql_type(kind: pa.DataType) -> str:
    """DuckDB's name of an Arrow type used in the lake."""
    return _TYPES[kind]


def _columns(con: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    rows = con.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = ?", [CATALOG]
    ).fetchall()
    found: dict[str, set[str]] = {}
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    return found


_BEARS_DIGEST = "coverage"
"""The view whose comment tells from which wording of the views and macros they were made."""


def _digest(views: Mapping[str, str]) -> str:
    return hashlib.sha256(repr((sorted(views.items()), sorted(MACROS.items()))).encode()).hexdigest()


def _views_are(con: duckdb.DuckDBPyConnection, digest: str) -> bool:
    rows = con.execute(
        "SELECT comment FROM duckdb_views() WHERE database_name = ? AND view_name = ?", [CATALOG, _BEARS_DIGEST]
    ).fetchall()
    return rows == [(digest,)]


def _rename_reasons(con: duckdb.DuckDBPyConnection) -> None:
    """Give reasons written by version 0.3 today's codes."""
    old, new = list(RENAMED), [code.value for code in RENAMED.values()]
    con.execute(
        f"""UPDATE {CATALOG}.quarantine
            SET reasons = list_transform(reasons, r -> coalesce(CAST($new AS VARCHAR[])[list_position(CAST($old AS VARCHAR[]), r)], r))
            WHERE list_has_any(reasons, CAST($old AS VARCHAR[]))""",
        {"old": old, "new": new},
    )


def ensure(con: duckdb.DuckDBPyConnection, extra: Mapping[str, pa.Schema], views: Mapping[str, str]) -> None:
    """Bring the attached lake to today's schema, in one transaction; does nothing when it is already there.

    Args:
        extra: tables of other rooms (dedup's), same form as `model.tables.TABLES`.
        views: views of other rooms.
    """
    tables = {**TABLES, **extra}
    have = _columns(con)
    wanted_views = {**views, **VIEWS}
    digest = _digest(wanted_views)
    if all(set(schema.names) <= have.get(name, set()) for name, schema in tables.items()) and _views_are(con, digest):
        return
    con.execute("BEGIN")
    try:
        for name, schema in tables.items():
            if name not in have:
                body = ", ".join(f"{quote(f.name)} {sql_type(f.type)}" for f in schema)
                con.execute(f"CREATE TABLE {CATALOG}.{quote(name)} ({body})")
            for field in schema:
                if name in have and field.name not in have[name]:
                    con.execute(
                        f"ALTER TABLE {CATALOG}.{quote(name)} ADD COLUMN {quote(field.name)} {sql_type(field.type)}"
                    )
                elif name in have:
                    continue
                comment = (field.metadata or {}).get(b"comment", b"").decode()
                con.execute(f"COMMENT ON COLUMN {CATALOG}.{quote(name)}.{quote(field.name)} IS {sql_literal(comment)}")
        for name, sql in wanted_views.items():
            con.execute(f"CREATE OR REPLACE VIEW {CATALOG}.{quote(name)} AS {sql}")
            if name in COMMENTS:
                con.execute(f"COMMENT ON VIEW {CATALOG}.{quote(name)} IS {sql_literal(COMMENTS[name])}")
        for signature, sql in MACROS.items():
            con.execute(f"CREATE OR REPLACE MACRO {CATALOG}.{signature} AS TABLE {sql}")
        if "quarantine" in have:
            _rename_reasons(con)
        con.execute(f"COMMENT ON VIEW {CATALOG}.{_BEARS_DIGEST} IS {sql_literal(digest)}")
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise
