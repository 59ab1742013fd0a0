"""Healthy WARCs: what becomes a document, and what it is told about."""

import datetime as dt
import gzip
import io
import zlib
from pathlib import Path

import pytest
import zstandard
from extract_building import CRLF, http, members, page, read, stories, warc_record
from fastwarc.stream_io import BrotliWriter


def brotli(data: bytes) -> bytes:
    out = io.BytesIO()
    writer = BrotliWriter(out)
    writer.write(data)
    writer.close()
    return out.getvalue()


def one(block: bytes, tmp_path: Path, **kwargs: object) -> object:
    result = read(warc_record(block, **kwargs), tmp_path)  # type: ignore[arg-type]
    assert len(result.records) == 1
    return result.records[0]


@pytest.mark.parametrize("digest", [False, True])
@pytest.mark.parametrize("packing", ["plain", "members", "one member", "cut anywhere", "zstd"])
def test_every_packing_gives_the_same_pages(tmp_path: Path, packing: str, digest: bool) -> None:
    records = stories(7, digest)
    raw = b"".join(records)
    data = {
        "plain": raw,
        "members": b"".join(members(records)),
        "one member": gzip.compress(raw),
        "cut anywhere": b"".join(gzip.compress(raw[i : i + 777]) for i in range(0, len(raw), 777)),
        "zstd": zstandard.compress(raw),
    }[packing]
    result = read(data, tmp_path)
    assert result.contents == [page(n) for n in range(7)]
    assert len({r.locator for r in result.records}) == 7
    assert set(result.kinds) <= {"not_record_compressed"}


def test_a_record_knows_its_url_time_type_and_http_headers(tmp_path: Path) -> None:
    headers = b"content-type: text/html; charset=ISO-8859-2\r\nLast-Modified: Sat, 01 Jun 2024 10:00:00 GMT\r\n"
    record = read(warc_record(http(page(1), headers=headers), "https://lamp.example/a?b=c"), tmp_path).records[0]
    assert record.url == "https://lamp.example/a?b=c"
    assert record.captured_at == dt.datetime(2024, 6, 1, 12, 30, tzinfo=dt.UTC)
    assert (record.media_type, record.charset, record.locator) == ("text/html", "iso-8859-2", "offset:0")
    assert record.hints == {"http_status": "200", "http_last_modified": "Sat, 01 Jun 2024 10:00:00 GMT"}


def test_locators_are_file_offsets(tmp_path: Path) -> None:
    parts = members(stories(3))
    locators = [r.locator for r in read(b"".join(parts), tmp_path).records]
    assert locators == ["offset:0", f"offset:{len(parts[0])}", f"offset:{len(parts[0]) + len(parts[1])}"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [("404 Not Found", "http_404"), ("301 Moved", "redirect"), ("500 Oops", "http_500"), ("999 X", "http_999")],
)
def test_answers_other_than_200_are_refused(tmp_path: Path, status: str, reason: str) -> None:
    assert read(warc_record(http(page(1), status)), tmp_path).records[0].refused == reason


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    pdf = http(b"%PDF-1.4 junk", headers=b"Content-Type: application/pdf\r\n")
    lying = http(b"\x89PNG\r\n\x1a\n\0\0", headers=b"Content-Type: text/html\r\n")
    json = http(b'{"a": 1}', headers=b"Content-Type: application/json\r\n")
    result = read(b"".join(map(warc_record, (pdf, lying, json))), tmp_path)
    assert [r.refused for r in result.records] == ["not_text", "not_article", "not_article"]


def test_html_declared_as_something_else_is_still_html(tmp_path: Path) -> None:
    result = read(warc_record(http(page(1), headers=b"Content-Type: application/octet-stream\r\n")), tmp_path)
    assert result.good[0].media_type == "text/html"


def test_requests_and_metadata_are_no_documents(tmp_path: Path) -> None:
    records = [warc_record(b"GET / HTTP/1.1\r\n\r\n", kind="request"), warc_record(b"a: b\r\n", kind="metadata")]
    result = read(b"".join([*records, *stories(1)]), tmp_path)
    assert result.contents == [page(0)] and not result.incidents


def test_wet_records_are_plain_text(tmp_path: Path) -> None:
    wet = warc_record("Título\numa história".encode(), kind="conversion", content_type="text/plain")
    record = read(wet, tmp_path, "a.warc.wet").records[0]
    assert record.media_type == "text/plain" and record.content.startswith("Título".encode())


def test_resources_have_the_type_of_their_record(tmp_path: Path) -> None:
    record = read(warc_record(page(1), kind="resource", content_type="text/html; charset=utf-8"), tmp_path).records[0]
    assert (record.media_type, record.charset, record.content) == ("text/html", "utf-8", page(1))


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda b: zlib.compress(b)[2:-4]),
        ("br", brotli),
        ("zstd", zstandard.compress),
        ("gzip", lambda b: b),
        ("br", lambda b: b),
        ("deflate", lambda b: b),
        ("zstd", lambda b: b),
        ("surprise", lambda b: b),
    ],
)
def test_content_codings_are_undone_also_when_they_lie(tmp_path: Path, coding: str, pack: object) -> None:
    assert callable(pack)
    block = http(pack(page(3)), headers=b"Content-Type: text/html\r\nContent-Encoding: " + coding.encode() + CRLF)
    assert read(warc_record(block), tmp_path).contents == [page(3)]


def chunked(body: bytes, size: int = 100) -> bytes:
    parts = [b"%x\r\n%s\r\n" % (len(body[i : i + size]), body[i : i + size]) for i in range(0, len(body), size)]
    return b"".join(parts) + b"0\r\n\r\n"


def test_chunks_are_joined(tmp_path: Path) -> None:
    headers = b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
    assert read(warc_record(http(chunked(page(1)), headers=headers)), tmp_path).contents == [page(1)]
    assert read(warc_record(http(page(1), headers=headers)), tmp_path).contents == [page(1)]
    both = headers + b"Content-Encoding: gzip\r\n"
    assert read(warc_record(http(chunked(gzip.compress(page(1))), headers=both)), tmp_path).contents == [page(1)]


def test_broken_chunks_keep_the_page_and_are_told(tmp_path: Path) -> None:
    headers = b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
    body = chunked(page(1), 150).replace(b"\r\n96\r\n", b"\r\nzz\r\n", 1)
    result = read(warc_record(http(body, headers=headers)), tmp_path)
    assert b"paragraph 5" in result.contents[0] and result.kinds == ["http_body"]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("<https://lamp.example/1>", "https://lamp.example/1"),
        ("https://lamp.example/a b", "https://lamp.example/a%20b"),
        ("https://lamp.example/caf\xe9", "https://lamp.example/café"),
        ("https://lamp.example/../../etc/passwd", "https://lamp.example/../../etc/passwd"),
    ],
)
def test_addresses_are_repaired_but_never_followed(tmp_path: Path, written: str, url: str) -> None:
    assert read(warc_record(http(page(1)), written), tmp_path).records[0].url == url


def test_an_endless_address_does_not_cost_the_page(tmp_path: Path) -> None:
    record = read(warc_record(http(page(1)), "https://lamp.example/" + "a" * 100_000), tmp_path).good[0]
    assert record.url is None and len(record.hints["link"]) < 3_000


def test_documents_over_the_limit_are_cut_and_refused(tmp_path: Path) -> None:
    from dossier_etl.extract import ReadOptions

    options = ReadOptions(max_document_bytes=50_000, prefix_bytes=1_000)
    big = http(b"<html>" + b"x" * 3_000_000)
    small_bomb = http(
        gzip.compress(b"<html>" + bytes(3_000_000)), headers=b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n"
    )
    data = b"".join([warc_record(big), warc_record(small_bomb), *stories(2)])
    for raw in (data, gzip.compress(data)):
        result = read(raw, tmp_path, options=options)
        assert [r.refused for r in result.records] == ["too_large", "decompression_limit", None, None]
        assert max(len(r.content) for r in result.records) <= 1_000 or len(result.records[0].content) <= 1_000
