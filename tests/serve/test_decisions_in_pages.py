"""Decisions made in the pages are the rows the command line writes, and hold."""

import re
import shutil
from dataclasses import replace

import pytest
from serve.room import ADDRESS, client_of, csrf_of, text_of, total_of
from starlette.testclient import TestClient
from support import query

from dossier_etl.lake.lock import loader_lock
from dossier_etl.pipeline.reprocess import reprocess
from dossier_etl.settings import Settings

_DECISIONS = 'SELECT item_id, action, field, value, who, note FROM lake.decisions ORDER BY "at"'


def send(client: TestClient, path: str, **fields: str):  # type: ignore[no-untyped-def]
    form = {"csrf": client.app.state.csrf, **fields}  # type: ignore[attr-defined]
    return client.post(path, data=form, headers={"origin": ADDRESS}, follow_redirects=False)


@pytest.fixture
def refused(fill) -> Settings:  # type: ignore[no-untyped-def]
    """A warehouse with an item that lacks its date and outlet."""
    return replace(fill("04-doubled-body.txt", "05-sales-line.txt"), publish=False)


@pytest.fixture
def item_id(refused: Settings) -> str:
    [(found,)] = query(
        refused,
        "SELECT item_id FROM lake.quarantine JOIN lake.documents USING (document_id) WHERE source_uri LIKE '%04-doubled%'",
    )
    return str(found)


def test_a_value_set_in_the_page_loads_the_item_and_survives_reprocessing(refused: Settings, item_id: str) -> None:
    with client_of(refused) as client:
        answer = send(
            client,
            f"/articles/{item_id}/decide",
            **{"set.outlet": "The River Review", "set.published": "2014-06-17", "who": "Grace  H.", "note": "in print"},
            back=f"/articles/{item_id}",
        )
        assert (answer.status_code, answer.headers["location"]) == (303, f"/articles/{item_id}")
        rows = query(refused, _DECISIONS)
        assert {(r[0], r[1], r[4], r[5]) for r in rows} == {(item_id, "set", "Grace H.", "in print")}
        assert total_of(client.get("/apply").text) == 2
        assert "to be applied" in client.get("/quarantine").text
        assert send(client, "/apply").headers["location"] == "/apply"
        client.app.state.applying.wait(120)  # type: ignore[attr-defined]
        page = client.get("/apply").text
        assert "Applied" in text_of(page) and total_of(page) == 0
        shown = text_of(client.get(f"/articles/{item_id}").text)
        assert "The River Review" in shown and "curated" in shown and "set by Grace H." in shown
    reprocess(refused)
    assert query(refused, f"SELECT outlet, published FROM lake.articles WHERE article_id = '{item_id}'") == [
        ("The River Review", "2014-06-17")
    ]


@pytest.fixture(scope="module")
def seeds_copy(tmp_path_factory: pytest.TempPathFactory, seeds_lake: Settings) -> Settings:
    """The seeds' lake, to decide in."""
    folder = tmp_path_factory.mktemp("decide") / "warehouse"
    shutil.copytree(seeds_lake.warehouse, folder)
    return replace(seeds_lake, warehouse=folder)


def test_candidates_are_choices(seeds_copy: Settings) -> None:
    settings = seeds_copy
    [(article_id,)] = query(settings, "SELECT min(article_id) FROM lake.articles WHERE published_basis = 'stated'")
    with client_of(settings) as client:
        choices = re.findall(r'name="choose" value="(published=[^"]+)"', client.get(f"/articles/{article_id}").text)
        assert choices
        assert send(client, f"/articles/{article_id}/decide", choose=choices[0]).status_code == 303
    assert query(settings, "SELECT field || '=' || value, who FROM lake.decisions") == [(choices[0], "ada")]


def test_a_rule_says_how_many_before_it_decides_and_can_be_taken_back(refused: Settings) -> None:
    rule = {"reason": "outlet_missing", "action": "set", "set.outlet": "The River Review"}
    [(n,)] = query(refused, "SELECT count(*) FROM lake.quarantine WHERE list_contains(reasons, 'outlet_missing')")
    with client_of(refused) as client:
        preview = send(client, "/quarantine/decide", **rule).text
        assert re.search(r'data-preview="(\d+)"', preview)[1] == str(n)  # type: ignore[index]
        assert not query(refused, _DECISIONS)
        made = send(client, "/quarantine/decide", **rule, yes="yes").text
        assert len(query(refused, _DECISIONS)) == n > 0
        bulk_id = re.search(r'name="bulk_id" value="(\w+)"', made)[1]  # type: ignore[index]
        assert send(client, "/quarantine/undo", bulk_id=bulk_id).status_code == 303
    assert len(query(refused, _DECISIONS)) == 3 * n


def test_an_entity_is_renamed_split_and_merged(seeds_copy: Settings) -> None:
    settings = seeds_copy
    [(entity_id, surface, other)] = query(
        settings,
        """SELECT entity_id, min(surface), (SELECT min(entity_id) FROM lake.entities e WHERE e.entity_id <> m.entity_id)
           FROM lake.mentions m WHERE entity_id IS NOT NULL GROUP BY ALL ORDER BY count(*) DESC, 1 LIMIT 1""",
    )
    path = f"/entities/{entity_id}"
    with client_of(settings) as client:
        send(client, f"{path}/decide", action="rename", value="Halvern <Port>")
        assert "<h1><bdi>Halvern &lt;Port&gt;</bdi></h1>" in client.get(path).text
        split = send(client, f"{path}/decide", action="split", value=surface).headers["location"]
        assert surface in text_of(client.get(split).text)
        send(client, f"{split}/decide", action="merge", value=other)
        assert client.get(split).status_code == 404
    assert {r[0] for r in query(settings, "SELECT action FROM lake.decisions WHERE action <> 'set'")} == {
        "rename",
        "split",
        "merge",
    }


def test_a_run_that_holds_the_lock_is_named(refused: Settings, item_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dossier_etl.serve.pages.decisions._LOCK_SECONDS", 0.0)
    with client_of(refused) as client, loader_lock(refused, since="noon"):
        answer = send(client, f"/articles/{item_id}/decide", action="reject")
        assert answer.status_code == 409
        assert "is being written by process" in text_of(answer.text)
        send(client, "/apply")
        client.app.state.applying.wait(60)  # type: ignore[attr-defined]
        page = text_of(client.get("/apply").text)
        assert "Not applied" in page and "since noon" in page
    assert not query(refused, _DECISIONS)


def test_forms_of_others_decide_nothing(refused: Settings, item_id: str) -> None:
    with client_of(refused) as client:
        right = csrf_of(client.get("/apply").text)
        for fields, origin in (
            ({}, ADDRESS),
            ({"csrf": "guess"}, ADDRESS),
            ({"csrf": right}, "http://evil.example"),
            ({"csrf": right}, "null"),
            ({"csrf": right, "note": "x" * 70_000}, ADDRESS),
        ):
            answer = client.post(
                f"/articles/{item_id}/decide", data={**fields, "action": "reject"}, headers={"origin": origin}
            )
            assert answer.status_code == 403
    assert not query(refused, _DECISIONS)


def test_what_cannot_be_decided_is_told(refused: Settings, item_id: str) -> None:
    with client_of(refused) as client:
        for fields, status in (
            ({"action": "explode"}, 400),
            ({"action": "set"}, 400),
            ({"set.published": "tomorrow"}, 400),
            ({"choose": "body=x"}, 400),
            ({"action": "accept"}, 400),
        ):
            assert send(client, f"/articles/{item_id}/decide", **fields).status_code == status
    assert not query(refused, _DECISIONS)


def test_a_form_leads_back_to_this_server_only(refused: Settings, item_id: str) -> None:
    with client_of(refused) as client:
        for back in ("//evil.example/", "https://evil.example/", "/a\r\nx: y"):
            answer = send(client, f"/articles/{item_id}/decide", action="reject", back=back)
            assert answer.headers["location"] == "/", back
