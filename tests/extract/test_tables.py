"""CSV, TSV and Parquet rows."""

import csv
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from extract_building import read

from dossier_etl.extract import ReadOptions

ROWS = [
    {"url": "https://pier.example/1", "title": "One, two", "text": 'He said "no".\n\nThen left.', "views": "3"},
    {"url": "https://pier.example/2", "title": "Zwei", "text": "Größe " * 40_000, "views": ""},
]


def table(delimiter: str = ",", rows: list[dict[str, str]] = ROWS) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_rows_become_records(tmp_path: Path, delimiter: str) -> None:
    result = read(table(delimiter).encode(), tmp_path, "a.csv")
    assert [r.content.decode() for r in result.records] == [row["text"].strip() and row["text"] for row in ROWS]
    assert result.records[0].locator == "row:1" and result.records[0].url == "https://pier.example/1"
    assert result.records[0].hints == {"title": "One, two", "row.views": "3"} and not result.incidents


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
def test_tables_from_spreadsheets_are_read_in_their_encoding(tmp_path: Path, codec: str) -> None:
    assert read(table().encode(codec), tmp_path, "a.csv").records[1].content.startswith("Größe".encode())


def test_lines_may_end_in_any_way(tmp_path: Path) -> None:
    for end in ("\r", "\n", "\r\n"):
        result = read(f"title,text{end}a,one{end}b,two{end}".encode(), tmp_path, "a.csv")
        assert result.contents == [b"one", b"two"] and not result.incidents


def test_a_row_with_too_many_cells_is_told_and_costs_no_other(tmp_path: Path) -> None:
    result = read(b"title,text\na,one\nb,two, three, four\nc,three\n", tmp_path, "a.csv")
    assert result.contents == [b"one", b"three"]
    assert [(i.kind, i.locator, i.byte_start, i.byte_end) for i in result.incidents] == [("bad_row", "row:2", 17, 36)]


def test_a_quote_that_never_closes_does_not_swallow_everything_silently(tmp_path: Path) -> None:
    options = ReadOptions(max_document_bytes=5_000)
    rows = "".join(f"t{n},story {n}\n" for n in range(2_000))
    result = read(f'title,text\na,one\nb,"two\n{rows}'.encode(), tmp_path, "a.csv", options)
    assert b"one" in result.contents and b"story 1999" in result.contents
    assert result.kinds == ["unclosed_quote"]


def test_a_table_without_text_is_one_incident(tmp_path: Path) -> None:
    assert read(b"a,b\n1,2\n3,4\n", tmp_path, "a.csv").kinds == ["no_text"]
    options = ReadOptions(columns={"text": "b"})
    assert read(b"a,b\n1,two words\n", tmp_path, "a.csv", options).contents == [b"two words"]


def parquet(tmp_path: Path, data: pa.Table, **kwargs: object) -> bytes:
    pq.write_table(data, tmp_path / "made.parquet", **kwargs)
    return (tmp_path / "made.parquet").read_bytes()


def test_parquet_rows_become_records(tmp_path: Path) -> None:
    data = pa.table(
        {
            "text": [f"story {n}" for n in range(500)],
            "url": [f"https://pier.example/{n}" for n in range(500)],
            "authors": [["A", "B"]] * 500,
            "published": pa.array([1_700_000_000] * 500, pa.timestamp("s")),
            "raw": [b"\xff"] * 500,
        }
    )
    result = read(parquet(tmp_path, data, row_group_size=100), tmp_path, "a.parquet")
    assert [r.content for r in result.records] == [f"story {n}".encode() for n in range(500)]
    last = result.records[-1]
    assert (last.locator, last.url) == ("row:500", "https://pier.example/499")
    assert last.hints == {"authors": "A; B", "date": "2023-11-14 22:13:20"}


def test_a_damaged_column_costs_no_text(tmp_path: Path) -> None:
    data = pa.table({"text": [f"story {n}" for n in range(200)], "note": [f"note {n} " * 20 for n in range(200)]})
    raw = bytearray(parquet(tmp_path, data, compression="none", use_dictionary=False, write_page_checksum=True))
    at = raw.index(b"note 7 ")
    raw[at : at + 200] = bytes(200)
    result = read(bytes(raw), tmp_path, "a.parquet")
    assert len(result.records) == 200 and result.kinds == ["parquet_damaged"]
    assert "row.note" not in result.records[0].hints


@pytest.mark.parametrize("keep", [10, 200, -20, -4])
def test_a_cut_parquet_file_is_one_incident(tmp_path: Path, keep: int) -> None:
    raw = parquet(tmp_path, pa.table({"text": ["x"] * 50}))
    result = read(raw[:keep], tmp_path, "a.parquet")
    assert result.kinds == ["parquet_damaged"] and not result.records


def test_a_table_without_rows_is_told(tmp_path: Path) -> None:
    assert read(b"title,text\n", tmp_path, "a.csv").kinds == ["empty"]


def test_text_kept_as_bytes_in_parquet_is_text(tmp_path: Path) -> None:
    data = pa.table(
        {
            "text": pa.array(["Größe".encode(), b"zwei"], pa.binary()),
            "title": pa.array([b"A", b"B"], pa.large_binary()),
            "summary": ["short", "short"],
            "image": pa.array([b"\x89PNG\0", b"\xff\xd8\xff"], pa.binary()),
        }
    )
    result = read(parquet(tmp_path, data), tmp_path, "a.parquet")
    assert result.contents == ["Größe".encode(), b"zwei"]
    assert [dict(r.hints) for r in result.records] == [
        {"title": "A", "row.summary": "short"},
        {"title": "B", "row.summary": "short"},
    ]


def test_a_page_kept_as_bytes_in_parquet_keeps_its_charset(tmp_path: Path) -> None:
    raw = '<html><meta charset="windows-1251"><p>Лампа</p></html>'.encode("cp1251")
    data = pa.table({"html": pa.array([raw], pa.binary())})
    [record] = read(parquet(tmp_path, data), tmp_path, "a.parquet").records
    assert (record.content, record.charset, record.media_type) == (raw, None, "text/html")
