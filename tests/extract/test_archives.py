import gzip
import io
import random
import zipfile
from pathlib import Path

import pytest
from extract_building import members, page, read, stories, tar_of, zip_of

from dossier_etl.extract import ReadOptions

FILES = {
    "a/page.html": page(1),
    "a/rows.jsonl": b'{"text": "one"}\n{"text": "two"}\n',
    "b/crawl.warc.gz": b"".join(members(stories(2))),
    "b/story.txt.gz": gzip.compress(b"A packed story."),
    "../../etc/passwd.txt": b"Not a path.",
    "__MACOSX/._page.html": b"junk",
    ".hidden": b"junk",
}
LOCATORS = [
    "a/page.html",
    "a/rows.jsonl!line:1",
    "a/rows.jsonl!line:2",
    "b/crawl.warc.gz!offset:0",
    f"b/crawl.warc.gz!offset:{len(members(stories(1))[0])}",
    "b/story.txt.gz",
    "../../etc/passwd.txt",
]


@pytest.mark.parametrize("pack", ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"])
def test_members_are_read_as_files_of_their_own(tmp_path: Path, pack: str) -> None:
    mode = {"tar": "w"}.get(pack, f"w:{pack.rpartition('.')[2]}")
    data = zip_of(FILES) if pack == "zip" else tar_of(FILES, mode)
    before = set(tmp_path.parent.rglob("*"))
    result = read(data, tmp_path, f"in.{pack}")
    assert [r.locator for r in result.records] == LOCATORS and not result.incidents
    assert {r.source_uri for r in result.records} == {f"in.{pack}"}
    assert set(tmp_path.parent.rglob("*")) - before == {tmp_path / f"in.{pack}"}, "nothing was written"


def test_archives_in_archives_are_read_to_a_depth(tmp_path: Path) -> None:
    data = page(1)
    for depth in range(6):
        data = zip_of({f"{depth}.zip" if depth else "page.html": data})
    result = read(data, tmp_path, "in.zip")
    assert not result.records and result.kinds == ["too_deep"]
    nested = zip_of({"x.tar.gz": tar_of({"page.html": page(1)}, "w:gz")})
    assert [r.locator for r in read(nested, tmp_path, "in.zip").records] == ["x.tar.gz!page.html"]


def test_gzip_in_gzip_has_an_end(tmp_path: Path) -> None:
    data = page(1)
    for _ in range(8):
        data = gzip.compress(data)
    assert read(data, tmp_path, "a.gz").kinds == ["too_deep"]
    assert read(gzip.compress(gzip.compress(page(1))), tmp_path, "a.gz.gz").contents == [page(1)]


@pytest.mark.parametrize("pack", ["zip", "tar.gz"])
def test_a_bomb_in_an_archive_is_stopped(tmp_path: Path, pack: str) -> None:
    files = {"bomb.jsonl": bytes(80_000_000), "page.html": page(1)}
    result = read(zip_of(files) if pack == "zip" else tar_of(files, "w:gz"), tmp_path, f"a.{pack}")
    assert "decompression_limit" in result.kinds
    if pack == "zip":
        assert result.contents == [page(1)]


def test_the_budget_covers_all_members_together(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(400_000)
    files = {f"{n}.txt": noise.hex().encode() for n in range(10)}
    result = read(zip_of(files), tmp_path, "a.zip", ReadOptions(max_expanded_bytes=3_000_000))
    assert 3 <= len(result.records) <= 10 and "decompression_limit" in result.kinds


def test_a_damaged_zip_member_costs_itself(tmp_path: Path) -> None:
    data = bytearray(zip_of({f"{n}.html": page(n) for n in range(3)}))
    at = data.index(b"1.html") + 30
    data[at : at + 40] = bytes(40)
    result = read(bytes(data), tmp_path, "a.zip")
    assert {page(0), page(2)} <= set(result.contents) and "archive_damaged" in result.kinds


def test_a_zip_without_its_table_of_contents_is_told(tmp_path: Path) -> None:
    assert read(zip_of(FILES)[:300], tmp_path, "a.zip").kinds == ["archive_damaged"]


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    data = bytearray(zip_of({"a.html": page(1)}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert read(bytes(data), tmp_path, "a.zip").kinds == ["encrypted"]


def test_an_office_file_is_no_archive_of_articles(tmp_path: Path) -> None:
    data = zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    assert [r.refused for r in read(data, tmp_path, "a.docx").records] == ["not_text"]


def test_a_damaged_tar_header_costs_its_member(tmp_path: Path) -> None:
    data = bytearray(tar_of({f"{n}.html": page(n) for n in range(4)}))
    at = data.index(b"1.html")
    data[at : at + 200] = b"\xff" * 200
    result = read(bytes(data), tmp_path, "a.tar")
    assert set(result.contents) == {page(0), page(2), page(3)}
    assert [(i.kind, i.byte_start) for i in result.incidents] == [("archive_damaged", at)]


def test_a_cut_tar_is_told(tmp_path: Path) -> None:
    data = tar_of({f"{n}.html": page(n) for n in range(4)})
    result = read(data[: data.index(b"3.html") + 700], tmp_path, "a.tar")
    assert {page(n) for n in range(3)} <= set(result.contents) and "truncated" in result.kinds


def test_long_member_names_are_kept(tmp_path: Path) -> None:
    name = "x" * 300 + "/page.html"
    assert read(tar_of({name: page(1)}), tmp_path, "a.tar").records[0].locator == name


def test_a_zip_that_lies_about_sizes_is_still_bounded(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(50_000_000))
    data = out.getvalue().replace((50_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    result = read(data, tmp_path, "a.zip")
    assert all(len(r.content) <= 20_000_000 for r in result.records)
