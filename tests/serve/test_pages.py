"""What stands on the pages of the seeds' lake."""

import re

import pytest
from serve.room import text_of
from starlette.testclient import TestClient
from support import query

from dossier_etl.settings import Settings

PAGES = ("/", "/search", "/stories", "/entities", "/outlets", "/quarantine", "/runs", "/incidents", "/sql")


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_one_heading_a_language_and_a_title_of_its_own(room: TestClient, address: str) -> None:
    answer = room.get(address)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert '<html lang="en">' in answer.text
    assert re.search(r"<title>[^<]+ – dossier</title>", answer.text)
    assert "style=" not in answer.text  # the content policy forbids it


def test_an_article_shows_its_text_and_leads_to_the_characters_behind_each_value(
    room: TestClient, seeds_lake: Settings
) -> None:
    [(article_id, title, body, start, end, snippet)] = query(
        seeds_lake,
        """SELECT p.article_id, p.title, p.body, e.start, e."end", e.snippet
           FROM lake.publications p JOIN lake.evidence e USING (article_id)
           WHERE e.source = 'document' AND e.chosen AND e.start IS NOT NULL ORDER BY 1, e.field LIMIT 1""",
    )
    page = room.get(f"/articles/{article_id}").text
    assert title in text_of(page)
    shown = re.search(r'<div class="body"[^>]*>(.*?)</div>', page, re.S)
    assert shown and text_of(shown[1]) == body
    address = f"/articles/{article_id}/captured#c{start}-{end}"
    assert f'href="{address}"' in page
    lit = re.search(rf'id="c{start}-{end}"[^>]*>(.*?)</span>', room.get(address).text, re.S)
    assert lit and text_of(lit[1]) == snippet


def test_characters_of_the_document_light_up_in_the_page_as_captured(room: TestClient, seeds_lake: Settings) -> None:
    rows = query(
        seeds_lake,
        """SELECT article_id, start, "end", snippet FROM lake.evidence
           WHERE source = 'document' AND start IS NOT NULL ORDER BY ALL LIMIT 20""",
    )
    for article_id in sorted({r[0] for r in rows})[:3]:
        page = room.get(f"/articles/{article_id}/captured").text
        for _, start, end, snippet in (r for r in rows if r[0] == article_id):
            parts = re.findall(rf'data-span="c{start}-{end}">(.*?)</span>', page, re.S)
            assert parts and text_of(parts[0])[:5] == snippet[:5]


def test_the_beginning_of_an_id_leads_to_the_article(room: TestClient) -> None:
    answer = room.get("/articles/e343", follow_redirects=False)
    assert re.fullmatch("/articles/e343[0-9a-f]{28}", answer.headers["location"])


def test_captured_bytes_are_a_file_and_never_a_page(room: TestClient) -> None:
    answer = room.get("/articles/e3436b76e3d561727e54b5bcb43c602c/raw")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.content.startswith(b"Norsk Kystblad")


def test_a_story_tells_who_was_first_and_what_the_others_changed(room: TestClient, seeds_lake: Settings) -> None:
    [(story_id, first)] = query(
        seeds_lake, "SELECT story_id, first_outlet FROM lake.stories ORDER BY copies DESC, story_id LIMIT 1"
    )
    page = text_of(room.get(f"/stories/{story_id}").text)
    assert f"First: {first}" in page and "changed" in page
    assert room.get(f"/stories/{story_id[:8]}", follow_redirects=False).headers["location"] == f"/stories/{story_id}"


def test_an_entity_shows_where_it_is_named(room: TestClient, seeds_lake: Settings) -> None:
    [(entity_id, name)] = query(
        seeds_lake,
        """SELECT entity_id, any_value(e.name) FROM lake.mentions JOIN lake.entities e USING (entity_id)
           GROUP BY ALL ORDER BY count(*) DESC, 1 LIMIT 1""",
    )
    page = room.get(f"/entities/{entity_id}").text
    assert f"<h1><bdi>{name}</bdi></h1>" in page
    marked = re.findall("<mark>(.*?)</mark>", page)
    surfaces = {r[0] for r in query(seeds_lake, f"SELECT surface FROM lake.mentions WHERE entity_id = '{entity_id}'")}
    assert marked and set(map(text_of, marked)) <= surfaces


def test_an_outlet_shows_what_is_known_of_it(room: TestClient) -> None:
    page = text_of(room.get("/outlet?name=The+Halvern+Gazette").text)
    assert "first of their text" in page and "How its dates are known" in page


def test_a_run_shows_books_that_balance(room: TestClient, seeds_lake: Settings) -> None:
    [(run_id, read)] = query(seeds_lake, "SELECT run_id, items_in FROM lake.runs")
    assert str(read) in text_of(room.get("/runs").text)
    assert "03-harbour-late-original.txt" in room.get(f"/runs/{run_id}").text


@pytest.mark.parametrize(
    "address",
    [
        "/articles/" + "0" * 32,
        "/articles/zz",
        "/entities/none",
        "/stories/0000",
        "/runs/none",
        "/outlet?name=none",
        "/x",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(room: TestClient, address: str) -> None:
    answer = room.get(address)
    assert answer.status_code == 404
    assert "This did not work" in answer.text


@pytest.mark.parametrize(
    "address", ["/search?from=soon", "/search?page=0", "/search?page=²", "/search?copies=no", "/quarantine?status=x"]
)
def test_what_cannot_be_understood_is_told(room: TestClient, address: str) -> None:
    assert room.get(address).status_code == 400
