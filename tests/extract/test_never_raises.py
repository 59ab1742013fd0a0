"""Whatever the bytes, a reader yields records and incidents, and does so twice alike."""

import gzip
import io
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from extract_building import members, page, pdf_of, read, stories, tar_of, zip_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


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
    b"\x1f\x8b\x08", b"PK\x03\x04", b"%PDF-1.4\n", b"\x28\xb5\x2f\xfd", b"BZh91AY&SY", b"\xfd7zXZ\0", b"WARC/1.0\r\n",
    b"<rss>", b'{"', b"[{", b"From a b\nFrom: x\nSubject: y\n", b"<html>", b"text,title\n", b"\xff\xfe<\0r\0s\0s\0>\0",
]  # fmt: skip


@FIXTURE_OK
@given(start=st.sampled_from(STARTS), data=st.binary(max_size=500))
def test_arbitrary_bytes_behind_a_known_beginning(tmp_path: Path, start: bytes, data: bytes) -> None:
    assert "unreadable" not in read(start + data, tmp_path, "a").kinds
