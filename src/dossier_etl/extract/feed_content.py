"""The text of a feed entry: which element holds it, and what its type means."""

import base64
import binascii
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dossier_etl.extract import media
from dossier_etl.extract.feed_names import Names
from dossier_etl.extract.text import decoded, encoded
from dossier_etl.extract.xml_text import Node, text_of

_FULL = (
    *("content:encoded", "atom:content", "xhtml:body", "yandex:full-text", "turbo:content"),
    *("rss:content", "rss:encoded", "rss:body", "rss:fulltext"),
)
_SHORT = (
    *(
        "rss:description",
        "atom:summary",
        "dc:description",
        "dcterms:abstract",
        "rss:summary",
        "rss:abstract",
        "excerpt:encoded",
    ),
    *("itunes:summary", "itunes:subtitle", "rss:subtitle", "atom:subtitle"),
)
_PARAGRAPH = re.compile(r"(?i)<(?:p|br|div|li|h[1-6])[\s/>]")
_BLOCK_START = re.compile(r"(?i)<(?:p|div|ul|ol|h[1-6]|blockquote|table|figure|pre|!--)[\s/>-]")
_SHORTCODE = re.compile(r"\[/?(?:caption|gallery|embed|audio|video|playlist)(?:\s[^\[\]]{0,2000})?\]")


@dataclass(frozen=True, slots=True)
class Content:
    """An entry's text as bytes, its media type and charset, and whether it is ``full`` or a ``summary``."""

    data: bytes
    media_type: str
    charset: str | None
    kind: str


EMPTY = Content(b"", "text/plain", "utf-8", "")


def content_of(children: Sequence[Node], names: Names) -> Content:
    """Return the longest text among the elements for full content, else among those for summaries, whichever says more."""
    found: list[Content] = []
    for options, kind in ((_FULL, "full"), (_SHORT, "summary")):
        texts = [_read(child, names.of(child), kind) for child in children if names.of(child) in options]
        found.append(max(texts, key=lambda c: len(c.data), default=EMPTY))
    full, short = found
    return short if len(short.data) > len(full.data) else full


def _read(node: Node, name: str, kind: str) -> Content:
    stated = (node.get("type") or "").strip().lower()
    mode = (node.get("mode") or node.get("encoding") or "").strip().lower()
    if len(list(node)):
        return Content(encoded(markup_of(node))[0], "text/html", "utf-8", kind)
    text = text_of(node)
    binary = "/" in stated and not stated.startswith("text/") and not stated.endswith(("xml", "html"))
    if mode == "base64" or (name == "atom:content" and binary):
        return _unpacked(text, kind)
    if name.startswith("atom:") and stated in ("text", "text/plain"):
        return Content(encoded(text)[0], "text/plain", "utf-8", kind)
    if media.is_markup(text) or (stated in ("html", "text/html") and "<" in text):
        return Content(
            encoded(_with_paragraphs(text) if name == "content:encoded" else text)[0], "text/html", "utf-8", kind
        )
    return Content(encoded(html.unescape(text))[0], "text/plain", "utf-8", kind)


def _unpacked(text: str, kind: str) -> Content:
    """Return base64 content as what its bytes are; nothing if they are no text."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return Content(encoded(text)[0], "text/plain", "utf-8", kind)
    media_type = media.document_type("", data[: media.SNIFF_BYTES])
    if media_type not in ("text/html", "text/plain"):
        return EMPTY
    marked = media.is_markup(decoded(data[:20_000])[0])
    return Content(data, "text/html" if marked else media_type, None, kind)


def _with_paragraphs(text: str) -> str:
    """Return HTML with its paragraphs marked: WordPress stores paragraphs as blank lines and adds the tags when it shows them."""
    text = _SHORTCODE.sub("", text)
    if _PARAGRAPH.search(text) or "\n\n" not in text.replace("\r", ""):
        return text
    blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", text.replace("\r", ""))]
    return "\n".join(b if _BLOCK_START.match(b) else f"<p>{b}</p>" for b in blocks if b)


def markup_of(node: Node) -> str:
    """Return the elements inside a content element, written out again."""
    parts = [html.escape(node.text or "", quote=False)]
    for child in node:
        if isinstance(child.tag, str):
            name = child.tag.rpartition("}")[2].rpartition(":")[2].lower()
            href = child.get("href")
            attributes = f' href="{html.escape(href)}"' if href else ""
            parts.append(f"<{name}{attributes}>{markup_of(child)}</{name}>")
        parts.append(html.escape(getattr(child, "tail", None) or "", quote=False))
    return "".join(parts).strip()
