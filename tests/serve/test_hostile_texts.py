"""Texts that mean harm are shown as what they are."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from serve.room import client_of, text_of
from starlette.testclient import TestClient
from support import query

from dossier_etl.pipeline.ingest import ingest
from dossier_etl.serve.pages import article
from dossier_etl.serve.plain_text import printable
from dossier_etl.settings import Settings

_FILLER = (
    "The harbour board met on Monday and said that the quay will be rebuilt before the winter storms arrive again. "
)
_HOSTILE = {
    "script": "</div></title><script>document.title='owned'</script><img src=x onerror=alert(1)>",
    "svg": "<svg onload=alert(1)><style>*{display:none}</style></svg>",
    "quotes": "\" onmouseover=alert(1) x='{{ 7*7 }}{% raw %}&lt;",
    "bidi": "\u202egnp.exe\u202c \u2066x\u2069 \u061c",
    "controls": "a\x00b\x08c\x1b[31md\x85e",
}


@pytest.fixture(scope="module")
def hostile_lake(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("hostile")
    rows = [
        {
            "title": f"{name} {text}",
            "text": f"{_FILLER * 3}\n\n{text}\n\n{_FILLER}{name}.",
            "date": "2024-03-01",
            "publisher": f"Daily {text}",
            "authors": [f"Ada {text}"],
            "url": f"https://news.example/{name}",
        }
        for name, text in _HOSTILE.items()
    ]
    rows.append(
        {
            "title": "long",
            "text": _FILLER + " ".join(f"quay {n}" for n in range(100_000)),
            "date": "2024-03-02",
            "publisher": "The Long Letter",
        }
    )
    file = Path(folder / "rows<script>.jsonl")
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    settings = Settings(warehouse=folder / "w", workers=1, entities=False)
    ingest(settings, [str(file)])
    return settings


@pytest.fixture(scope="module")
def hostile_room(hostile_lake: Settings) -> Iterator[TestClient]:
    with client_of(hostile_lake) as client:
        yield client


def test_every_page_of_a_hostile_lake_holds_its_texts_as_texts(
    hostile_room: TestClient, hostile_lake: Settings
) -> None:
    items = query(
        hostile_lake,
        """SELECT article_id, body FROM lake.publications UNION ALL SELECT item_id, coalesce(text, '') FROM lake.quarantine""",
    )
    assert len(items) == len(_HOSTILE) + 1
    addresses = ["/", "/search", "/outlets", "/quarantine", "/runs", "/sql?q=FROM+publications"]
    for item_id, _ in items:
        addresses += [f"/articles/{item_id}", f"/articles/{item_id}/captured"]
    for address in addresses:
        answer = hostile_room.get(address)
        assert answer.status_code == 200, address
        page = answer.text.lower()
        assert page.count("<script") == 1, address  # the room's own
        for sign in ("<svg onload", "<img", "<style", "\x00", "\x1b", "\x08", "49{%"):
            assert sign not in page, (address, sign)
        assert " onmouseover=alert(1) x='{{ 7*7" not in page
    for item_id, body in items:
        if len(body) < 100_000:
            assert printable(body) in text_of(hostile_room.get(f"/articles/{item_id}").text)


def test_a_line_of_a_million_characters_is_cut_and_said_to_be(hostile_room: TestClient, hostile_lake: Settings) -> None:
    [(item_id, size)] = query(
        hostile_lake,
        """SELECT item_id, d.n_bytes FROM (SELECT article_id AS item_id, document_id FROM lake.publications
               UNION ALL SELECT item_id, document_id FROM lake.quarantine)
           JOIN lake.documents d USING (document_id) WHERE d.n_bytes > 100000""",
    )
    page = hostile_room.get(f"/articles/{item_id}/captured").text
    assert size > 1_000_000 and len(page) < 1_000_000
    assert "The beginning; all of it is in the file of raw bytes." in text_of(page)
    assert len(hostile_room.get(f"/articles/{item_id}/raw").content) == size


def test_a_long_body_is_cut_and_said_to_be(
    hostile_room: TestClient, hostile_lake: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(article, "MAX_CHARACTERS", 50)
    [(item_id, body)] = query(hostile_lake, "SELECT article_id, body FROM lake.publications WHERE title LIKE 'bidi%'")
    page = hostile_room.get(f"/articles/{item_id}").text
    assert f"{len(body) - 50} more characters are in" in text_of(page)
    assert body[50:80] not in text_of(page)
