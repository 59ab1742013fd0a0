"""What is named but cannot be read is told, recorded, and stops nothing."""

import os
from pathlib import Path

import pytest
from support import query

from dossier_etl.extract import Source
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings

PAGE = """<html><head><title>Lamp {n}</title><meta property="og:site_name" content="The Pier Times">
<meta property="article:published_time" content="2024-05-0{n}T08:00:00Z"></head><body><article><h1>Lamp {n}</h1>{body}
</article></body></html>"""


def page(n: int) -> str:
    body = "".join(
        f"<p>The keeper of lamp {n} wrote in line {i} that the sea was calm and the boats came home.</p>"
        for i in range(6)
    )
    return PAGE.format(n=n, body=body)


def test_links_and_hidden_files_become_incidents_beside_what_loads(warehouse: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "a/b/c/in"
    folder.mkdir(parents=True)
    (folder / "1.html").write_text(page(1))
    (folder / ".hidden.html").write_text(page(2))
    (tmp_path / "far.html").write_text(page(3))
    (folder / "far.html").symlink_to(tmp_path / "far.html")
    for _ in range(2):
        ingest(warehouse, [str(folder)])
    rows = query(warehouse, "SELECT kind, count(*) FROM lake.incidents GROUP BY ALL ORDER BY ALL")
    assert rows == [("hidden", 1), ("link_outside", 1)]
    assert query(warehouse, "SELECT count(*) FROM lake.publications") == [(1,)]


def test_one_file_that_cannot_be_opened_costs_no_other(
    warehouse: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that vanished between listing and reading: permissions do not stop every user a test may run as."""
    (tmp_path / "1.html").write_text(page(1))
    listed = [Source(str(tmp_path / name), tmp_path / name) for name in ("0.html", "1.html")]
    monkeypatch.setattr("dossier_etl.workers.stdin.find_sources", lambda _: list(listed))
    assert ingest(warehouse, [str(tmp_path)]).total.loaded == 1
    assert query(warehouse, "SELECT kind FROM lake.incidents") == [("unreadable",)]
    (tmp_path / "0.html").write_text(page(2))
    assert ingest(warehouse, [str(tmp_path)]).total.duplicates == 1, "it is read once it can be"


def test_a_name_that_is_not_utf8_is_recorded(warehouse: Settings, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.html"
    try:
        with open(name, "wb") as file:  # noqa: PTH123 - bytes, not a Path
            file.write(page(1).encode())
    except OSError:
        pytest.skip("this file system takes only text for names")
    ingest(warehouse, [os.fsdecode(name)])
    assert query(warehouse, "SELECT source_uri LIKE '%caf\\xe9.html' FROM lake.documents") == [(True,)]
    assert "caf\\\\xe9" in str(query(warehouse, "SELECT parameters FROM lake.runs")[0][0])
