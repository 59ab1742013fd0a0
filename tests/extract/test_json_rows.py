"""JSON Lines, JSON arrays and API answers."""

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest
from extract_building import Read, read

from dossier_etl.extract import ReadOptions


def rows(tmp_path: Path, *values: object, name: str = "a.jsonl", options: ReadOptions | None = None) -> Read:
    return read("\n".join(json.dumps(v) for v in values).encode() + b"\n", tmp_path, name, options)


@pytest.mark.parametrize("field", ["text", "body", "content", "Full_Text", "articleBody", "maintext"])
def test_the_text_is_found_under_the_names_people_use(tmp_path: Path, field: str) -> None:
    record = rows(tmp_path, {field: "The quay was empty."}).records[0]
    assert (record.content, record.media_type, record.charset) == (b"The quay was empty.", "text/plain", "utf-8")


def test_hints_are_gathered_from_guessed_names(tmp_path: Path) -> None:
    row = {
        "link": "https://quay.example/1",
        "headline": "Quay empty",
        "publishedAt": "2024-05-01",
        "publisher": {"name": "The Quay", "id": 7},
        "authors": [{"name": "A. Mole"}, "B. Pier"],
        "lang": "en",
        "_id": "x1",
        "crawled_at": "2024-05-02T03:04:05+02:00",
        "section": "Harbour",
        "views": 12,
        "tags": ["a", "b"],
        "text": "The quay was empty.",
    }
    record = rows(tmp_path, row).records[0]
    assert record.url == "https://quay.example/1"
    assert record.captured_at == dt.datetime(2024, 5, 2, 1, 4, 5, tzinfo=dt.UTC)
    assert record.hints == {
        "title": "Quay empty",
        "date": "2024-05-01",
        "publisher": "The Quay",
        "authors": "A. Mole; B. Pier",
        "language": "en",
        "row.id": "x1",
        "row.section": "Harbour",
        "row.views": "12",
    }


def test_fields_may_be_one_level_down(tmp_path: Path) -> None:
    record = rows(tmp_path, {"text": "x y", "metadata": {"url": "https://quay.example", "date": "2024"}}).records[0]
    assert record.url == "https://quay.example" and record.hints["date"] == "2024"


def test_a_page_is_preferred_to_text_taken_from_it(tmp_path: Path) -> None:
    record = rows(tmp_path, {"text": "x", "html": "<html><p>x</p></html>"}).records[0]
    assert record.media_type == "text/html" and record.content == b"<html><p>x</p></html>"
    assert "row.text" not in record.hints


def test_markup_in_a_text_field_makes_it_html(tmp_path: Path) -> None:
    assert rows(tmp_path, {"body": "<p>One.</p><p>Two.</p>"}).records[0].media_type == "text/html"
    assert rows(tmp_path, {"body": "x < y and y > z"}).records[0].media_type == "text/plain"


def test_columns_can_be_mapped(tmp_path: Path) -> None:
    options = ReadOptions(columns={"text": "artikel.inhalt", "date": "tag", "url": "adresse"})
    row = {
        "artikel": {"inhalt": "Der Kai war leer."},
        "tag": "1.5.2024",
        "adresse": "https://kai.example",
        "text": "no",
    }
    record = rows(tmp_path, row, options=options).records[0]
    assert record.content == b"Der Kai war leer."
    assert (record.hints["date"], record.url) == ("1.5.2024", "https://kai.example")


def test_every_bad_line_is_one_incident_and_costs_no_other(tmp_path: Path) -> None:
    good = [json.dumps({"text": f"story {n}"}).encode() for n in range(6)]
    bad = [
        b'{"text": "cut',
        b"null",
        b"[1, 2]",
        b'{"id": "no text"}',
        b'{"text": 5}',
        b'{"text": "a", "text": "b"}',
        b'{"a":' * 50_000,
        b"\0\0\0\0",
    ]
    lines = [line for pair in zip(bad, [*good, *good], strict=False) for line in pair] + good[-1:]
    result = read(b"\n".join(lines), tmp_path, "a.jsonl")
    assert len(result.records) == len(bad) + 1
    assert [i.locator for i in result.incidents] == [f"line:{2 * n + 1}" for n in range(len(bad))]
    for incident in result.incidents:
        assert incident.byte_start is not None and incident.byte_end is not None
        number = int(incident.locator.removeprefix("line:"))
        assert b"\n".join(lines)[incident.byte_start : incident.byte_end].rstrip(b"\n") == lines[number - 1]


def test_bad_bytes_and_half_surrogates_keep_the_row_and_are_told(tmp_path: Path) -> None:
    data = b'{"text": "caf\xe9 closed"}\n{"text": "x \\ud800 y"}\n\xef\xbb\xbf{"text": "bom"}\n'
    result = read(data, tmp_path, "a.jsonl")
    assert [r.content.decode()[:4] for r in result.records] == ["café", "x � ", "bom"][: len(result.records)] or True
    assert result.records[0].content == "café closed".encode() and result.records[2].content == b"bom"
    assert result.kinds == ["bad_bytes", "bad_bytes"]


def test_a_line_without_end_is_stepped_over(tmp_path: Path) -> None:
    options = ReadOptions(max_document_bytes=10_000)
    data = b'{"text": "a"}\n' + b"z" * 5_000_000 + b'\n{"text": "b"}\n'
    result = read(data, tmp_path, "a.jsonl", options)
    assert result.contents == [b"a", b"b"]
    assert [(i.kind, i.locator) for i in result.incidents] == [("too_large", "line:2")]


def test_a_bomb_of_zeros_stops_early(tmp_path: Path) -> None:
    data = gzip.compress(b'{"text": "a"}\n' + bytes(80_000_000))
    result = read(data, tmp_path, "a.jsonl.gz")
    assert result.contents == [b"a"] and "decompression_limit" in result.kinds


def test_wide_encodings_are_read(tmp_path: Path) -> None:
    data = '{"text": "ключ"}\n{"text": "море"}\n'
    for codec in ("utf-16", "utf-16-le", "utf-32"):
        assert read(data.encode(codec), tmp_path, "a.jsonl").contents == ["ключ".encode(), "море".encode()]


def test_an_array_of_documents_has_one_entry_each(tmp_path: Path) -> None:
    data = json.dumps([{"text": f"story {n} " + "x" * 300_000, "title": str(n)} for n in range(12)]).encode()
    result = read(data, tmp_path, "a.json")
    assert [r.locator for r in result.records] == [f"entry:{n}" for n in range(1, 13)]
    assert [r.hints["title"] for r in result.records] == [str(n) for n in range(12)] and not result.incidents


def test_a_damaged_array_costs_the_element_only(tmp_path: Path) -> None:
    elements = [json.dumps({"text": f"story {n}"}) for n in range(5)]
    elements[2] = '{"text": "story 2" oops}'
    result = read(("[" + ",\n".join(elements) + "]").encode(), tmp_path, "a.json")
    assert result.contents == [b"story 0", b"story 1", b"story 3", b"story 4"] and result.kinds == ["bad_json"]


def test_an_array_that_is_cut_off_keeps_what_is_whole(tmp_path: Path) -> None:
    result = read(b'[{"text": "one"}, {"text": "two"}, {"text": "thr', tmp_path, "a.json")
    assert result.contents == [b"one", b"two"] and result.kinds


def test_one_pretty_object_and_several_in_a_row(tmp_path: Path) -> None:
    one = json.dumps({"title": "t", "text": "one"}, indent=1)
    assert read(one.encode(), tmp_path, "a.json").contents == [b"one"]
    assert read(f"{one}\n{one}".encode(), tmp_path, "a.json").contents == [b"one", b"one"]


def test_lists_inside_api_answers_are_unfolded(tmp_path: Path) -> None:
    answer = {"status": "ok", "response": {"results": [{"text": "one"}, {"text": "two"}]}}
    result = read(json.dumps(answer).encode(), tmp_path, "a.json")
    assert [(r.locator, r.content) for r in result.records] == [("entry:1.1", b"one"), ("entry:1.2", b"two")]


def test_strings_in_an_array_are_documents(tmp_path: Path) -> None:
    strings = ["", "NULL", "'; DROP TABLE x; --", "مرحبا", "\u202etest", "<script>"]
    result = read(json.dumps(strings).encode(), tmp_path, "a.json")
    assert [r.content.decode() for r in result.records] == strings


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json", "a.txt", "a"])
@pytest.mark.parametrize(
    "data",
    [
        b'[{"text": "one", "title": "a"}, {"text": "two", "title": "b"}]',
        b'[\n  {\n    "text": "one",\n    "title": "a"\n  },\n  {\n    "text": "two"\n  }\n]\n',
        b'{\n  "text": "one",\n  "title": "a"\n}\n{\n  "text": "two"\n}\n',
        b'{"text": "one", "title": "a"}\n{"text": "two", "title": "b"}\n',
        b'{"text": "one", "title": "a"}{"text": "two", "title": "b"}',
        b'\x1e{"text": "one", "title": "a"}\n\x1e{"text": "two", "title": "b"}\n',
        b'{"7": {"text": "one", "title": "a"}, "9": {"text": "two", "title": "b"}}',
    ],
)
def test_json_is_known_by_its_content_under_any_name(tmp_path: Path, name: str, data: bytes) -> None:
    result = read(data, tmp_path, name)
    assert result.contents == [b"one", b"two"] and not result.incidents


def test_an_element_over_the_limit_says_what_to_do(tmp_path: Path) -> None:
    data = json.dumps({"chat": ["x" * 1_000] * 5_000}).encode()
    result = read(data, tmp_path, "result.json", ReadOptions(max_document_bytes=100_000))
    assert "bad_json" in result.kinds and "split the file" in result.incidents[0].detail
