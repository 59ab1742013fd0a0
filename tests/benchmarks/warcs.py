"""CC-NEWS-style WARC files of saved pages: the same arguments give the same bytes."""

import gzip
import json
import random
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_PARAGRAPH = re.compile(rb"<p(?:\s[^>]*)?>", re.I)


@dataclass(frozen=True)
class Page:
    """A saved page: where its bytes lie, and its URL. ``edition`` > 0: a changed copy under another URL."""

    path: Path
    url: str
    edition: int = 0

    def html(self) -> bytes:
        html = self.path.read_bytes()
        if not self.edition:
            return html
        return _PARAGRAPH.sub(lambda tag: tag[0] + b"Edition %d: " % self.edition, html)


def pages(gold: Path, n: int, seed: int = 20261121) -> list[Page]:
    """``n`` pages of GOLD_DIR (gold.jsonl, pages/<id>.html), a seeded choice that does not depend on ``n``: more pages append.

    Beyond what the folder holds, pages come again with each paragraph changed and under other URLs.
    """
    rows = [json.loads(line) for line in (gold / "gold.jsonl").open(encoding="utf-8")]
    rows = sorted((row for row in rows if str(row.get("url", "")).startswith("http")), key=lambda row: row["id"])
    random.Random(seed).shuffle(rows)
    return [Page(gold / "pages" / f"{row['id']}.html", row["url"]) for row in rows[:n]]


def repeated(originals: list[Page], times: int) -> Iterator[Page]:
    """The pages ``times`` times over, each time as another edition under another URL."""
    for edition in range(times):
        for page in originals:
            url = page.url if not edition else f"{page.url}{'&' if '?' in page.url else '?'}edition={edition}"
            yield Page(page.path, url, edition)


def _member(kind: str, url: str, body: bytes, n: int) -> bytes:
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {n} {url}')}>",
        "WARC-Date: 2026-01-01T00:00:00Z",
        *([f"WARC-Target-URI: {url}"] if url else []),
        f"Content-Type: {'application/http; msgtype=response' if kind == 'response' else 'application/warc-fields'}",
        f"Content-Length: {len(body)}",
    ]
    return gzip.compress("\r\n".join(head).encode() + b"\r\n\r\n" + body + b"\r\n\r\n", 6, mtime=0)


def write_warc(path: Path, chosen: Iterable[Page]) -> int:
    """One gzip member a record; returns the bytes of HTML in it."""
    total = 0
    with path.open("wb") as out:
        out.write(_member("warcinfo", "", b"software: dossier-etl benchmark\r\nformat: WARC File Format 1.0\r\n", 0))
        for n, page in enumerate(chosen, start=1):
            html = page.html()
            total += len(html)
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(html)
            out.write(_member("response", page.url, head + html, n))
    return total
