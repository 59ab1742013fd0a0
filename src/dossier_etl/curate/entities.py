"""Human decisions about entities: merge, split, rename.

They are rows of ``decisions`` (item_id = the entity): ``merge`` (value: the entity it is), ``split`` (field: the surface,
value: the new entity's id) and ``rename`` (value: the name). `load.entities` applies them to every later batch.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import duckdb

from dossier_etl.errors import UsageError
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.lake.lock import loader_lock
from dossier_etl.model.ids import content_id
from dossier_etl.settings import Settings


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


class _Entity(NamedTuple):
    entity_id: str
    name: str
    kind: str


def _entity(con: duckdb.DuckDBPyConnection, beginning: str) -> _Entity:
    """Return the one entity whose id begins so. Raises UsageError when there is none, or more than one."""
    rows = con.execute(
        f"SELECT entity_id, name, type FROM {CATALOG}.entities WHERE starts_with(entity_id, ?) ORDER BY 1 LIMIT 5",
        [beginning],
    ).fetchall()
    if not rows:
        raise UsageError(f"no entity {beginning!r}", hint='`dossier sql "FROM entities"` lists them')
    if len(rows) > 1:
        raise UsageError(
            f"{beginning!r} begins {len(rows)} or more ids",
            hint="give more characters: " + ", ".join(f"{i[:12]} ({name})" for i, name, _ in rows),
        )
    return _Entity(*map(str, rows[0]))


def merge_entities(settings: Settings, entity_id: str, into: str, *, who: str, note: str = "") -> None:
    """Say that two entities are one. The target keeps its name. Ids may be unique beginnings, here and below."""
    with _deciding(settings) as (con, now):
        entity_id = _entity(con, entity_id).entity_id
        into, name, _ = _entity(con, into)
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
        entity_id, _, kind = _entity(con, entity_id)
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
        entity_id = _entity(con, entity_id).entity_id
        _decide(con, entity_id, "rename", None, name, who, now, note)
        con.execute(f"UPDATE {CATALOG}.entities SET name = ? WHERE entity_id = ?", [name, entity_id])
