"""The whole read model, or some rows, as one file: DuckDB or SQLite."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb

from dossier_etl.publish import marts
from dossier_etl.publish.exports.cells import jsonable
from dossier_etl.publish.exports.source import Source
from dossier_etl.sql import quote, sql_literal

_SQLITE_TYPES = {"BIGINT": "INTEGER", "INTEGER": "INTEGER", "BOOLEAN": "INTEGER", "DOUBLE": "REAL", "FLOAT": "REAL"}
_KEYS = {
    "article": "article_id",
    "entity_article": "entity_id",
    "entity_week": "entity_id",
    "entity": "name",
    "story": "story_id",
}
"""Mart → the column looked up most, which gets an index in SQLite."""


def write_duckdb(sources: list[Source], file: Path) -> int:
    """Write a DuckDB file with a table a source, and the marts' comments."""
    rows = 0
    with closing(duckdb.connect(str(file))) as out:
        for source in sources:
            with source.arrow() as batches:
                out.register("exported", batches)
                out.execute(f"CREATE TABLE {quote(source.name)} AS SELECT * FROM exported")
                out.unregister("exported")
            rows += int(out.execute(f"SELECT count(*) FROM {quote(source.name)}").fetchall()[0][0])
            for mart in marts.PUBLIC:
                if mart.name == source.name and list(mart.columns) == source.columns:
                    out.execute(f"COMMENT ON TABLE {quote(mart.name)} IS {sql_literal(mart.comment)}")
                    for column, comment in mart.columns.items():
                        out.execute(f"COMMENT ON COLUMN {quote(mart.name)}.{quote(column)} IS {sql_literal(comment)}")
    return rows


def write_sqlite(sources: list[Source], file: Path) -> int:
    """Write an SQLite file with a table a source; lists are JSON, days and times ISO 8601 texts."""
    rows = 0
    with closing(sqlite3.connect(file)) as out:
        for source in sources:
            columns = ", ".join(
                f"{quote(name)} {_SQLITE_TYPES.get(str(kind), 'TEXT')}"
                for name, kind in zip(source.columns, source.types, strict=True)
            )
            out.execute(f"CREATE TABLE {quote(source.name)} ({columns})")
            places = ", ".join("?" * len(source.columns))
            for batch in source.batches():
                out.executemany(
                    f"INSERT INTO {quote(source.name)} VALUES ({places})", [[_value(v) for v in row] for row in batch]
                )
                rows += len(batch)
            if key := _KEYS.get(source.name):
                out.execute(f"CREATE INDEX {quote(f'{source.name}_{key}')} ON {quote(source.name)} ({quote(key)})")
        out.commit()
    return rows


def _value(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(jsonable(value), ensure_ascii=False)
    return value if isinstance(value, bytes) else jsonable(value)
