"""The read model: rebuilt or grown it is the same; readers keep theirs; a killed build leaves the old one."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from search.search_lake import add, article_id, publication

from dossier_etl.errors import WarehouseMissing
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.publish import marts
from dossier_etl.publish.build import build
from dossier_etl.publish.publish import publish
from dossier_etl.publish.read_model import open_published
from dossier_etl.publish.store import models_folder, published_folder
from dossier_etl.search import Search, SearchRequest, update_index
from dossier_etl.settings import Settings


def contents(settings: Settings) -> dict[str, list[str]]:
    """Every mart's rows, sorted."""
    con = open_published(settings)
    try:
        return {m.name: sorted(map(repr, con.execute(f"FROM {m.name}").fetchall())) for m in marts.PUBLIC}
    finally:
        con.close()


def change(settings: Settings, sql: str, *parameters: object) -> None:
    con = connect(settings, read_only=False)
    try:
        con.execute(sql, list(parameters))
    finally:
        con.close()


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    con = open_published(settings)
    try:
        return con.execute(sql).fetchall()
    finally:
        con.close()


def _edit(settings: Settings, chance: random.Random, keys: list[str]) -> None:
    """Do something to the lake that a run could do."""
    match chance.choice(["add", "add", "delete", "copy", "rename", "date", "nothing"]):
        case "add":
            n = len(keys)
            new = [f"n{n + i}" for i in range(chance.randint(1, 4))]
            made = [
                publication(
                    key,
                    f"Title {key}",
                    f"Ada Lovell met Ben Ashby in Halvern on {key}. " * 3,
                    published=f"20{chance.randint(14, 16)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
                    outlet=chance.choice(["The Halvern Gazette", "The River Review"]),
                )
                for key in new
            ]
            copies = {new[0]: chance.choice(keys)} if keys else {}
            named = {
                name: (kind, i, new)
                for name, kind, i in (("Ada Lovell", "PERSON", f"ea{n}"), ("Halvern", "GPE", f"eh{n}"))
            }
            add(settings, made, copies=copies, entities=named)
            change(settings, f"UPDATE {CATALOG}.mentions SET entity_id = left(entity_id, 2)")
            change(
                settings,
                f"""DELETE FROM {CATALOG}.entities WHERE len(entity_id) > 2 AND left(entity_id, 2) IN
                                 (SELECT entity_id FROM {CATALOG}.entities)""",
            )
            change(settings, f"UPDATE {CATALOG}.entities SET entity_id = left(entity_id, 2)")
            keys += new
        case "delete" if keys:
            key = keys.pop(chance.randrange(len(keys)))
            for table in ("publications", "story_members", "mentions"):
                change(settings, f"DELETE FROM {CATALOG}.{table} WHERE article_id = ?", article_id(key))
        case "copy" if len(keys) > 1:
            one, other = chance.sample(keys, 2)
            change(
                settings,
                f"UPDATE {CATALOG}.story_members SET role = 'copy', copy_of = $1, story_id = 's' || $1 WHERE article_id = $2",
                article_id(other),
                article_id(one),
            )
        case "rename":
            change(
                settings, f"UPDATE {CATALOG}.entities SET name = ? WHERE entity_id = 'eh'", f"Halvern {chance.random()}"
            )
        case "date" if keys:
            change(
                settings,
                f"UPDATE {CATALOG}.publications SET published_on = DATE '2017-02-03', published = '2017-02-03' WHERE article_id = ?",
                article_id(chance.choice(keys)),
            )
        case _:
            pass


@pytest.mark.parametrize(("seed", "few_parts"), [(0, 1.0), (1, 0.0)])
def test_a_rebuild_and_increments_give_equal_marts(
    warehouse: Settings, monkeypatch: pytest.MonkeyPatch, seed: int, few_parts: float
) -> None:
    monkeypatch.setattr("dossier_etl.publish.build._FEW_PARTS", few_parts)
    chance, keys = random.Random(seed), list[str]()
    add(warehouse, [publication("first", "First", "The first text of all.")])
    build(warehouse)
    for _ in range(4):
        _edit(warehouse, chance, keys)
        build(warehouse)
    grown = contents(warehouse)
    assert build(warehouse, rebuild=True).rebuilt
    assert contents(warehouse) == grown


@pytest.fixture
def small(warehouse: Settings) -> Settings:
    add(
        warehouse,
        [
            publication(
                "a",
                "Bridge in Halvern opens",
                "Ada Lovell opened the bridge in Halvern on 3 May 2016. People cheered for a while.",
            ),
            publication(
                "b",
                "Bridge opens",
                "Ada Lovell opened the bridge in Halvern.",
                published="2016-05-20",
                outlet="The River Review",
            ),
            publication("c", "Ferry", "The ferry sails again, said Ada Lovell.", published="2016-08-02"),
        ],
        copies={"b": "a"},
        entities={"Ada Lovell": ("PERSON", "e1", ["a", "a", "b", "c"]), "Halvern": ("GPE", "e2", ["a", "b"])},
    )
    change(
        warehouse,
        f"""INSERT INTO {CATALOG}.date_mentions BY NAME SELECT ? AS article_id, '3 May 2016' AS surface, 43 AS start, 53 AS "end",
            '2016-05-03' AS value, DATE '2016-05-03' AS earliest, DATE '2016-05-03' AS latest, 'date' AS kind""",
        article_id("a"),
    )
    build(warehouse)
    return warehouse


def test_marts_say_what_the_lake_says(small: Settings) -> None:
    assert rows(small, "SELECT role, n_copies, n_outlets, n_entities, n_mentions, n_dates FROM article ORDER BY published_on") == [
        ("first", 1, 2, 2, 3, 1), ("copy", 1, 2, 2, 2, 0), ("first", 0, 1, 1, 1, 0),
    ]  # fmt: skip
    assert rows(small, "SELECT name, publications, mentions FROM entity ORDER BY name") == [
        ("Ada Lovell", 3, 4),
        ("Halvern", 2, 2),
    ]
    assert rows(small, "SELECT name, other_name, publications, lift FROM entity_pair ORDER BY name") == [
        ("Ada Lovell", "Halvern", 2, 1.0), ("Halvern", "Ada Lovell", 2, 1.0),
    ]  # fmt: skip
    assert rows(small, "SELECT week::VARCHAR, publications, articles, share FROM entity_week WHERE name = 'Halvern' ORDER BY week") == [
        ("2016-05-09", 1, 1, 1.0), ("2016-05-16", 1, 0, 1.0),
    ]  # fmt: skip
    assert rows(small, "SELECT day::VARCHAR, gap_days, is_gap FROM outlet_day WHERE outlet LIKE '%Gazette' ORDER BY day") == [
        ("2016-05-12", None, False), ("2016-08-02", 81, False),
    ]  # fmt: skip
    assert rows(small, "SELECT title, first_outlet, publications, outlets, copies FROM story ORDER BY earliest") == [
        ("Bridge in Halvern opens", "The Halvern Gazette", 2, 2, 1), ("Ferry", "The Halvern Gazette", 1, 1, 0),
    ]  # fmt: skip
    ((said, context),) = rows(small, "SELECT said, context FROM timeline")
    assert said == "3 May 2016" and "in Halvern on 3 May 2016. People" in str(context)
    assert rows(small, "SELECT publications, copies FROM data_quality WHERE dimension = 'outlet' ORDER BY value") == [
        (2, 0.0),
        (1, 1.0),
    ]
    best = rows(small, f"SELECT sentence FROM key_sentence WHERE rank = 1 AND article_id = '{article_id('a')}'")
    assert best == [("Ada Lovell opened the bridge in Halvern on 3 May 2016.",)]


def test_unchanged_parts_are_the_same_files(small: Settings) -> None:
    before = published_folder(small).resolve()
    add(small, [publication("d", "New", "A text of the third quarter.", published="2016-08-05")])
    done = build(small)
    after = published_folder(small).resolve()
    assert (done.publications, done.parts, done.rebuilt) == (1, 1, False)
    assert (before / "article/2016Q2.parquet").samefile(after / "article/2016Q2.parquet")
    assert not (before / "article/2016Q3.parquet").samefile(after / "article/2016Q3.parquet")
    assert (before / "quarantine/all.parquet").samefile(after / "quarantine/all.parquet")


def test_nothing_is_built_when_nothing_changed(small: Settings) -> None:
    before = published_folder(small).resolve()
    assert build(small).publications == 0
    assert published_folder(small).resolve() == before


def test_a_reader_keeps_its_read_model(small: Settings) -> None:
    reader = open_published(small)
    old = duckdb.connect(str(published_folder(small) / "dossier.duckdb"), read_only=True)
    add(small, [publication("d", "New", "One more text.")])
    build(small)
    assert reader.execute("SELECT count(*) FROM article").fetchall() == [(3,)]
    assert old.execute("SELECT count(*) FROM article").fetchall() == [(3,)]
    old.close()
    assert rows(small, "SELECT count(*) FROM article") == [(4,)]


def test_every_mart_and_column_is_described_and_plain_parquet(small: Settings) -> None:
    folder = published_folder(small)
    for mart in marts.PUBLIC:
        assert pq.read_table(folder / mart.name).column_names == list(mart.columns)
    con = duckdb.connect(str(folder / "dossier.duckdb"), read_only=True)
    described = con.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE comment <> ''").fetchall()
    con.close()
    assert set(described) == {(m.name, column) for m in marts.PUBLIC for column in m.columns}


def test_a_published_reader_reaches_nothing_else(small: Settings, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a\n1\n")
    con = open_published(small)
    for sql in (f"FROM '{tmp_path}/other.csv'", "CREATE TABLE article.t (a INT)", f"ATTACH '{tmp_path}/x.duckdb'"):
        with pytest.raises(duckdb.Error):
            con.execute(sql)


def test_without_a_read_model_the_error_names_the_next_step(warehouse: Settings) -> None:
    with pytest.raises(WarehouseMissing, match="dossier publish"):
        open_published(warehouse)


def test_an_empty_lake_is_published_too(warehouse: Settings) -> None:
    add(warehouse, [publication("a", "One", "A text.")])
    change(warehouse, f"DELETE FROM {CATALOG}.publications")
    change(warehouse, f"DELETE FROM {CATALOG}.story_members")
    build(warehouse)
    assert rows(warehouse, "SELECT count(*) FROM entity_pair") == [(0,)]
    add(warehouse, [publication("b", "One", "A text.")])
    build(warehouse)
    assert rows(warehouse, "SELECT count(*) FROM article") == [(1,)]


def kill_during_publish(settings: Settings, after_seconds: float) -> bool:
    """Publish in a process of its own and kill it; True if it was still at work."""
    code = f"""
from pathlib import Path
from dossier_etl.publish.publish import publish
from dossier_etl.settings import Settings
publish(Settings(warehouse=Path({str(settings.warehouse)!r})), rebuild=True)"""
    process = subprocess.Popen([sys.executable, "-c", code])
    try:
        process.wait(after_seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


@pytest.mark.slow
def test_twenty_kills_leave_whole_read_models_and_indexes(small: Settings) -> None:
    expected, killed = contents(small), 0
    update_index(small)
    for n in range(20):
        killed += kill_during_publish(small, 0.5 + 0.1 * n)
        assert contents(small) == expected
        with Search.open(small) as search:
            assert search.run(SearchRequest("bridge")).total == 2
    assert killed >= 10
    publish(small, rebuild=True)
    assert contents(small) == expected
    assert len([p for p in models_folder(small).iterdir() if p.name.isdecimal()]) <= 3
    assert len([p for p in (small.warehouse / "search").iterdir() if p.is_dir()]) == 1
