"""What people say about entities lasts."""

import duckdb
import pyarrow as pa
import pytest
from support import query

from dossier_etl.curate.entities import merge_entities, rename_entity, split_entity
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.load import entities as load_entities
from dossier_etl.pipeline.run import Run
from dossier_etl.settings import Settings

MENTIONS = [
    ("a1", "e-khan", "Mr. Khan"),
    ("a1", "e-aziz", "Aziz Khan"),
    ("a2", "e-khan", "Khan"),
    ("a2", "e-khan", "Omar Khan"),
]


def bring(con: duckdb.DuckDBPyConnection, rows: list[tuple[str, str, str]]) -> None:
    """What a batch does with its entities."""
    table = pa.table(
        {
            "article_id": [r[0] for r in rows],
            "entity_id": [r[1] for r in rows],
            "surface": [r[2] for r in rows],
            "name": [r[2] for r in rows],
            "type": ["PERSON" for _ in rows],
            "wikidata_id": pa.array([None for _ in rows], pa.string()),
        }
    )
    con.register("rows_in", table)
    con.execute("CREATE OR REPLACE TEMP TABLE staged_item_entities AS FROM rows_in")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE staged_mentions AS SELECT article_id, entity_id, 'PERSON' AS label, surface, "
        '0 AS "start", length(surface) AS "end", 1.0 AS confidence FROM rows_in'
    )
    load_entities.merge_entities(con)
    con.execute(f"INSERT INTO {CATALOG}.mentions BY NAME SELECT * FROM staged_mentions")


@pytest.fixture
def peopled(warehouse: Settings) -> Settings:
    with Run(warehouse, "init", {}) as run:
        bring(run.con, MENTIONS)
    return warehouse


def names(settings: Settings) -> list[tuple[object, ...]]:
    return query(settings, "SELECT entity_id, name, aliases FROM lake.entities ORDER BY 1")


def mentions(settings: Settings) -> list[tuple[object, ...]]:
    return query(settings, "SELECT surface, entity_id FROM lake.mentions ORDER BY 1")


def again(settings: Settings) -> None:
    con = connect(settings, read_only=False)
    bring(con, [("a3", e, s) for _, e, s in MENTIONS])
    con.close()


def test_names_do_not_depend_on_what_came_first(peopled: Settings) -> None:
    assert names(peopled) == [
        ("e-aziz", "Aziz Khan", ["Aziz Khan"]),
        ("e-khan", "Khan", ["Khan", "Mr. Khan", "Omar Khan"]),
    ]
    again(peopled)
    assert names(peopled)[1] == ("e-khan", "Khan", ["Khan", "Mr. Khan", "Omar Khan"])


def test_a_merge_moves_mentions_now_and_later(peopled: Settings) -> None:
    merge_entities(peopled, "e-khan", "e-aziz", who="ada")
    again(peopled)
    assert names(peopled) == [("e-aziz", "Aziz Khan", ["Aziz Khan", "Khan", "Mr. Khan", "Omar Khan"])]
    assert {e for _, e in mentions(peopled)} == {"e-aziz"}


def test_a_split_takes_one_surface_out_now_and_later(peopled: Settings) -> None:
    new = split_entity(peopled, "e-khan", "Omar Khan", "Omar Khan", who="ada")
    again(peopled)
    assert dict(mentions(peopled))["Omar Khan"] == new
    assert (new, "Omar Khan", ["Omar Khan"]) in names(peopled)
    assert ("e-khan", "Khan", ["Khan", "Mr. Khan"]) in names(peopled)


def test_a_name_that_was_given_stays(peopled: Settings) -> None:
    rename_entity(peopled, "e-khan", "Khan of Sarkand", who="ada")
    again(peopled)
    assert names(peopled)[1][1] == "Khan of Sarkand"


def test_merging_in_a_circle_ends(peopled: Settings) -> None:
    merge_entities(peopled, "e-khan", "e-aziz", who="ada")
    con = connect(peopled, read_only=False)
    con.execute(
        f"""INSERT INTO {CATALOG}.decisions BY NAME
            SELECT 'x' AS decision_id, 'e-aziz' AS item_id, 'merge' AS action, 'e-khan' AS value, now() AS "at" """
    )
    con.execute("CREATE TEMP TABLE m AS SELECT 'e-khan' AS entity_id, 'Khan' AS surface")
    load_entities.apply_decisions(con, "m", None)
    con.close()
