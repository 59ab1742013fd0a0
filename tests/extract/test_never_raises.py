# ruff: noqa: E501 - samples are kept as they are written
"""Whatever the bytes, a reader yields records and incidents, and does so twice alike."""

import gzip
import io
import lzma
import plistlib
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from extract_building import members, page, pdf_of, read, stories, tar_of, zip_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_building import docx_of, epub_of, odf_of, xlsx_of
from outlook_building import msg_of


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"text": ["one", "two"], "url": ["a", "b"]}), out)
    return out.getvalue()


SAMPLES: dict[str, bytes] = {
    "a.txt": b"Plain words about a pier.\n",
    "a.html": page(1),
    "a.html.gz": gzip.compress(page(1)),
    "a.jsonl": b'{"text": "one", "title": "x"}\n{"text": "two"}\n',
    "a.json": b'[{"text": "one"}, {"text": "two", "authors": ["a"]}]',
    "a.csv": b'title,text\n"a","b ""c"" d"\ne,f\n',
    "a.warc": b"".join(stories(2, True)),
    "a.warc.gz": b"".join(members(stories(2))),
    "a.xml": b"<rss><channel><title>t</title><item><title>x</title><description>y</description></item></channel></rss>",
    "a.zip": zip_of({"a.html": page(1), "b.jsonl": b'{"text": "x"}'}),
    "a.tar": tar_of({"a.html": page(1), "b.txt": b"x"}),
    "a.tar.gz": tar_of({"a.html": page(1)}, "w:gz"),
    "a.eml": b"From: a\r\nSubject: b\r\nDate: c\r\nContent-Type: text/html\r\n\r\n<p>x</p>",
    "a.mbox": b"From a b\nFrom: a\nSubject: b\n\nx\n\nFrom a b\nFrom: a\nSubject: c\n\ny\n",
    "a.pdf": pdf_of("x"),
    "a.parquet": parquet(),
    "a.docx": docx_of(["The lamp", "was found."], "Lamp"),
    "a.odt": odf_of("<text:h>Lamp</text:h><text:p>found <text:s/>it</text:p>"),
    "a.epub": epub_of({"one": "First."}, ["one"]),
    "a.xlsx": xlsx_of({"News": [["title", "text"], ["Lamp", "was found"]]}),
    "a.rtf": rb"{\rtf1\ansi\ansicpg1251 {\fonttbl{\f0 A;}}\'cf\u8220?lamp\par two\page three}",
    "a.webarchive": plistlib.dumps(
        {"WebMainResource": {"WebResourceData": page(1), "WebResourceMIMEType": "text/html"}}
    ),
    "b.webarchive": plistlib.dumps({"WebMainResource": {"WebResourceData": b"<p>x"}}, fmt=plistlib.FMT_BINARY),
    "a.arc": b"filedesc://a 0.0.0.0 20080405080000 text/plain 4\n1 0\n\nhttp://a.example/ 1.1.1.1 20080405080000 text/html 20\nHTTP/1.1 200\n\n<p>x</p>\n",
    "a.warc.zst": b"\x5d\x2a\x4d\x18\x08\0\0\0abcdefgh" + zstandard.compress(stories(1)[0]),
    "a.lzma": lzma.compress(page(1), format=lzma.FORMAT_ALONE),
    "a.br": pa.compress(page(1), "brotli", asbytes=True),
    "a.msg": msg_of("Lamp", "found", attachment=page(1), attached_message="x"),
    "a.ris": b"TY  - NEWS\nTI  - Lamp\nAB  - found\nER  - \n",
    "a.bib": b'@article{k, title={A {b}}, year=2024, abstract = {c}}\n@misc{l, abstract="d"}\n',
    "a.emlx": b"30\nFrom: a\nSubject: b\nDate: c\n\nx\ny\n<plist/>",
    "b.eml": b"From: a\nSubject: b\nDate: c\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nFrom: x\nDate: y\nSubject: z\nTo: w\n\nq"
    b"\n--b\nContent-Type: message/rfc822\n\nFrom: a\nSubject: b\n\nx\n--b--\n",
    "nexis.txt": b"T\nThe Pier\n14 November 2023\nLength: 9 words\nBody\n\nThe lamp was found behind the pier.\n\nLoad-Date: x\n\nEnd of Document\n",
    "factiva.html": b'<div class="article enArticle"><span class="enHeadline">T</span><p>9 words</p><p>8 March 2022</p><p>P</p><p>English</p><p>Text</p>'
    b"<p>Document PIERT00002023111</p></div>",
    "proquest.txt": b"____________________\nDocument 1 of 1\nT\nFull text: The lamp was found behind.\nPublication title: P\nPublication date: 2024\n",
    "a.har": b'{"log": {"version": "1.2", "entries": [{"request": {"url": "https://a.example/"}, "response": {"status": 200, "content": {"mimeType": "text/html", "text": "<p>x"}}}]}}',
    "result.json": b'{"name": "n", "type": "channel", "messages": [{"id": 1, "type": "message", "date": "2024", "text": ["a", {"text": "b"}]}]}',
    "messages.html": b'<div class="message default clearfix" id="message1"><div class="date" title="01.05.2024 08:30:00">x</div><div class="text">y</div></div>',
    "chat.txt": b"14/11/2023, 08:30 - A: x\n14/11/2023, 08:31 - B: y\n14/11/2023, 08:32 - A: z\n",
    "tweets.js": b'window.YTD.tweets.part0 = [{"tweet": {"full_text": "x", "created_at": "y"}}]',
    "wordpress.xml": b'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>x</title><description>y</description><wp:status>draft</wp:status></item></channel></rss>',
    "sitemap.xml": b"<urlset><url><loc>https://a.example/</loc></url></urlset>",
    "quotes.csv": b'sep=;\ntitle;date;url;text\n"a;2024-01-01;https://a.example/1;b\nc;2024-01-02;https://a.example/2;"d\ne"\n',
}


FIXTURE_OK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.mark.parametrize("name", SAMPLES)
@FIXTURE_OK
@given(seed=st.integers(0, 2**32), edits=st.integers(1, 6))
def test_mutated_files(tmp_path: Path, name: str, seed: int, edits: int) -> None:
    rng = random.Random(seed)
    data = bytearray(SAMPLES[name])
    for _ in range(edits):
        at = rng.randrange(len(data) + 1)
        match rng.randrange(4):
            case 0:
                data[at : at + rng.choice([1, 3, 30])] = rng.randbytes(rng.choice([1, 3, 30]))
            case 1:
                del data[at : at + rng.choice([1, 10, 200])]
            case 2:
                data[at:at] = rng.randbytes(rng.choice([1, 20]))
            case _:
                data[at:at] = data[: rng.randrange(len(data) + 1)]
    result = read(bytes(data), tmp_path, name)
    assert "unreadable" not in result.kinds, "every reader accounts for its own kind of damage"


@FIXTURE_OK
@given(data=st.binary(max_size=2_000), name=st.sampled_from([*SAMPLES, "a", "a.warc.wet", "a.mht", "a.zst"]))
def test_arbitrary_bytes(tmp_path: Path, data: bytes, name: str) -> None:
    first, second = read(data, tmp_path, name), read(data, tmp_path, name)
    assert first.items == second.items
    assert "unreadable" not in first.kinds


STARTS = [
    b"{\\rtf1 ", b"bplist00", b"\x04\x22\x4d\x18", b"filedesc://a ", b"\x50\x2a\x4d\x18", b"TY  - NEWS\n", b"@article{", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"sep=;\n", b"<?xml version='1.0'?><plist>", b"\x5d\0\0\x80\0" + b"\xff" * 8, b"\x82\xa4", b"12\nFrom: a\nSubject: b\n",
    b"\x1f\x8b\x08", b"PK\x03\x04", b"%PDF-1.4\n", b"\x28\xb5\x2f\xfd", b"BZh91AY&SY", b"\xfd7zXZ\0", b"WARC/1.0\r\n",
    b"<rss>", b'{"', b"[{", b"From a b\nFrom: x\nSubject: y\n", b"<html>", b"text,title\n", b"\xff\xfe<\0r\0s\0s\0>\0",
]  # fmt: skip


@FIXTURE_OK
@given(start=st.sampled_from(STARTS), data=st.binary(max_size=500))
def test_arbitrary_bytes_behind_a_known_beginning(tmp_path: Path, start: bytes, data: bytes) -> None:
    assert "unreadable" not in read(start + data, tmp_path, "a").kinds
