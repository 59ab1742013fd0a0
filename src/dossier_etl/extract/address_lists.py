"""Files that list addresses instead of holding documents: sitemaps, OPML, bookmarks, one address per line."""

import re
from collections.abc import Sequence

from dossier_etl.extract.context import Context
from dossier_etl.model.records import Record

_SHOWN = 5
_LINE = re.compile(rb"https?://\S{3,4000}")
_BOOKMARKS = re.compile(rb"(?i)\A\s*<!DOCTYPE NETSCAPE-Bookmark-file-1>")
_HREF = re.compile(rb"(?i)<a\s[^>]{0,500}?href=\"(https?://[^\"]{3,2000})")
_LEAST_LINES = 2


def address_list(name: str, addresses: Sequence[str], content: bytes, ctx: Context) -> Record:
    """Return the refused record of a list: what it is, how many addresses it has, the first of them."""
    hints = {
        **dict(ctx.hints),
        "format": f"{name}: a list of {len(addresses)} addresses, not their pages",
        "row.addresses": " ".join(addresses[:_SHOWN])[:2_000],
    }
    return Record(
        ctx.uri, ctx.locator(), "text/plain", content[: ctx.options.prefix_bytes], hints=hints, refused="address_list"
    )


def listed_in_text(content: bytes) -> list[str] | None:
    """Return the addresses of a text of which every filled line is one; None for other texts."""
    if not content.lstrip()[:8].lower().startswith(b"http"):
        return None
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    if len(lines) < _LEAST_LINES or not all(_LINE.fullmatch(line) or line.startswith(b"#") for line in lines):
        return None
    return [line.decode("utf-8", "replace") for line in lines if not line.startswith(b"#")]


def listed_in_bookmarks(content: bytes) -> list[str] | None:
    """Return the addresses of a browser's bookmark file; None for other pages."""
    if not _BOOKMARKS.match(content[:200]):
        return None
    return [match[1].decode("utf-8", "replace") for match in _HREF.finditer(content)]
