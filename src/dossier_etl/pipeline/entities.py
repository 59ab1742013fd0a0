"""Entities in the lake: merged from what batches bring, and bent to what people said about them.

People's words are rows of ``decisions`` (item_id = the entity): ``merge`` (value: the entity it is), ``split`` (field: the
surface, value: the new entity's id) and ``rename`` (value: the name). They are applied to every batch that comes later.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from dossier_etl.errors import UsageError
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.lake.lock import loader_lock
from dossier_etl.model.ids import content_id
from dossier_etl.settings import Settings

_KINDS = "('merge', 'split', 'rename')"


def _merged(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """(entity, what it finally is), following chains; the last word about an entity counts, circles end where they began."""
    said = dict(
        con.execute(
            f"""SELECT item_id, value FROM {CATALOG}.decisions WHERE action = 'merge' ORDER BY "at", decision_id"""
        ).fetchall()
    )
    final = []
    for start in said:
        seen, target = {start}, said[start]
        while target in said and target not in seen:
            seen.add(target)
            target = said[target]
        if target != start:
            final.append((start, target))
    return sorted(final)


def bend(con: duckdb.DuckDBPyConnection, mentions: str, named: str | None) -> None:
    """Apply people's words to a table of mentions and (if given) one of named entities, both with entity_id and surface."""
    if not con.execute(f"SELECT count(*) FROM {CATALOG}.decisions WHERE action IN {_KINDS}").fetchall()[0][0]:
        return
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE entity_splits AS SELECT item_id, field, arg_max(value, ("at", decision_id)) AS value
            FROM {CATALOG}.decisions WHERE action = 'split' GROUP BY item_id, field"""
    )
    con.execute("CREATE OR REPLACE TEMP TABLE entity_merges (item_id VARCHAR, value VARCHAR)")
    if merged := _merged(con):
        con.executemany("INSERT INTO entity_merges VALUES (?, ?)", merged)
    for table in (mentions, named):
        if table is None:
            continue
        con.execute(
            f"""UPDATE {table} SET entity_id = s.value FROM entity_splits s
                WHERE s.item_id = {table.split(".")[-1]}.entity_id AND s.field = surface"""
        )
        con.execute(
            f"UPDATE {table} SET entity_id = s.value FROM entity_merges s WHERE s.item_id = {table.split('.')[-1]}.entity_id"
        )
    con.execute("DROP TABLE entity_splits")
    con.execute("DROP TABLE entity_merges")


def merge_staged(con: duckdb.DuckDBPyConnection) -> None:
    """Entities touched by the staged batch; their names and aliases are the same whatever came first."""
    bend(con, "staged_mentions", "staged_item_entities")
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE staged_entities AS
        WITH told AS (
            SELECT entity_id, name, type, wikidata_id, surface AS alias FROM staged_item_entities
            UNION ALL
            SELECT entity_id, name, type, wikidata_id, unnest(aliases) FROM {CATALOG}.entities
            WHERE entity_id IN (SELECT entity_id FROM staged_item_entities)
        ),
        renamed AS (
            SELECT item_id AS entity_id, arg_max(value, ("at", decision_id)) AS name
            FROM {CATALOG}.decisions WHERE action = 'rename' GROUP BY item_id
        )
        SELECT entity_id, coalesce(any_value(r.name), min(told.name)) AS name, min(type) AS type,
               min(wikidata_id) AS wikidata_id, list_sort(list_distinct(list(alias))) AS aliases
        FROM told LEFT JOIN renamed r USING (entity_id) GROUP BY entity_id
        """
    )
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE staged_changed AS
        SELECT s.* FROM staged_entities s LEFT JOIN {CATALOG}.entities e USING (entity_id)
        WHERE e.entity_id IS NULL OR e.aliases <> s.aliases OR e.name <> s.name
        """
    )
    con.execute(f"DELETE FROM {CATALOG}.entities WHERE entity_id IN (SELECT entity_id FROM staged_changed)")
    con.execute(f"INSERT INTO {CATALOG}.entities BY NAME SELECT * FROM staged_changed")
    con.execute("DROP TABLE staged_changed")


@contextmanager
def _deciding(settings: Settings) -> Iterator[tuple[duckdb.DuckDBPyConnection, dt.datetime]]:
    now = dt.datetime.now(dt.UTC)
    with loader_lock(settings, since=f"{now:%Y-%m-%d %H:%M:%S} UTC"):
        con = connect(settings, read_only=False)
        try:
            con.execute("BEGIN")
            yield con, now
            con.execute("COMMIT")
        finally:
            con.close()


def _decide(
    con: duckdb.DuckDBPyConnection,
    entity_id: str,
    action: str,
    field: str | None,
    value: str,
    who: str,
    at: dt.datetime,
    note: str,
) -> None:
    decision_id = content_id("entity decision", entity_id, action, field or "", value, who, at.isoformat())
    con.execute(
        f"INSERT INTO {CATALOG}.decisions BY NAME SELECT ? AS decision_id, ? AS item_id, ? AS action, ? AS field, "
        '? AS value, ? AS who, ? AS "at", ? AS note',
        [decision_id, entity_id, action, field, value, who, at, note],
    )


def _entity(con: duckdb.DuckDBPyConnection, entity_id: str) -> tuple[str, str]:
    """(name, type). Raises UsageError when there is none."""
    row = con.execute(f"SELECT name, type FROM {CATALOG}.entities WHERE entity_id = ?", [entity_id]).fetchone()
    if row is None:
        raise UsageError(f"no entity {entity_id!r}", hint='`dossier sql "FROM entities"` lists them')
    return str(row[0]), str(row[1])


def merge_entities(settings: Settings, entity_id: str, into: str, *, who: str, note: str = "") -> None:
    """Say that two entities are one. The target keeps its name."""
    with _deciding(settings) as (con, now):
        _entity(con, entity_id)
        name, _ = _entity(con, into)
        if entity_id == into:
            raise UsageError("an entity cannot be merged into itself")
        _decide(con, entity_id, "merge", None, into, who, now, note)
        _decide(con, into, "rename", None, name, who, now, note)
        con.execute(
            f"""UPDATE {CATALOG}.entities SET aliases = (
                    SELECT list_sort(list_distinct(list_concat(a.aliases, b.aliases)))
                    FROM {CATALOG}.entities a, {CATALOG}.entities b WHERE a.entity_id = ? AND b.entity_id = ?)
                WHERE entity_id = ?""",
            [entity_id, into, into],
        )
        con.execute(f"UPDATE {CATALOG}.mentions SET entity_id = ? WHERE entity_id = ?", [into, entity_id])
        con.execute(f"DELETE FROM {CATALOG}.entities WHERE entity_id = ?", [entity_id])


def split_entity(settings: Settings, entity_id: str, surface: str, name: str, *, who: str, note: str = "") -> str:
    """Say that mentions reading ``surface`` are something else; returns the new entity's id."""
    with _deciding(settings) as (con, now):
        _, kind = _entity(con, entity_id)
        new = content_id("entity", kind, "split", entity_id, surface)
        _decide(con, entity_id, "split", surface, new, who, now, note)
        _decide(con, new, "rename", None, name, who, now, note)
        con.execute(
            f"UPDATE {CATALOG}.mentions SET entity_id = ? WHERE entity_id = ? AND surface = ?",
            [new, entity_id, surface],
        )
        con.execute(
            f"UPDATE {CATALOG}.entities SET aliases = list_filter(aliases, a -> a <> ?) WHERE entity_id = ?",
            [surface, entity_id],
        )
        con.execute(f"DELETE FROM {CATALOG}.entities WHERE entity_id = ?", [new])
        con.execute(
            f"INSERT INTO {CATALOG}.entities BY NAME SELECT ? AS entity_id, ? AS name, ? AS type, [?] AS aliases",
            [new, name, kind, surface],
        )
        return new


def rename_entity(settings: Settings, entity_id: str, name: str, *, who: str, note: str = "") -> None:
    """Give an entity another name."""
    with _deciding(settings) as (con, now):
        _entity(con, entity_id)
        _decide(con, entity_id, "rename", None, name, who, now, note)
        con.execute(f"UPDATE {CATALOG}.entities SET name = ? WHERE entity_id = ?", [name, entity_id])
