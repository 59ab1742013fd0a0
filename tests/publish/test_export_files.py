"""Exports: each format opened with another reader, nothing cut, nothing a spreadsheet would run."""

import csv
import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from extract.extract_building import read
from lxml import etree
from search.search_lake import add, article_id, publication

from dossier_etl.cli import cli
from dossier_etl.errors import UsageError, WarehouseMissing
from dossier_etl.publish import marts
from dossier_etl.publish.exports.export import FORMATS, export
from dossier_etl.publish.publish import publish
from dossier_etl.settings import Settings

ROWS = [
    publication(
        "a", "Bridge {opens} & 5 % more", "Ada Lovell opened the bridge in Halvern.", authors=["Ada Lovell", "Ben Ashby"],
        url="https://example.org/a_b", published_precision="day",
    ),
    publication(
        "b", "Bridge opens", "Ada Lovell opened the bridge.", published="2016-05-20", outlet="The River Review",
        published_precision="day",
    ),
    publication("c", "=HYPERLINK(1)", "Die Fähre fährt wieder.", "de", published="2016-08", authors=["-Ada"], published_precision="month"),
]  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(warehouse=tmp_path_factory.mktemp("exports") / "warehouse")
    entities = {"Ada Lovell": ("PERSON", "e1", ["a", "b"]), "Halvern": ("GPE", "e2", ["a", "b"])}
    add(settings, ROWS, copies={"b": "a"}, entities=entities)
    publish(settings)
    return settings


@pytest.fixture
def write(published: Settings, tmp_path: Path) -> Callable[..., Path]:
    """Export and check what the sidecar says."""

    def written(name: str, rows: int, **asked: object) -> Path:
        done = export(published, tmp_path / name, **asked)  # type: ignore[arg-type]
        meta = json.loads(done.sidecar.read_text("utf-8"))
        assert (done.rows, meta["rows"]) == (rows, rows)
        assert meta["sha256"] == hashlib.sha256(done.file.read_bytes()).hexdigest()
        assert meta["snapshot"] > 0 and meta["dossier_etl"]
        assert sorted(p.name for p in tmp_path.iterdir()) == sorted({name, name + ".meta.json"})
        return done.file

    return written


def test_csv_is_read_by_another_reader_and_runs_no_formula(write: Callable[..., Path]) -> None:
    rows = list(csv.DictReader(write("x.csv", 3, view="publications").open(encoding="utf-8", newline="")))
    assert {r["title"] for r in rows} == {"Bridge {opens} & 5 % more", "Bridge opens", "'=HYPERLINK(1)"}
    assert {r["authors"] for r in rows} == {"Ada Lovell; Ben Ashby", "", "'-Ada"}


def test_csv_for_excel_says_its_encoding(write: Callable[..., Path]) -> None:
    raw = write("x.csv", 3, view="publications", excel=True).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfarticle_id,") and raw.count(b"\r\n") == 4


def test_numbers_stay_numbers_in_csv(write: Callable[..., Path]) -> None:
    assert write("x.csv", 1, sql="SELECT -5 AS n, '-5' AS t").read_text() == "n,t\n-5,'-5\n"


def test_xlsx_holds_texts_days_and_numbers(write: Callable[..., Path]) -> None:
    sheet = openpyxl.load_workbook(write("x.xlsx", 3, view="publications")).active
    head = [c.value for c in sheet[1]]
    cells = {
        row[head.index("article_id")].value: dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2)
    }
    title = cells[article_id("c")]["title"]
    assert (title.value, title.data_type) == ("=HYPERLINK(1)", "s")
    assert cells[article_id("a")]["published_on"].is_date
    assert cells[article_id("a")]["word_count"].value == 7


def test_what_a_sheet_cannot_hold_is_refused_and_leaves_no_file(published: Settings, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a cell holds 32,767"):
        export(published, tmp_path / "x.xlsx", sql="SELECT repeat('x', 40000) AS body")
    assert list(tmp_path.iterdir()) == []


def test_json_lines_keep_lists(write: Callable[..., Path]) -> None:
    rows = [json.loads(line) for line in write("x.jsonl", 2).read_text("utf-8").splitlines()]
    assert {tuple(r["authors"]) for r in rows} == {("Ada Lovell", "Ben Ashby"), ("-Ada",)}


def test_parquet_keeps_types(write: Callable[..., Path]) -> None:
    table = pq.read_table(write("x.parquet", 3, view="article"))
    assert table.num_rows == 3 and str(table.schema.field("published_on").type) == "date32[day]"


def test_a_search_is_exported_in_its_order(write: Callable[..., Path]) -> None:
    file = write("x.csv", 2, query="bridge")
    assert [r["outlet"] for r in csv.DictReader(file.open())] == ["The River Review", "The Halvern Gazette"]


@pytest.mark.parametrize("end", ["duckdb", "sqlite"])
def test_a_database_holds_the_whole_read_model(published: Settings, tmp_path: Path, end: str) -> None:
    done = export(published, tmp_path / f"x.{end}")
    con = duckdb.connect(str(done.file)) if end == "duckdb" else sqlite3.connect(done.file)
    counts = {m.name: con.execute(f"SELECT count(*) FROM {m.name}").fetchone()[0] for m in marts.PUBLIC}  # type: ignore[index]
    authors = con.execute(f"SELECT authors FROM article WHERE article_id = '{article_id('a')}'").fetchone()
    con.close()
    assert sum(counts.values()) == done.rows and counts["article"] == 3
    assert authors in (((["Ada Lovell", "Ben Ashby"]),), ('["Ada Lovell", "Ben Ashby"]',))


def test_a_database_of_one_query_has_one_table(write: Callable[..., Path]) -> None:
    con = sqlite3.connect(write("x.sqlite", 3, view="publications"))
    assert con.execute("SELECT count(DISTINCT article_id) FROM publications").fetchall() == [(3,)]
    con.close()


def test_bibtex_and_ris_are_read_by_our_own_readers(
    write: Callable[..., Path], published: Settings, tmp_path: Path
) -> None:
    bib = write("x.bib", 2).read_bytes()
    assert rb"title = {Bridge \textbraceleft{}opens\textbraceright{} \& 5 \% more}" in bib
    assert b"author = {{Ada Lovell} and {Ben Ashby}}" in bib and b"url = {https://example.org/a_b}" in bib
    ris = export(published, tmp_path / "y.ris").file.read_bytes()
    for data, name in ((bib, "a.bib"), (ris, "a.ris")):
        by_url = {r.url: r.hints for r in read(data, tmp_path, name).records}
        first, other = by_url["https://example.org/a_b"], by_url[None]
        assert (first["date"], first["authors"]) == ("2016-05-12", "Ada Lovell; Ben Ashby")
        assert (first["publisher"], other["date"], other["title"]) == (
            "The Halvern Gazette",
            "2016-08",
            "=HYPERLINK(1)",
        )


def test_csl_says_the_precision_of_dates(write: Callable[..., Path]) -> None:
    items = {item["id"]: item for item in json.loads(write("x.csl.json", 2).read_text("utf-8"))}
    assert items[article_id("a")]["issued"] == {"date-parts": [[2016, 5, 12]]}
    assert items[article_id("c")]["issued"] == {"date-parts": [[2016, 8]]}
    assert items[article_id("a")]["author"] == [{"literal": "Ada Lovell"}, {"literal": "Ben Ashby"}]


def test_follow_the_money_entities_are_linked(write: Callable[..., Path]) -> None:
    entities = [json.loads(line) for line in write("x.ftm.jsonl", 4).read_text("utf-8").splitlines()]
    by_schema = {e["schema"]: e for e in entities}
    assert sorted(e["schema"] for e in entities) == ["Article", "Article", "Mention", "Person"]
    mention = by_schema["Mention"]["properties"]
    assert (mention["document"], mention["resolved"]) == ([article_id("a")], ["e1"])
    (article,) = [e["properties"] for e in entities if e["id"] == article_id("a")]
    assert article["locationMentioned"] == ["Halvern"] and article["language"] == ["eng"]
    assert article["publishedAt"] == ["2016-05-12"]


def test_networks_of_entities_and_of_outlets(write: Callable[..., Path], published: Settings, tmp_path: Path) -> None:
    graph = etree.parse(write("x.graphml", 3))
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    assert graph.xpath("//g:node/g:data[@key='label']/text()", namespaces=space) == ["Ada Lovell", "Halvern"]
    assert graph.xpath("//g:edge/g:data[@key='weight']/text()", namespaces=space) == ["2"]
    done = export(published, tmp_path / "y.gexf", view="republishers")
    (edge,) = etree.parse(done.file).xpath("//g:edge", namespaces={"g": "http://gexf.net/1.3"})
    assert dict(edge.attrib) == {
        "id": "0",
        "source": "The Halvern Gazette",
        "target": "The River Review",
        "weight": "1",
    }


def test_an_atom_feed_has_all_entries(write: Callable[..., Path]) -> None:
    feed = etree.parse(write("x.atom", 2))
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert len(feed.xpath("/a:feed/a:entry/a:content", namespaces=space)) == 2
    assert feed.xpath("/a:feed/a:updated/text()", namespaces=space) == ["2016-08-01T00:00:00Z"]


@pytest.mark.parametrize(
    ("name", "asked", "why"),
    [
        ("x.doc", {}, "says no format"),
        ("x.csv", {"view": "nothing"}, "no table or view"),
        ("x.csv", {"sql": "SELEC 1"}, "Parser Error"),
        ("x.csv", {"sql": "SELECT 1 AS a, 2 AS a"}, "one name"),
        ("x.csv", {"sql": "FROM read_csv('/etc/hostname')"}, "disabled"),
        ("x.csv", {"sql": "FROM articles", "query": "a"}, "export one thing"),
        ("x.bib", {"view": "outlets"}, "holds no articles"),
        ("x.bib", {"view": "story"}, "holds no articles"),
        ("x.gexf", {"view": "articles"}, "holds a network"),
        ("x.xlsx", {"excel": True}, "--excel is for CSV"),
    ],
)
def test_what_cannot_be_exported_is_said(
    published: Settings, tmp_path: Path, name: str, asked: dict[str, object], why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        export(published, tmp_path / name, **asked)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_was_never_published_is_said(warehouse: Settings, tmp_path: Path) -> None:
    add(warehouse, ROWS)
    with pytest.raises(WarehouseMissing, match="dossier publish"):
        export(warehouse, tmp_path / "x.duckdb")


def test_the_command_tells_how_many_rows(published: Settings, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        cli, ["-w", str(published.warehouse), "export", "-o", str(tmp_path / "x.csv")], catch_exceptions=False
    )
    assert f"2 rows in {tmp_path / 'x.csv'}, described in x.csv.meta.json" in done.stderr
    assert len(FORMATS) == 13
