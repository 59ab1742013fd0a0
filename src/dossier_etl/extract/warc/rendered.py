"""Records that browser-based crawlers add to a page: its rendered text, screenshots, page information.

Source: Browsertrix Crawler's ``urn:text:URL``, ``urn:textFinal:URL``, ``urn:view:URL``, ``urn:thumbnail:URL``, ``urn:fullPage:URL``,
``urn:pageinfo:URL`` resource records.
"""

import re
from dataclasses import replace

import xxhash

from dossier_etl.extract.warc.framing import Framed
from dossier_etl.model.records import Record

_TEXTS = ("text", "textfinal", "text-final", "extracttext")
_OTHERS = {
    "view": "screenshot",
    "thumbnail": "screenshot",
    "fullpage": "screenshot",
    "fullpagefinal": "screenshot",
    "pageinfo": "page information",
}
_URN = re.compile(r"(?i)urn:([a-z-]{2,20}):(https?://.*)", re.S)
_HAS_TEXT = 0.5
"""A page whose own text is at least this share of the rendered one gives the same article."""
_PARAGRAPH_BYTES = 120
"""A paragraph's text, at the least; counting paragraphs costs a hundredth of stripping the markup of every page."""
_MAX_PAGES = 500_000


def crawl_urn(url: str) -> tuple[str, str]:
    """Return the page's address for a ``urn:`` record of a crawler, and what the record is if it is no text (else empty)."""
    match = _URN.fullmatch(url)
    if match is None:
        return url, ""
    kind = match[1].lower()
    return (match[2], "") if kind in _TEXTS else (match[2], _OTHERS.get(kind, f"crawler record {kind}"))


class RenderedPages:
    """Keeps the rendered text of a page only where the captured page has no text of its own (it is written by scripts).

    Args:
        expected: such records are to be expected: the file belongs to a collection (WACZ), or its crawler writes them.
    """

    def __init__(self, expected: bool = False) -> None:
        self._expected = expected
        self._visible: dict[int, int] = {}

    def checked(self, record: Record, framed: Framed) -> Record:
        """Return the record, refused if it is the rendered text of a page that was read before."""
        if record.refused is not None or record.url is None:
            return record
        key = xxhash.xxh3_64_intdigest(record.url.encode("utf-8", "replace"))
        if framed.headers.get(b"warc-target-uri", b"").lower().startswith(b"urn:text"):
            if self._visible.get(key, 0) >= _HAS_TEXT * len(record.content):
                hints = {**record.hints, "format": "text rendered from a page that is there itself"}
                return replace(record, hints=hints, refused="not_article")
        elif record.media_type == "text/html" and len(self._visible) < _MAX_PAGES:
            self._visible[key] = self._size(record.content)
        return record

    def _size(self, content: bytes) -> int:
        """Return the bytes of visible text: measured where rendered texts are expected, else guessed from the paragraphs."""
        if self._expected:
            from selectolax.lexbor import LexborHTMLParser

            body = LexborHTMLParser(content).body
            for node in body.css("script, style, noscript, template") if body is not None else ():
                node.decompose()
            return len(" ".join(body.text(separator=" ").split()).encode()) if body is not None else 0
        return content.count(b"<p") * _PARAGRAPH_BYTES
