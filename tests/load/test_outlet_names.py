"""The name of an outlet that publishes under several does not depend on which came first."""

import dataclasses
from pathlib import Path

from support import contents, query

from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings

NAMES = ("Brackwater Bugle", "The Brackwater Bugle")
PAGE = """<html><head><title>Lamp {n}</title><meta property="og:site_name" content="{name}">
<link rel="canonical" href="https://brackwater-bugle.example/2024/05/0{n}/lamp-{n}">
<meta property="article:published_time" content="2024-05-0{n}T08:00:00Z"></head><body><article><h1>Lamp {n}</h1>{body}
</article></body></html>"""


def test_the_name_of_an_outlet_is_the_same_in_any_order(warehouse: Settings, tmp_path: Path) -> None:
    pages = []
    for n, name in enumerate(NAMES, 1):
        body = "".join(f"<p>On evening {n} the keeper counted boat {i}, and all came home.</p>" for i in range(9))
        pages.append(tmp_path / f"{n}.html")
        pages[-1].write_text(PAGE.format(n=n, name=name, body=body))
    found = []
    for number, order in enumerate((pages, pages[::-1])):
        settings = dataclasses.replace(warehouse, warehouse=tmp_path / str(number), shard_records=1, batch_shards=1)
        ingest(settings, [str(page) for page in order])
        found.append(contents(settings, without=frozenset({"story_history"})))
    assert query(settings, "SELECT count(DISTINCT outlet), count(DISTINCT outlet_id) FROM publications") == [(2, 1)]
    assert query(settings, "SELECT name FROM outlets") == [("Brackwater Bugle",)]
    assert all(tables == found[0] for tables in found)
