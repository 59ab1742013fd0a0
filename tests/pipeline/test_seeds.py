"""Each seed's trap (seeds/README.md) is avoided."""

from pathlib import Path

import pytest

from dossier_etl.derive.record import DeriveContext, derive
from dossier_etl.extract import ReadOptions, Source, read_source
from dossier_etl.model.item import Item
from dossier_etl.model.records import Record

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def items() -> dict[str, list[Item]]:
    """Number of the seed → its items, without entities."""
    found: dict[str, list[Item]] = {}
    for path in sorted(SEEDS.glob("[0-9]*")):
        records = [r for r in read_source(Source(path.name, path), ReadOptions()) if isinstance(r, Record)]
        found[path.name[:2]] = derive(records, DeriveContext())
    return found


@pytest.mark.parametrize(
    ("seed", "position", "title", "outlet", "published", "reasons"),
    [
        ("01", 0, "Halvern harbour to be dredged after eleven years", "The Halvern Gazette", "2024-09-17T08:30:00+02:00", ()),
        ("03", 0, "Halvern harbour to be dredged after eleven years", "Norsk Kystblad", "2024-09-16", ()),
        ("04", 0, None, None, None, ("outlet_missing", "date_missing")),
        ("05", 0, "Mountain villages said to accept a shared reservoir", "The Christian Science Monitor", "2015-05-13/2015-08-31", ()),
        ("06", 1, "The New Flood In The South", None, "2019-03-05", ("outlet_missing",)),
        ("07", 0, "Canals and Quarrels: What the Delta Talks Can Achieve", "Democratic Underground", "2015-03-04", ()),
        ("08", 0, "Quiet Help for a Rival Town After the Fire", "The Forward", "2003-02-07", ()),
        ("09", 0, "Stadtwerke stellen alle Busse auf Strom um", "Lindenauer Anzeiger", "2025-03-11T17:05:00+01:00", ()),
        ("10", 0, "Le pont de Saint-Aubin rouvre après deux ans de travaux", "Le Courrier du Val", "2023-06-04T19:12:00+02:00", ()),
        ("11", 0, "港町の市場、五十年ぶりに建て替えへ", "北浜新報", "2024-09-02T10:00:00+09:00", ()),
        ("12", 0, "La cosecha de uva se adelanta tres semanas por el calor", "El Correo de la Ría", "2022-08-12", ()),
        ("15", 0, "Café owners protest against terrace tax", "Old Town Herald", "2022-04-08", ()),
        ("16", 0, "Library’s “lost” map found behind a radiator", "The Tideway Courier", "2019-11-21", ()),
        ("20", 0, "Moon bakery opens its second oven", "Lunar Ledger", None, ("date_missing",)),
        ("21", 0, "Museum gets its clock back", "Weir Valley News", "2021-03-04/2021-04-03", ()),
        ("22", 0, "Why the ferry is late: a letter from the quay", "The Dry Dock Letter", "2024-05-10T06:00:00+00:00", ()),
        ("23", 0, "Orchard school plants its thousandth tree", "The Penhallow Echo", "2020-11-28", ()),
        ("24", 0, None, None, None, ("empty",)),
    ],
)  # fmt: skip
def test_a_seed_gives_what_a_careful_reader_establishes(
    items: dict[str, list[Item]],
    seed: str,
    position: int,
    title: str | None,
    outlet: str | None,
    published: str | None,
    reasons: tuple[str, ...],
) -> None:
    item = items[seed][position]
    found = (item.title, item.outlet, item.published.value if item.published else None, item.reasons)
    assert found == (title, outlet, published, reasons)


def test_a_doubled_body_stands_once(items: dict[str, list[Item]]) -> None:
    body = items["04"][0].body
    assert (
        body.count("What ended it was not malice but thrift.") == 1 and "Tomas Revuelta at the mill bridge" not in body
    )


def test_two_posts_on_one_page_become_two_articles(items: dict[str, list[Item]]) -> None:
    first, second = items["06"]
    assert "The district has asked for boats" in second.body and "northern line" in first.body
    assert "boats" not in first.body and "union" not in second.body
    assert "Damaged signal boxes" not in first.body


def test_a_forum_post_tells_poster_author_and_origin_apart(items: dict[str, list[Item]]) -> None:
    item = items["07"][0]
    assert (item.posted_by, item.authors, item.origin_outlet) == ("lakeside_reader", ("Nadia Farouk",), "Chatham House")


def test_furniture_is_no_body(items: dict[str, list[Item]]) -> None:
    bodies = {seed: found[0].body for seed, found in items.items()}
    assert "unlimited" not in bodies["05"] and "$11" not in bodies["05"]
    assert "Welcome to DU" not in bodies["07"] and "Latest Discussions" not in bodies["07"]
    assert "soup" not in bodies["08"] and "Winemakers" not in bodies["08"]
    assert "Most read" not in bodies["01"] and "Cookies" not in bodies["01"]


def test_rows_feeds_and_crawls_give_one_item_a_record(items: dict[str, list[Item]]) -> None:
    assert [i.outlet for i in items["13"]] == ["Plains Dispatch"] * 3
    assert [i.reasons for i in items["14"]] == [(), ("http_404",), ("redirect",), ()]
    assert items["17"][1].reasons == ("body_short",)


def test_every_quoted_span_is_where_it_says(items: dict[str, list[Item]]) -> None:
    for found in items.values():
        for item in found:
            for mention in item.date_mentions:
                assert item.body[mention.start : mention.end] == mention.surface
            for verdict in (v for d in item.decisions for v in d.verdicts):
                c = verdict.candidate
                if c.source == "body" and c.start is not None:
                    assert item.body[c.start : c.end] == c.snippet


def test_for_the_tables_only_what_passes_the_gate_is_searched_for_names_and_dates(items: dict[str, list[Item]]) -> None:
    (path,) = SEEDS.glob("06*")
    records = [r for r in read_source(Source(path.name, path), ReadOptions()) if isinstance(r, Record)]
    for full, short in zip(items["06"], derive(records, DeriveContext(annotate_refused=False)), strict=True):
        assert full.date_mentions, "else this seed shows nothing"
        assert short.date_mentions == (() if full.reasons else full.date_mentions)
        assert short.reasons == full.reasons
