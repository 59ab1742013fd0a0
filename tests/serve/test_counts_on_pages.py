"""Every count on a page is the length of the list it leads to."""

import re
from functools import partial

import pytest
from serve.room import counts_on, total_of
from starlette.testclient import TestClient
from support import query

from dossier_etl.serve.pages import entities
from dossier_etl.serve.parameters import paging_of
from dossier_etl.settings import Settings

_ROWS = 50
_STARTS = ("/", "/search", "/outlets", "/quarantine", "/outlet?name=The+Halvern+Gazette")
_CHECKED = 25
"""Lists followed; the seeds' lake has a few hundred, most of them alike."""


def test_every_count_equals_the_length_of_its_list(room: TestClient, seeds_lake: Settings) -> None:
    [(entity_id, run_id)] = query(
        seeds_lake, "SELECT (SELECT min(entity_id) FROM lake.mentions), (SELECT min(run_id) FROM lake.runs)"
    )
    found: dict[str, int] = {}
    for start in (*_STARTS, f"/entities/{entity_id}", f"/runs/{run_id}", "/search?copies=all&basis=stated"):
        for address, n in counts_on(room.get(start).text):
            assert found.setdefault(address, n) == n
    assert len(found) > _CHECKED
    for address in sorted(found)[:: -(-len(found) // _CHECKED)]:
        page = room.get(address).text
        assert total_of(page) == found[address], address
        rows = max(page.count('class="hit"'), len(re.findall(r"<tr><th scope=\"row\"", page.partition("<tbody>")[2])))
        if "/search" in address or "/quarantine" in address:
            rows = page.count('class="hit"')
        assert rows == min(25 if "/search" in address else _ROWS, found[address]), address


def test_the_pages_of_a_list_hold_each_item_once(room: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entities, "paging_of", partial(paging_of, rows=9))
    total, seen, address = 0, [], "/entities"
    while address:
        page = room.get(address).text
        total = total_of(page)
        seen += re.findall(r'<th scope="row"><a href="(/entities/[^"]+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == total > 20
