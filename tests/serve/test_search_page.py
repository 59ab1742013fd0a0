"""The search page finds, counts, narrows down and exports the same publications."""

import csv
import io
import re

import pytest
from serve.room import client_of, counts_on, text_of, total_of
from starlette.testclient import TestClient
from support import query

from dossier_etl.search import Search, SearchRequest
from dossier_etl.settings import Settings


def exported(room: TestClient, address: str) -> list[dict[str, str]]:
    answer = room.get(address)
    assert answer.headers["content-disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("words", ["harbour", '"grain terminal"', "harbo*", "harbour OR tram -ferry", "title:harbour"])
def test_words_are_looked_up_in_the_index_and_the_hits_exported_in_its_order(
    room: TestClient, seeds_lake: Settings, words: str
) -> None:
    with Search.open(seeds_lake) as search:
        ids = search.ids(SearchRequest(words, fold_copies=True))
    page = room.get("/search", params={"q": words}).text
    assert total_of(page) == len(ids) > 0
    assert re.findall(r'<h2><a href="/articles/([0-9a-f]+)"', page) == ids[:25]
    [address] = re.findall(r'href="(/search\.csv[^"]*)"', page)
    assert [row["article_id"] for row in exported(room, address.replace("&amp;", "&"))] == ids


def test_the_words_are_marked_in_the_snippet(room: TestClient) -> None:
    marked = re.findall("<mark>(.*?)</mark>", room.get("/search?q=dredged").text)
    assert marked and all(text_of(m).lower().startswith("dredg") for m in marked)


@pytest.mark.parametrize(
    "start", ["/search?q=harbour&copies=all", "/search?q=harbour&basis=stated", "/search?q=the&copies=copies"]
)
def test_counts_of_facets_are_the_lengths_of_their_lists(room: TestClient, start: str) -> None:
    counts = [(address, n) for address, n in counts_on(room.get(start).text) if address.startswith("/search")]
    assert counts
    for address, n in counts:
        assert total_of(room.get(address).text) == n, address


def test_a_query_that_cannot_be_read_says_where(room: TestClient) -> None:
    answer = room.get("/search?q=(harbour")
    assert answer.status_code == 400
    assert "cannot be read at character" in text_of(answer.text)


def test_the_sql_that_makes_a_list_makes_the_same_list(room: TestClient, seeds_lake: Settings) -> None:
    [(entity_id,)] = query(seeds_lake, "SELECT min(entity_id) FROM lake.mentions")
    for address in (f"/search?entity={entity_id}&copies=all", "/search?language=en&from=2021-01-01&to=2024-12-31"):
        page = room.get(address).text
        [link] = re.findall(r'href="(/sql\?[^"]+)"', page)
        link = link.replace("&amp;", "&")
        rows = exported(room, link.replace("/sql?", "/sql.csv?"))
        assert len(rows) == total_of(page) > 0
        assert rows == exported(room, address.replace("/search?", "/search.csv?"))


def test_without_an_index_the_words_are_looked_for_as_typed_and_that_is_said(fill) -> None:  # type: ignore[no-untyped-def]
    with client_of(fill("01-harbour.html")) as client:
        page = client.get("/search?q=Harbour").text
        assert total_of(page) == 1
        assert "There is no search index yet" in text_of(page)
