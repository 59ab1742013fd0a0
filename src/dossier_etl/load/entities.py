"""Entities in the lake: merged from batches, corrected by human decisions (see `curate.entities`)."""

import duckdb

from dossier_etl.lake.connect import CATALOG

_KINDS = "('merge', 'split', 'rename')"


def _merged(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return (entity, final entity) pairs, following chains; the latest decision about an entity counts, cycles are ignored."""
    decided = dict(
        con.execute(
            f"""SELECT item_id, value FROM {CATALOG}.decisions WHERE action = 'merge' ORDER BY "at", decision_id"""
        ).fetchall()
    )
    final = []
    for start in decided:
        seen, target = {start}, decided[start]
        while target in decided and target not in seen:
            seen.add(target)
            target = decided[target]
        if target != start:
            final.append((start, target))
    return sorted(final)


def apply_decisions(con: duckdb.DuckDBPyConnection, mentions: str, named: str | None) -> None:
    """Apply human decisions to a table of mentions and (if given) one of named entities, both with entity_id and surface."""
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


def merge_entities(con: duckdb.DuckDBPyConnection) -> None:
    """Merge the staged entities into the lake. The result does not depend on batch order."""
    apply_decisions(con, "staged_mentions", "staged_item_entities")
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
