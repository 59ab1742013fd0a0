"""What is neither text nor a container we read is refused by its name, and never loaded as prose."""

import bz2
import datetime as dt
import io
import lzma
import pickle
import struct
from pathlib import Path

import pyarrow as pa
import pytest
import zstandard
from extract_building import http, page, read, stories
from pyarrow import feather, orc

PROSE = "The keeper of the lamp wrote that the sea was calm, and that no boat had come since Monday. " * 6


def msgpack(value: object) -> bytes:
    """The part of MessagePack that articles need."""
    if isinstance(value, dict):
        return bytes([0x80 + len(value)]) + b"".join(msgpack(k) + msgpack(v) for k, v in value.items())
    if isinstance(value, list):
        return bytes([0x90 + len(value)]) + b"".join(map(msgpack, value))
    if isinstance(value, int):
        return b"\xce" + struct.pack(">I", value)
    data = str(value).encode()
    return (bytes([0xA0 + len(data)]) if len(data) < 32 else b"\xda" + struct.pack(">H", len(data))) + data


def bson(row: dict[str, str]) -> bytes:
    body = b"".join(
        b"\x02" + k.encode() + b"\0" + struct.pack("<i", len(v.encode()) + 1) + v.encode() + b"\0"
        for k, v in row.items()
    )
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def arrow(kind: str) -> bytes:
    out = io.BytesIO()
    table = pa.table({"text": [PROSE], "title": ["Lamp"]})
    if kind == "orc":
        orc.write_table(table, out)
    else:
        feather.write_feather(table, out, compression="uncompressed")
    return out.getvalue()


ROW = {"title": "Größe of the lamp", "text": PROSE}
BINARY = {
    "Python pickle": [pickle.dumps([ROW, dt.date(2024, 5, 1)], protocol=n) for n in range(6)],
    "MessagePack": [msgpack(ROW), msgpack([ROW, ROW]), msgpack({"n": 7, "rows": [ROW]})],
    "BSON": [bson(ROW), bson(ROW) * 3],
    "Apache ORC": [arrow("orc")],
    "Apache Arrow (Feather)": [arrow("feather")],
    "Apache Avro": [b"Obj\x01\x02\x16avro.schema\x9a\x01" + PROSE.encode()],
    "compress (.Z)": [b"\x1f\x9d\x90" + PROSE.encode()[:200]],
    "LZ4 (legacy frame)": [b"\x02\x21\x4c\x18\x40\x02\0\0" + PROSE.encode()],
    "Microsoft Office 97-2003 file": [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + PROSE.encode()],
}
CASES = [(name, data) for name, many in BINARY.items() for data in many]


@pytest.mark.parametrize(("name", "data"), CASES, ids=[f"{n}-{i}" for i, (n, _) in enumerate(CASES)])
@pytest.mark.parametrize("file", ["a.bin", "a.txt", "a"])
def test_binary_formats_are_refused_by_name(tmp_path: Path, name: str, data: bytes, file: str) -> None:
    result = read(data, tmp_path, file)
    assert [(r.refused, r.hints.get("format")) for r in result.records] == [("not_text", name)] and not result.incidents


@pytest.mark.parametrize(
    "text",
    [
        "‚Quoted‘ words of the pier, said he.".encode("cp1252"),
        "€ 3 for a lamp, no more.\nAnd so on.".encode("cp1252"),
        "Überall Größe: die Lampe brennt für alle.".encode("cp1252"),
        "Ärger am Kai und kein Ende".encode("latin-1"),
        b"(lamp) words in brackets\nmore of them",
        b"ORCHARD SCHOOL plants its tree. Many came.",
        b"comets fell\nover the pier\n",
    ],
)
def test_texts_are_not_taken_for_binary_formats(tmp_path: Path, text: bytes) -> None:
    from dossier_etl.extract import signatures

    assert signatures.name_of(text) is None
    assert [r.refused for r in read(text, tmp_path, "a.txt").records] == [None]


def test_lzma_lz4_and_brotli_are_unpacked(tmp_path: Path) -> None:
    sink = io.BytesIO()
    with pa.CompressedOutputStream(sink, "lz4") as out:
        out.write(page(1))
        out.flush()
        packed = sink.getvalue()
    packed = packed + b"\0\0\0\0"
    alone = lzma.compress(page(1), format=lzma.FORMAT_ALONE)
    brotli = pa.compress(page(1), "brotli", asbytes=True)
    for data, name in ((packed, "a.html.lz4"), (alone, "a.html.lzma"), (alone, "a"), (brotli, "a.html.br")):
        result = read(data, tmp_path, name)
        assert result.contents == [page(1)], name
    assert read(bz2.compress(alone), tmp_path, "a").contents == [page(1)]


@pytest.mark.parametrize("packed", [False, True])
def test_a_warc_packed_with_a_dictionary_carries_it(tmp_path: Path, packed: bool) -> None:
    records = stories(30)
    dictionary = zstandard.train_dictionary(4_096, [r[i : i + 300] for r in records for i in range(0, len(r), 50)])
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    raw = dictionary.as_bytes()
    frame = zstandard.compress(raw) if packed else raw
    data = b"\x5d\x2a\x4d\x18" + struct.pack("<I", len(frame)) + frame + b"".join(map(packer.compress, records))
    result = read(data, tmp_path, "a.warc.zst")
    assert result.contents == [page(n) for n in range(30)] and not result.incidents
    without = read(b"".join(map(packer.compress, records)), tmp_path, "a.warc.zst")
    assert without.kinds == ["zstd_damaged", "empty"] or without.kinds == ["zstd_damaged"]
    assert not without.good and "dictionary" in without.incidents[0].detail
    cut = read(data[:200], tmp_path, "a.warc.zst")
    assert not cut.good and "zstd_damaged" in cut.kinds


def arc(version: int, count: int = 3) -> bytes:
    out = b"filedesc://a.arc 0.0.0.0 20080405080000 text/plain 15\n1 0 Somebody\n\n\n\n"
    for n in range(count):
        block = http(page(n))
        middle = "" if version == 1 else "200 ABCDEF - 1234 a.arc "
        out += (
            f"https://lamp.example/{n} 10.0.0.1 2008040508000{n} text/html {middle}{len(block)}\n".encode()
            + block
            + b"\n"
        )
    return out


@pytest.mark.parametrize("version", [1, 2])
def test_arc_files_give_their_pages(tmp_path: Path, version: int) -> None:
    import gzip

    result = read(arc(version), tmp_path, "a.arc")
    assert result.contents == [page(n) for n in range(3)] and not result.incidents
    assert [r.url for r in result.records] == [f"https://lamp.example/{n}" for n in range(3)]
    assert result.records[2].captured_at == dt.datetime(2008, 4, 5, 8, 0, 2, tzinfo=dt.UTC)
    assert read(gzip.compress(arc(version)), tmp_path, "a.arc.gz").contents == result.contents


def test_damage_in_an_arc_file_costs_itself(tmp_path: Path) -> None:
    data = arc(1).replace(b"https://lamp.example/1 10", b"###")
    result = read(data, tmp_path, "a.arc")
    assert result.contents == [page(0), page(2)] and result.kinds == ["arc_damaged"]
    assert read(arc(1)[:-500], tmp_path, "a.arc").kinds == ["truncated"]


RIS = """TY  - NEWS
TI  - Lamp found
AU  - Mole, A.
AU  - Rat, B.
JO  - The Pier
DA  - 2024/05/01/
UR  - https://pier.example/1
AB  - The lamp was found
behind the pier.
ER  -

TY  - NEWS
T1  - Second
Y1  - 2024
N2  - Another text.
ER  -
"""
BIBTEX = """% made by hand
@article{k1, title={The {Lamp} found}, author={Mole, A. and Rat, B.}, journal="The Pier", date={2024-05-01},
  url={https://pier.example/1}, abstract={The lamp {was} found, behind 50\\% of the pier.}}
@comment{nothing}
@misc{k2,
  title = "Second",
  year = 2024,
  abstract = {Another text.}
}
"""


@pytest.mark.parametrize(("data", "name"), [(RIS, "a.ris"), (RIS, "a.txt"), (BIBTEX, "a.bib"), (BIBTEX, "a.txt")])
def test_reference_files_give_a_record_per_entry(tmp_path: Path, data: str, name: str) -> None:
    first, second = read(data.encode(), tmp_path, name).records
    assert (first.locator, first.url) == ("entry:1", "https://pier.example/1")
    assert first.hints["authors"] == "Mole, A.; Rat, B." and first.hints["date"] == "2024-05-01"
    assert (
        first.hints["publisher"] == "The Pier" and b"The lamp was found" in first.content and b"{" not in first.content
    )
    assert second.content == b"Another text." and second.hints["date"] == "2024"
