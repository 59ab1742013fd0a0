"""WARC/1.1 files of what was fetched: written once, renamed when finished, never touched again."""

import datetime as dt
import gzip
import io
import json
import threading
import uuid
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from dossier_etl.fetch.client import Response, request_target

_PART = ".part"
ROTATE_BYTES = 500_000_000
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_FRAMING = frozenset((b"transfer-encoding", b"content-length"))
"""Headers about how the body came over the wire; the record holds the body joined."""
HINTS, ROLE, SOURCE = "Dossier-Hints", "Dossier-Role", "Dossier-Source"
DISCOVERY = "discovery"
"""Role of feeds, sitemaps and lists: kept, but no article."""


@dataclass(frozen=True, slots=True)
class Captured:
    """A response found in a capture file."""

    url: str
    source: str
    status: int
    etag: str
    last_modified: str
    digest: str
    truncated: str
    captured_at: dt.datetime
    role: str


class CaptureWriter:
    """Writes responses to files in a folder. Thread-safe."""

    def __init__(self, folder: Path, name: str) -> None:
        """Write to ``folder/<name>-NNN.warc.gz``; the file in progress ends in ``.part``."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._name = folder, name
        self._lock = threading.Lock()
        self._file: io.BufferedWriter | None = None
        self._number = 0

    def write(
        self, answer: Response, at: dt.datetime, *, source: str, role: str = "", hints: Mapping[str, str] | None = None
    ) -> str:
        """Append request and response; return the name that the file will have.

        Args:
            role: `DISCOVERY` for lists of addresses.
            hints: what the list said about the page; the reader gives it to the record.
        """
        request, response = WarcRecord(), WarcRecord()
        kind = WarcRecordType.revisit if answer.status == 304 else WarcRecordType.response
        for record, record_type in ((response, kind), (request, WarcRecordType.request)):
            record.init_headers(record_type, f"urn:uuid:{uuid.uuid4()}".encode())
            record.record_date = at
            record.headers["WARC-Target-URI"] = answer.url
            record.is_http = True
        response.headers["Content-Type"] = "application/http; msgtype=response"
        request.headers["Content-Type"] = "application/http; msgtype=request"
        response.headers["WARC-IP-Address"] = answer.peer
        response.headers[SOURCE] = json.dumps(source)
        if role:
            response.headers[ROLE] = role
        if hints:
            response.headers[HINTS] = json.dumps(dict(hints), sort_keys=True)
        if answer.truncated:
            response.headers["WARC-Truncated"] = answer.truncated
        if answer.status == 304:
            response.headers["WARC-Profile"] = _NOT_MODIFIED
        response.set_bytes_content(_http_response(answer))
        request.set_bytes_content(_http_request(answer))
        with self._lock:
            file = self._open()
            for record in (response, request):
                raw = io.BytesIO()
                record.write(raw, checksum_data=True)
                file.write(gzip.compress(raw.getvalue(), 6, mtime=0))
            file.flush()
            name = self._path().name
            if file.tell() > ROTATE_BYTES:
                self._close()
            return name

    def finish(self) -> None:
        """Finish the file in progress: from now on it is read by an ingest."""
        with self._lock:
            self._close()

    def _path(self) -> Path:
        return self._folder / f"{self._name}-{self._number:03d}.warc.gz"

    def _open(self) -> io.BufferedWriter:
        if self._file is None:
            self._number += 1
            self._file = Path(f"{self._path()}{_PART}").open("xb")  # noqa: SIM115 - it stays open until it is finished
        return self._file

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            Path(f"{self._path()}{_PART}").rename(self._path())


def salvage(folder: Path) -> list[Path]:
    """Finish files that a killed run left: what was written whole is kept, a torn end is cut off. Returns the files."""
    finished = []
    for part in sorted(folder.glob(f"*{_PART}")):
        data = part.read_bytes()
        good = _whole(data)
        target = part.with_name(part.name.removesuffix(_PART))
        if good:
            if good < len(data):
                part.write_bytes(data[:good])
            part.rename(target)
            finished.append(target)
        else:
            part.unlink()
    return finished


def _whole(data: bytes) -> int:
    """Return the length of the gzip members that are complete."""
    good = 0
    while good < len(data):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            member.decompress(data[good:])
        except zlib.error:
            break
        if not member.eof:
            break
        good = len(data) - len(member.unused_data)
    return good


def captured_in(file: Path) -> Iterator[Captured]:
    """Yield the responses of a finished file."""
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response | WarcRecordType.revisit):
            http = record.http_headers
            yield Captured(
                url=record.headers.get("WARC-Target-URI") or "",
                source=json.loads(record.headers.get(SOURCE) or '""'),
                status=(http.status_code if http else None) or 0,
                etag=(http.get("ETag") if http else "") or "",
                last_modified=(http.get("Last-Modified") if http else "") or "",
                digest=record.headers.get("WARC-Payload-Digest") or "",
                truncated=record.headers.get("WARC-Truncated") or "",
                captured_at=record.record_date,
                role=record.headers.get(ROLE) or "",
            )


def _http_response(answer: Response) -> bytes:
    head = [b"HTTP/1.1 %d %s" % (answer.status, answer.reason)]
    head += [name + b": " + value for name, value in answer.headers if name.lower() not in _FRAMING]
    head.append(b"Content-Length: %d" % len(answer.body))
    return b"\r\n".join(head) + b"\r\n\r\n" + answer.body


def _http_request(answer: Response) -> bytes:
    head = [f"GET {request_target(answer.url)} HTTP/1.1".encode(), *(n + b": " + v for n, v in answer.sent)]
    return b"\r\n".join(head) + b"\r\n\r\n"
