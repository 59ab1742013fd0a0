"""A file that grew is read from where it ended before, and gives what reading all of it gives."""

import gzip
import json
from pathlib import Path

import pytest
from extract_building import http, members, page, stories, warc_record
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.extract import ReadResult, Source, grows, read_source, source_fingerprint


def rows(count: int) -> list[bytes]:
    return [json.dumps({"text": f"Lamp {n} was lit.", "title": f"Lamp {n}"}).encode() + b"\n" for n in range(count)]


GROWING = {"a.warc.gz": members(stories(6)), "a.warc": stories(6), "a.jsonl": rows(6), "crawl": members(stories(6))}


def items(path: Path, start: int = 0) -> list[ReadResult]:
    return list(read_source(Source(path.name, path, start)))


@pytest.mark.parametrize("name", GROWING)
def test_reading_on_gives_the_records_behind_the_old_end(tmp_path: Path, name: str) -> None:
    parts, path = GROWING[name], tmp_path / name
    path.write_bytes(b"".join(parts))
    whole = items(path)
    for n in range(1, len(parts)):
        old_end = len(b"".join(parts[:n]))
        assert grows(Source(name, path), old_end)
        assert items(path, old_end) == whole[n:] != []


@given(
    name=st.sampled_from(sorted(GROWING)),
    n=st.integers(1, 5),
    tail=st.lists(
        st.one_of(st.binary(max_size=40), st.integers(0, 5), st.tuples(st.integers(0, 5), st.integers(0, 900))),
        min_size=1,
        max_size=4,
    ),
)
def test_reading_on_tells_the_same_damage_as_reading_everything(
    tmp_path_factory: pytest.TempPathFactory, name: str, n: int, tail: list[bytes | int | tuple[int, int]]
) -> None:
    """Whatever follows: records again, records cut off, rubbish."""
    parts = GROWING[name]
    old = b"".join(parts[:n])
    new = [
        part if isinstance(part, bytes) else parts[part] if isinstance(part, int) else parts[part[0]][: part[1]]
        for part in tail
    ]
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(old + b"".join(new))
    if grows(Source(name, path), len(old)):
        assert items(path, len(old)) == items(path)[n:]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("a.txt", b"The harbour is closed.\n\n", b"It opened again.\n"),
        ("a.html", page(1), page(2)),
        ("a.warc", stories(1)[0][:-2], stories(2)[1]),
        ("a.warc", stories(1)[0], b"\0" * 40),
        ("a.warc.gz", members(stories(1))[0][:-9], members(stories(1))[0][-9:] + members(stories(1))[0]),
        ("a.warc.gz", members(stories(1))[0], gzip.compress(b"no record", mtime=0)),
        ("a.jsonl", rows(1)[0][:-1], b"\n" + rows(1)[0]),
        ("a.jsonl", "".join(r.decode() for r in rows(2)).encode("utf-16"), rows(1)[0].decode().encode("utf-16-le")),
        ("a.jsonl.gz", gzip.compress(rows(1)[0], mtime=0), gzip.compress(rows(1)[0], mtime=0)),
        ("a.txt", rows(1)[0] + b"So they wrote.\n", rows(1)[0]),
    ],
)
def test_everything_is_read_again_where_no_record_begins(tmp_path: Path, name: str, old: bytes, new: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(old + new)
    assert not grows(Source(name, path), len(old))
    assert items(path, len(old)) == items(path)


def test_a_file_that_went_away_does_not_grow(tmp_path: Path) -> None:
    assert not grows(Source("a.warc", tmp_path / "a.warc"), 10)


def test_the_fingerprint_names_the_longest_beginning_that_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    source, prints = Source("a", path), []
    for text in ("one", "one two", "one two three"):
        path.write_text(text, "utf-8")
        prints.append(source_fingerprint(source)[0])
    path.write_text("one two four", "utf-8")
    other, beginning = source_fingerprint(source, prints)
    assert beginning == prints[1] and other not in prints
    path.write_text("one", "utf-8")
    assert source_fingerprint(source, prints) == (prints[0], prints[0])
    path.write_text("two", "utf-8")
    assert source_fingerprint(source, prints)[1] is None


def test_a_record_whose_length_reached_into_what_came_later_is_a_damage_that_was_told(tmp_path: Path) -> None:
    """Why a file with incidents is always read whole: here the old end is no true end of a record."""
    path = tmp_path / "a.warc"
    path.write_bytes(warc_record(http(page(1)), length=len(http(page(1))) + 200))
    assert any(getattr(item, "kind", "") for item in items(path))
