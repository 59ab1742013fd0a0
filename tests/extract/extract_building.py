"""Small files of every kind, built in memory for the tests of the extract room."""

import base64
import gzip
import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

from dossier_etl.extract import ReadOptions, Source, read_source
from dossier_etl.model.records import Incident, Record

CRLF = b"\r\n"


def page(number: int, size: int = 6) -> bytes:
    """A news page whose every paragraph names it."""
    paragraphs = "".join(
        f"<p>Lighthouse story {number}, paragraph {i}: the keeper of lamp {number * 31 + i} said the sea was calm.</p>"
        for i in range(size)
    )
    return f"<!doctype html><html><head><title>Story {number}</title></head><body>{paragraphs}</body></html>".encode()


def http(body: bytes, status: str = "200 OK", headers: bytes = b"Content-Type: text/html; charset=utf-8\r\n") -> bytes:
    return b"HTTP/1.1 " + status.encode() + CRLF + headers + CRLF + body


def sha1(data: bytes) -> bytes:
    return b"sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest())


def warc_record(
    block: bytes,
    uri: str = "https://lamp.example/1",
    kind: str = "response",
    length: int | str | None = None,
    digest: bool = False,
    drop: tuple[str, ...] = (),
    extra: bytes = b"",
    content_type: str = "application/http; msgtype=response",
) -> bytes:
    fields = {
        "WARC-Type": kind.encode(),
        "WARC-Record-ID": b"<urn:uuid:" + hashlib.md5(block).hexdigest().encode() + b">",
        "WARC-Target-URI": uri.encode("latin-1"),
        "WARC-Date": b"2024-06-01T12:30:00Z",
        "Content-Type": content_type.encode(),
        "Content-Length": str(len(block) if length is None else length).encode(),
    }
    if digest:
        fields["WARC-Block-Digest"] = sha1(block)
    lines = [name.encode() + b": " + value for name, value in fields.items() if name not in drop]
    return CRLF.join([b"WARC/1.0", *lines, extra]) + (CRLF if extra else b"") + CRLF + block + CRLF + CRLF


def stories(count: int, digest: bool = False) -> list[bytes]:
    """WARC records of that many different pages."""
    return [warc_record(http(page(n)), f"https://lamp.example/{n}", digest=digest) for n in range(count)]


def members(records: list[bytes]) -> list[bytes]:
    return [gzip.compress(record, mtime=0) for record in records]


def read(data: bytes, tmp_path: Path, name: str = "a.warc", options: ReadOptions | None = None) -> "Read":
    path = tmp_path / name
    path.write_bytes(data)
    return Read(list(read_source(Source(name, path), options or ReadOptions())))


class Read:
    """What a source gave, sorted apart."""

    def __init__(self, items: list[Record | Incident]) -> None:
        self.items = items
        self.records = [i for i in items if isinstance(i, Record)]
        self.incidents = [i for i in items if isinstance(i, Incident)]
        self.good = [r for r in self.records if r.refused is None]
        self.kinds = [i.kind for i in self.incidents]

    @property
    def contents(self) -> list[bytes]:
        return [r.content for r in self.good]


def tar_of(files: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zip_of(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def pdf_of(text: str) -> bytes:
    return _pdf(f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode())


def pdf_lines(lines: list[str]) -> bytes:
    """A page with these lines below one another (Latin letters only)."""
    shown = "".join(f"({line.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj 0 -4 Td " for line in lines)
    return _pdf(f"BT /F1 3 Tf 10 195 Td {shown}ET".encode("latin-1", "replace"))


def _pdf(stream: bytes) -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Title (Lamp report) /Author (A. Mole) >>",
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % o for o in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
