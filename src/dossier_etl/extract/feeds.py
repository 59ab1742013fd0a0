"""RSS, Atom and RDF files: each entry a record, with its full content where the feed carries it."""

import html
import re
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import urljoin

from dossier_etl.extract import media
from dossier_etl.extract.addresses import public_web
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.documents import read_up_to
from dossier_etl.extract.text import encoded
from dossier_etl.extract.xml_text import EntitiesRefusedError, Node, decode_xml, parse_xml
from dossier_etl.model.records import Record

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FULL = ("content:encoded", "encoded", "content", "body", "fulltext")
_SHORT = ("description", "summary", "abstract", "subtitle")
_DATES = ("pubdate", "published", "date", "issued", "created")
_MODIFIED = ("updated", "modified", "lastbuilddate")
_TAGS = re.compile(r"<[^<>]{0,2000}>")


def read_feed(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Entries in the order of the file, locator ``entry:N``.

    XML damage is repaired and told; a file that declares entities is refused.
    """
    data = read_up_to(stream, ctx.options.max_line_bytes + 1)
    if len(data) > ctx.options.max_line_bytes:
        yield ctx.incident("too_large", f"an XML file of more than {ctx.options.max_line_bytes} bytes; left unread")
        return
    text, damage = decode_xml(data)
    if damage:
        yield ctx.incident("bad_bytes", damage)
    try:
        root, damage = parse_xml(text)
    except EntitiesRefusedError as error:
        yield ctx.incident(
            "xml_entities", f"the file declares XML entities, which are never expanded; refused ({error})"[:300]
        )
        return
    if damage:
        yield ctx.incident("xml_damaged", f"{damage}; repaired where possible", start=0, end=len(data))
    entries = [node for node in root.iter() if _local(node) in ("item", "entry")] if root is not None else []
    if root is None or not entries:
        yield from _no_feed(root, data, ctx)
        return
    feed = _Feed(root)
    for number, entry in enumerate(entries, 1):
        yield _record(entry, feed, ctx, f"entry:{number}")


def _no_feed(root: Node | None, data: bytes, ctx: Context) -> Iterator[ReadResult]:
    if root is not None and _local(root) in ("rss", "feed", "rdf", "channel"):
        yield ctx.incident("empty", "a feed without entries")
        return
    yield Record(
        ctx.uri, ctx.locator(), "text/xml", data[: ctx.options.prefix_bytes], hints=dict(ctx.hints), refused="not_text"
    )


class _Feed:
    """What a feed says about itself."""

    def __init__(self, root: Node) -> None:
        channel = next((n for n in root.iter() if _local(n) in ("channel", "feed")), root)
        top = [child for child in channel if _local(child) not in ("item", "entry")]
        self.title = next((_text(n) for n in top if _local(n) == "title" and _text(n)), "")
        self.language = (
            next((_text(n) for n in top if _local(n) == "language" and _text(n)), "") or root.get(_LANG) or ""
        )
        self.url = _link(top) or ""
        self.base = channel.get(_BASE) or root.get(_BASE) or self.url


def _record(entry: Node, feed: _Feed, ctx: Context, inner: str) -> Record:
    children = list(entry)
    hints = dict(ctx.hints)
    values = {
        "title": _plain(_first(children, ("title",))),
        "date": _first(children, _DATES),
        "modified": _first(children, _MODIFIED),
        "authors": _authors(children),
        "publisher": _first(children, ("source", "publisher")),
        "language": _first(children, ("language",)) or entry.get(_LANG) or feed.language,
        "feed_title": _plain(feed.title),
        "feed_url": feed.url,
        "row.category": "; ".join(
            filter(None, (_text(c) or c.get("term") for c in children if _local(c) == "category"))
        ),
        "row.guid": _first(children, ("guid", "id")),
    }
    hints.update({key: encoded(value)[0].decode()[:4_000] for key, value in values.items() if value})
    body, kind = _content(children)
    if body:
        hints["row.content"] = kind
    link = _link(children) or _permalink(children)
    url = _joined(feed.base, link) if link else None
    if url and not public_web(url):
        hints["link"], url = url[:2_000], None
    markup = kind == "xhtml" or media.is_markup(body)
    content, _ = encoded(body if markup else html.unescape(body))
    refused = "too_large" if len(content) > ctx.options.max_document_bytes else None
    return Record(
        ctx.uri,
        ctx.locator(inner),
        "text/html" if markup else "text/plain",
        content[: ctx.options.prefix_bytes] if refused else content,
        url=url,
        charset="utf-8",
        hints=hints,
        refused=refused,
    )


def _local(node: Node) -> str:
    """Local name in lower case, whatever the namespace or undeclared prefix; ``""`` for comments and the like."""
    tag = node.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _text(node: Node) -> str:
    """All text inside; unresolved entity nodes leave a gap."""
    return "".join(_texts(node)).strip()


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node.tag, str):
        yield node.text or ""
        for child in node:
            yield from _texts(child)
            yield getattr(child, "tail", None) or ""


def _first(children: list[Node], names: tuple[str, ...]) -> str:
    for name in names:
        for child in children:
            if _local(child) == name and (text := _text(child)):
                return text
    return ""


def _authors(children: list[Node]) -> str:
    names: list[str] = []
    for child in children:
        if _local(child) in ("creator", "author", "contributor"):
            inner = [_text(n) for n in child if _local(n) == "name"]
            names.extend(inner or [_text(child)])
    return "; ".join(dict.fromkeys(name for name in names if name))


def _link(children: list[Node]) -> str | None:
    """The page a feed or an entry stands for."""
    for name in ("origlink", "link"):
        for child in children:
            if _local(child) == name:
                href = child.get("href")
                if href and (child.get("rel") or "alternate") == "alternate":
                    return href.strip()
                if not href and (text := _text(child)):
                    return text
    return None


def _permalink(children: list[Node]) -> str | None:
    for child in children:
        if _local(child) == "guid" and (child.get("isPermaLink") or "true").lower() == "true":
            text = _text(child)
            if text.startswith(("http://", "https://")):
                return text
    return None


def _content(children: list[Node]) -> tuple[str, str]:
    """The text of an entry, and whether it is ``full``, ``xhtml`` or only a ``summary``."""
    for names, kind in ((_FULL, "full"), (_SHORT, "summary")):
        found = [child for child in children if _local(child) in names]
        texts = [(_markup(child), "xhtml") if len(list(child)) else (_text(child), kind) for child in found]
        best = max(texts, key=lambda t: len(t[0]), default=("", kind))
        if best[0]:
            return best
    return "", ""


def _markup(node: Node) -> str:
    """Elements inside a content element, written out again."""
    parts = [html.escape(node.text or "", quote=False)]
    for child in node:
        name = _local(child)
        if name:
            href = child.get("href")
            attributes = f' href="{html.escape(href)}"' if href else ""
            parts.append(f"<{name}{attributes}>{_markup(child)}</{name}>")
        parts.append(html.escape(getattr(child, "tail", None) or "", quote=False))
    return "".join(parts).strip()


def _plain(value: str) -> str:
    """Titles may carry escaped markup."""
    return " ".join(html.unescape(_TAGS.sub("", value) if "<" in value else value).split())


def _joined(base: str, link: str) -> str:
    """A relative link belongs to the feed's address; ``//host/…`` without one is meant for the web."""
    try:
        return urljoin(base or "https:", link) if base or link.startswith("//") else link
    except ValueError:
        return link
