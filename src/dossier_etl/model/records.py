"""What `extract` produces: a captured record, or the account of bytes that could not be read."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dossier_etl.model.ids import content_id, sha256_hex


@dataclass(frozen=True)
class Record:
    """One captured document: its bytes and where they came from.

    ``content`` is the page or text itself (for a JSONL/Parquet/CSV row or a feed entry: its body field, UTF-8);
    everything else the container said about it is in ``hints``.
    """

    source_uri: str
    """The file (or ``-`` for standard input) as the user named it, POSIX separators."""
    locator: str
    """Where inside the source: ``""`` (all of it), ``line:12``, ``offset:1234``, ``row:7``, ``entry:3``, ``member.html``;
    nested containers are joined by ``!`` (``a.warc.gz!offset:1234``)."""
    media_type: str
    """``text/html``, ``text/plain`` or, for what cannot become an article, the type as found."""
    content: bytes
    url: str | None = None
    charset: str | None = None
    """Character set declared by the transport (HTTP header, container), if any; a page's own declaration is read later."""
    captured_at: dt.datetime | None = None
    """When the source says it was captured (WARC-Date, a field), UTC. Never the file's mtime, never the clock."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """What the container says: ``title, date, modified, publisher, authors, language, feed_title, feed_url, http_status,
    http_date, http_last_modified`` and ``row.<column>`` for further columns. Values are the raw strings."""
    refused: str | None = None
    """Why this record can never become an article (``http_404``, ``redirect``, ``not_text``, ``too_large``,
    ``decompression_limit`` …); it is quarantined under that reason and still counted."""

    @cached_property
    def sha256(self) -> str:
        return sha256_hex(self.content)

    @cached_property
    def document_id(self) -> str:
        """Same bytes under the same URL with the same container hints are the same document, wherever they lie."""
        hints = "\x1f".join(f"{k}={v}" for k, v in sorted(self.hints.items()))
        return content_id("document", self.sha256, self.url or "", self.media_type, hints)


@dataclass(frozen=True, slots=True)
class Incident:
    """Damage that cost bytes (or would have, had we not stepped over it)."""

    source_uri: str
    locator: str
    kind: str
    """Machine-readable: ``gzip_damaged``, ``warc_header``, ``truncated``, ``bad_line``, ``decompression_limit``, ``xml_entities`` …"""
    detail: str
    """For people: what, where, and what to do next."""
    byte_start: int | None = None
    byte_end: int | None = None
