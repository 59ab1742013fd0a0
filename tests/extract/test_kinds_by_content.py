"""The bytes decide what a file is; its name only what they leave open."""

import bz2
import gzip
import lzma
from pathlib import Path

import pytest
import zstandard
from extract_building import page, read, stories, tar_of, zip_of

from dossier_etl.extract.sniff import Kind, kind_of

TEXT = b"The harbour stayed closed on Monday.\n\nBoats waited outside.\n"
JSONL = b'{"text": "one", "title": "a"}\n{"text": "two", "title": "b"}\n'


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (TEXT, "a.txt", Kind.TEXT),
        (TEXT, "a.gz", Kind.TEXT),
        (TEXT, "a.html", Kind.HTML),
        (b"", "a.html", Kind.HTML),
        (page(1), "a.txt", Kind.HTML),
        (b"\xef\xbb\xbf  <!-- saved --><HTML><p>x", "a", Kind.HTML),
        ("<!DOCTYPE html><p>x</p>".encode("utf-16"), "a", Kind.HTML),
        ('<?xml version="1.0"?><html xmlns="x"><body/></html>'.encode("utf-16-le"), "a", Kind.HTML),
        (gzip.compress(TEXT), "a.txt", Kind.GZIP),
        (zstandard.compress(TEXT), "a.txt", Kind.ZSTD),
        (bz2.compress(TEXT), "a", Kind.BZIP2),
        (lzma.compress(TEXT), "a", Kind.XZ),
        (JSONL, "a.txt", Kind.JSONL),
        (b"broken", "a.jsonl", Kind.JSONL),
        (b'[{"text": "x"}]', "a.txt", Kind.JSON),
        (b'{\n "text": "x"\n}', "a.json", Kind.JSON),
        (b"[AP] LISBON \xe2\x80\x93 The harbour stayed closed.", "a.txt", Kind.TEXT),
        (b"{Correction} The harbour was open.", "a.txt", Kind.TEXT),
        (stories(1)[0], "a.txt", Kind.WARC),
        (b"\0\0\0\0" + stories(1)[0], "a.warc", Kind.WARC),
        (b"title,url,text\nA,http://x.example,B\n", "a.txt", Kind.CSV),
        (b"whatever\n", "a.csv", Kind.CSV),
        (b'<?xml version="1.0"?>\n<!-- c -->\n<rss version="2.0"><channel/></rss>', "a", Kind.FEED),
        ('<?xml version="1.0"?><feed xmlns="x"/>'.encode("utf-16-be"), "a", Kind.FEED),
        (b"From a@b.example Mon Jan  1 00:00:00 2024\nFrom: a\nSubject: b\n\nx", "a", Kind.MBOX),
        (b"From: a\r\nSubject: b\r\nDate: c\r\n\r\nx", "a", Kind.MAIL),
        (b"From the harbour: boats waited.\nTo be continued.", "a.txt", Kind.TEXT),
        (b"%PDF-1.7\n", "a.txt", Kind.PDF),
        (b"PAR1....", "a", Kind.PARQUET),
        (zip_of({"a.txt": TEXT}), "a", Kind.ZIP),
        (tar_of({"a.txt": TEXT}), "a", Kind.TAR),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "a.txt", Kind.BINARY),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "a.png", Kind.BINARY),
    ],
)
def test_kind(data: bytes, name: str, kind: Kind) -> None:
    assert kind_of(data, name) is kind


def test_a_gz_that_is_not_compressed_is_read_as_it_is(tmp_path: Path) -> None:
    result = read(TEXT, tmp_path, "story.txt.gz")
    assert result.contents == [TEXT] and not result.incidents


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_compression_is_undone_whatever_the_name(tmp_path: Path, compress: object) -> None:
    assert callable(compress)
    assert read(compress(page(1)), tmp_path, "page.txt").contents == [page(1)]
    lines = read(compress(JSONL), tmp_path, "rows.dat")
    assert [r.locator for r in lines.records] == ["line:1", "line:2"]


def test_a_document_keeps_every_byte(tmp_path: Path) -> None:
    odd = b"caf\xe9 \x00 \xff end"
    record = read(odd, tmp_path, "odd.txt").records[0]
    assert (record.content, record.locator, record.media_type, record.refused) == (odd, "", "text/plain", None)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(200_000), "logo.png", "not_article"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200_000), "logo.txt", "not_article"),
        (b"\0\0\1\0\1\0" + bytes(200_000), "favicon.ico", "not_article"),
        (b"function start() { return 1 }\n", "1.js", "not_article"),
        (b"p { margin: 0 }\n", "a.css", "not_article"),
        (b"\1\2\3" * 70_000, "data.bin", "not_text"),
    ],
)
def test_what_is_no_text_is_refused_with_its_beginning(tmp_path: Path, data: bytes, name: str, reason: str) -> None:
    record = read(data, tmp_path, name).records[0]
    assert record.refused == reason and record.content == data[:65_536]


def test_a_file_that_goes_away_is_an_incident(tmp_path: Path) -> None:
    from dossier_etl.extract import Source, read_source

    items = list(read_source(Source("gone.txt", tmp_path / "gone.txt")))
    assert [getattr(i, "kind", "") for i in items] == ["unreadable"]


def test_standard_input_is_read_like_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys
    import types

    from dossier_etl.extract import Source, read_source
    from dossier_etl.model.records import Record

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    for data in (gzip.compress(JSONL), zip_of({"a.jsonl": JSONL}), JSONL):
        monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=Pipe(data)))
        records = [i for i in read_source(Source("-", None)) if isinstance(i, Record)]
        assert [r.content for r in records] == [b"one", b"two"]
        assert {r.source_uri for r in records} == {"-"}


@pytest.mark.parametrize("opening", ["<!-- c -->\n", "<?pi x?> ", "<!--", "<!-- > <? ", "<!DOCTYPE x [", " \n"])
def test_long_prologues_are_looked_through_in_no_time(opening: str) -> None:
    import time

    began = time.process_time()
    kind_of((opening * 20_000).encode()[:65_536], "a")
    assert time.process_time() - began < 1
