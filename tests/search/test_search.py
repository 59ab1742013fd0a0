"""Searching: what is found, in which order, with which marks; and how the index follows the lake."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator

import pytest
from search.gold import QUERIES, TEXTS
from search.search_lake import add, article_id, publication

from dossier_etl import Dossier
from dossier_etl.errors import UsageError, WarehouseLocked, WarehouseMissing
from dossier_etl.lake.connect import connect
from dossier_etl.lake.maintain import maintain
from dossier_etl.search import Search, SearchRequest, update_index
from dossier_etl.search.query import QueryError
from dossier_etl.settings import Settings


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    settings = Settings(warehouse=tmp_path_factory.mktemp("gold") / "warehouse")
    add(settings, [publication(key, title, body, language) for key, (language, title, body) in TEXTS.items()])
    update_index(settings)
    with Search.open(settings) as search:
        yield search


KEYS = {article_id(key): key for key in TEXTS}


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_a_query_finds_what_it_should_in_six_languages(gold: Search, query: str, expected: set[str]) -> None:
    result = gold.run(SearchRequest(query, limit=50))
    assert {KEYS[hit.article_id] for hit in result.hits} == expected
    assert result.total == len(expected)


def test_marks_stand_on_the_words_that_were_looked_for(gold: Search) -> None:
    def marked(query: str, key: str) -> list[str]:
        hit = next(h for h in gold.run(SearchRequest(query)).hits if h.article_id == article_id(key))
        body = TEXTS[key][2]
        assert hit.snippet == body[hit.snippet_start :][: len(hit.snippet)]
        return [body[start:end] for start, end in hit.marks]

    assert marked("bridge mayor -ferry", "en1") == ["bridges", "mayor"]
    assert marked("covid19", "en2") == ["Covid-19"]
    assert marked('"paper mill"', "en3") == ["paper mill"]
    assert marked("*kraft*", "de1") == ["Wasserkraftwerk"]
    assert marked("feuerwer~", "de2") == ["Feuerwehr"]
    assert marked("水坝", "zh1") == ["水坝", "水坝"]
    assert marked("title:ferry", "en2") == []


def test_a_request_without_words_gives_the_newest_first(warehouse: Settings) -> None:
    add(warehouse, [publication(f"k{n}", "t", "words", published=f"2016-0{n}") for n in (2, 1, 3)])
    update_index(warehouse)
    with Search.open(warehouse) as search:
        assert [h.published for h in search.run(SearchRequest()).hits] == ["2016-03", "2016-02", "2016-01"]
        assert [h.published for h in search.run(SearchRequest(limit=1, offset=1)).hits] == ["2016-02"]
        assert search.run(SearchRequest(limit=0)).total == 3


def test_equal_scores_are_in_the_order_of_days_and_ids_however_the_index_grew(warehouse: Settings) -> None:
    rows = [publication(f"k{n}", "Same", "same words here") for n in range(12)]
    for part in (rows[:5], rows[5:6], rows[6:]):
        add(warehouse, part)
        update_index(warehouse)
    expected = sorted(row["article_id"] for row in rows)
    with Search.open(warehouse) as search:
        pages = [
            h.article_id
            for offset in (0, 5, 10)
            for h in search.run(SearchRequest("same", limit=5, offset=offset)).hits
        ]
        assert pages == expected
        assert search.ids(SearchRequest("same")) == expected


@pytest.fixture
def mixed(warehouse: Settings) -> Iterator[Search]:
    add(
        warehouse,
        [
            publication("a", "Bridge opens", "The bridge opens.", published="2016-05-12", authors=["Ada Lovell"]),
            publication("b", "Bridge opens", "The bridge opens!", published="2016-05-14", outlet="The River Review"),
            publication("c", "Brücke offen", "Die Brücke ist offen.", "de", published="2017-01"),
        ],
        copies={"b": "a"},
        entities={
            "Halvern": ("GPE", "e1", ["a", "b"]),
            "Georgia": ("GPE", "e2", ["c"]),
            "Georgia#2": ("PERSON", "e3", ["a"]),
        },
    )
    update_index(warehouse)
    with Search.open(warehouse) as search:
        yield search


def found(search: Search, query: str = "", **conditions: object) -> str:
    hits = search.run(SearchRequest(query, **conditions)).hits  # type: ignore[arg-type]
    return "".join(sorted({article_id(k): k for k in "abc"}[h.article_id] for h in hits))


def test_conditions_narrow_the_hits(mixed: Search) -> None:
    assert found(mixed, "bridge") == "ab"
    assert found(mixed, "bridge", fold_copies=True) == "a"
    assert found(mixed, "bridge", outlet="The River Review") == "b"
    assert found(mixed, 'outlet:"The River Review"') == "b"
    assert found(mixed, "author:lovell") == "a"
    assert found(mixed, language="de") == "c"
    assert found(mixed, entity="Halvern") == found(mixed, "entity:e1") == "ab"
    assert found(mixed, date_from=dt.date(2016, 5, 13)) == "bc"
    assert found(mixed, date_to=dt.date(2016, 5, 13)) == "a"
    assert found(mixed, "date:2017-01-20") == "c", "the month may mean this day"
    assert found(mixed, "date:..2016 -date:2016-05-14") == "a"


def test_a_name_of_several_entities_is_not_guessed(mixed: Search) -> None:
    with pytest.raises(
        UsageError, match=r"(?s)2 entities are named 'Georgia'.*Georgia \(GPE\) e2, Georgia \(PERSON\) e3"
    ):
        mixed.run(SearchRequest(entity="Georgia"))
    assert found(mixed, entity="Georgia (PERSON)") == "a"
    with pytest.raises(UsageError, match="no entity is named 'Nowhere'"):
        mixed.run(SearchRequest("entity:Nowhere"))


def test_facets_and_histogram_count_all_that_fits(mixed: Search) -> None:
    result = mixed.run(SearchRequest(limit=1))
    assert result.total == 3
    assert result.facets["outlet"] == [("The Halvern Gazette", 2), ("The River Review", 1)]
    assert result.facets["language"] == [("en", 2), ("de", 1)]
    assert sorted(result.facets["entity"]) == [("Georgia (GPE)", 1), ("Georgia (PERSON)", 1), ("Halvern", 2)]
    assert result.histogram == [("2016-05", 2), ("2017-01", 1)]


def test_the_index_follows_the_lake_and_readers_see_it(mixed: Search, warehouse: Settings) -> None:
    con = connect(warehouse, read_only=False)
    con.execute("DELETE FROM lake.publications WHERE article_id = ?", [article_id("a")])
    con.execute("UPDATE lake.story_members SET role = 'first' WHERE article_id = ?", [article_id("b")])
    con.close()
    add(warehouse, [publication("d", "Ferry sails", "The ferry sails.")])
    assert found(mixed, "bridge", fold_copies=True) == "a", "the old index stays until it is brought up to date"
    update = update_index(warehouse)
    assert (update.documents, update.rebuilt) == (2, False)
    assert found(mixed, "bridge", fold_copies=True) == "b"
    assert mixed.run(SearchRequest("ferry")).total == 1
    assert update_index(warehouse).documents == 0


def test_what_changed_since_an_expired_snapshot_is_unknown_and_the_index_is_built_anew(warehouse: Settings) -> None:
    add(warehouse, [publication("a", "One", "first words")])
    update_index(warehouse)
    add(warehouse, [publication("b", "Two", "second words")])
    maintain(warehouse, keep_days=0, orphan_hours=1000)
    update = update_index(warehouse)
    assert (update.documents, update.rebuilt) == (2, True)
    with Search.open(warehouse) as search:
        assert search.run(SearchRequest("words")).total == 2
    assert len([p for p in (warehouse.warehouse / "search").iterdir() if p.is_dir()]) == 1


def test_without_an_index_the_error_names_the_next_step(warehouse: Settings) -> None:
    with pytest.raises(WarehouseMissing, match="dossier publish"):
        Search.open(warehouse)


def test_two_processes_do_not_write_the_index_at_once(warehouse: Settings) -> None:
    add(warehouse, [publication("a", "One", "first words")])
    folder = warehouse.warehouse / "search"
    folder.mkdir()
    lock = str(folder / "writer.lock")
    code = f"import fcntl, sys; f = open({lock!r}, 'a'); fcntl.flock(f, fcntl.LOCK_EX); print(1, flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout and holder.stdout.readline()
        with pytest.raises(WarehouseLocked, match="written by another process"):
            update_index(warehouse)
        holder.communicate()
    assert update_index(warehouse).documents == 1


def test_the_library_brings_the_index_up_to_date_only_when_told(warehouse: Settings) -> None:
    add(warehouse, [publication("a", "One", "first words")])
    with Dossier(warehouse) as dossier:
        assert dossier.publish().index.documents == 1
        add(warehouse, [publication("b", "Two", "more words")])
        assert dossier.search("words").total == 1
        assert dossier.publish(rebuild=True).read_model.publications == 2
        assert dossier.search("more", limit=1).hits[0].title == "Two"


def test_an_index_of_another_version_is_built_anew(warehouse: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    add(warehouse, [publication("a", "One", "first words")])
    with monkeypatch.context() as older:
        older.setattr("dossier_etl.search.index._FORM", 0)
        update_index(warehouse)
    with pytest.raises(WarehouseMissing):
        Search.open(warehouse)
    assert update_index(warehouse).rebuilt


def test_query_errors_reach_the_caller(gold: Search) -> None:
    with pytest.raises(QueryError) as error:
        gold.run(SearchRequest("bridge (harbour"))
    assert error.value.position == 7


def test_an_empty_lake_has_nothing_to_find(warehouse: Settings) -> None:
    add(warehouse, [publication("a", "One", "first words")])
    con = connect(warehouse, read_only=False)
    con.execute("DELETE FROM lake.publications")
    con.close()
    assert update_index(warehouse).documents == 0
    with Search.open(warehouse) as search:
        result = search.run(SearchRequest("bridge"))
    assert (result.total, result.hits, result.histogram) == (0, [], [])
