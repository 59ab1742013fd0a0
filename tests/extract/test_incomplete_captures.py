"""Captures that are cut off, revisits, digests as crawlers take them, and what browser crawlers add to a page."""

import gzip
import json
from pathlib import Path

import pytest
from extract_building import http, page, read, sha1, warc_record, zip_of


def test_a_record_that_says_it_is_truncated_is_marked(tmp_path: Path) -> None:
    block = http(page(1)[:300])
    result = read(
        warc_record(block, extra=b"WARC-Truncated: length\r\nWARC-Payload-Digest: " + sha1(page(1))), tmp_path, "a.warc"
    )
    assert result.kinds == ["truncated"] and result.records[0].hints["truncated"] == "length" and len(result.good) == 1


def test_a_body_shorter_than_announced_is_marked(tmp_path: Path) -> None:
    headers = b"Content-Type: text/html\r\nContent-Length: %d\r\n" % (len(page(1)) + 100)
    result = read(warc_record(http(page(1), headers=headers)), tmp_path, "a.warc")
    assert result.kinds == ["truncated"] and "100 fewer" in result.records[0].hints["truncated"]
    exact = b"Content-Type: text/html\r\nContent-Length: %d\r\n" % len(page(1))
    assert not read(warc_record(http(page(1), headers=exact)), tmp_path, "a.warc").incidents


@pytest.mark.parametrize("coding", ["gzip", "chunked", "both"])
@pytest.mark.parametrize("taken", ["raw", "decoded"])
def test_payload_digests_may_be_taken_with_or_without_codings(tmp_path: Path, coding: str, taken: str) -> None:
    body, headers = page(1), b"Content-Type: text/html\r\n"
    if coding in ("gzip", "both"):
        body, headers = gzip.compress(body, mtime=0), headers + b"Content-Encoding: gzip\r\n"
    if coding in ("chunked", "both"):
        body, headers = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), headers + b"Transfer-Encoding: chunked\r\n"
    digest = sha1(body if taken == "raw" else page(1))
    result = read(warc_record(http(body, headers=headers), extra=b"WARC-Payload-Digest: " + digest), tmp_path, "a.warc")
    assert result.contents == [page(1)] and not result.incidents
    wrong = read(
        warc_record(http(body, headers=headers), extra=b"WARC-Payload-Digest: " + sha1(b"else")), tmp_path, "a.warc"
    )
    assert wrong.kinds == ["digest_mismatch"]


@pytest.mark.parametrize("block", [http(b""), http(b"", "304 Not Modified"), b""])
def test_the_digest_of_a_revisit_is_that_of_the_earlier_capture(tmp_path: Path, block: bytes) -> None:
    extra = (
        b"WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest\r\nWARC-Payload-Digest: "
        + sha1(page(1))
    )
    assert not read(warc_record(block, kind="revisit", extra=extra), tmp_path, "a.warc").items


SHELL = b"<!doctype html><html><head><title>App</title></head><body><div id=root></div><script>start()</script></body></html>"


def crawl(html: bytes) -> bytes:
    url = "https://pier.example/1"
    text = b"The lamp was found behind the pier, said its keeper. " * 6
    return b"".join(
        [
            warc_record(http(html), url),
            warc_record(
                text,
                f"urn:text:{url}",
                "resource",
                content_type="text/plain",
            ),
            warc_record(b"\x89PNG\r\n\x1a\n", f"urn:view:{url}", "resource", content_type="image/png"),
            warc_record(b'{"pageid": 1}', f"urn:pageinfo:{url}", "resource", content_type="application/json"),
        ]
    )


def test_the_rendered_text_stands_in_for_a_page_written_by_scripts(tmp_path: Path) -> None:
    records = read(crawl(SHELL), tmp_path, "a.warc").records
    assert [r.refused for r in records] == [None, None, "not_article", "not_article"]
    assert records[1].url == "https://pier.example/1" and records[1].content.startswith(b"The lamp was found")


def test_the_rendered_text_of_a_readable_page_is_no_copy_of_it(tmp_path: Path) -> None:
    assert [r.refused for r in read(crawl(page(1)), tmp_path, "a.warc").records] == [None, *["not_article"] * 3]


def test_a_web_archive_collection_gives_its_captures_only(tmp_path: Path) -> None:
    data = zip_of(
        {
            "datapackage.json": json.dumps({"profile": "data-package", "wacz_version": "1.1.1"}).encode(),
            "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n{"url": "https://pier.example/1", "title": "x", "text": "The lamp"}\n',
            "indexes/index.cdx.gz": gzip.compress(b"example,pier)/1 20240501 {}\n"),
            "logs/crawl.log": b"a log line\n",
            "archive/data.warc.gz": b"".join(
                gzip.compress(r, mtime=0) for r in (warc_record(http(page(1)), "https://pier.example/1"),)
            ),
        }
    )
    result = read(data, tmp_path, "a.wacz")
    assert result.contents == [page(1)] and len(result.items) == 1


def test_a_chunked_body_that_is_cut_off_is_marked(tmp_path: Path) -> None:
    body = b"%x\r\n%s" % (len(page(1)), page(1)[:400])
    result = read(
        warc_record(http(body, headers=b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n")),
        tmp_path,
        "a.warc",
    )
    assert result.kinds == ["truncated"] and result.records[0].hints["truncated"] == "the last chunk is cut off"
