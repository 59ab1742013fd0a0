"""RSS, Atom and RDF files, WordPress exports among them: each entry a record, with its full content where the feed carries it."""

import html
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO
from urllib.parse import urljoin

from dossier_etl.extract.address_lists import address_list
from dossier_etl.extract.addresses import public_web
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.documents import read_up_to
from dossier_etl.extract.feed_content import content_of
from dossier_etl.extract.feed_names import Names
from dossier_etl.extract.text import encoded
from dossier_etl.extract.xml_text import EntitiesRefusedError, Node, decode_xml, parse_xml, text_of
from dossier_etl.model.records import Record

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ENTRIES = ("rss:item", "atom:entry", "rss:entry")
_FEEDS = ("rss:rss", "atom:feed", "rdf:rdf", "rss:channel", "rss:feed", "rss:rdf")
_TITLES = ("rss:title", "atom:title", "dc:title")
_DATES = ("rss:pubdate", "atom:published", "dc:date", "dcterms:issued", "atom:issued", "dcterms:created", "atom:created",
          "prism:publicationdate", "rss:published", "rss:date", "rss:created", "rss:issued")  # fmt: skip
_MODIFIED = ("atom:updated", "dcterms:modified", "atom:modified", "rss:updated", "rss:modified", "rss:lastbuilddate")
_AUTHORS = (
    "dc:creator",
    "rss:author",
    "atom:author",
    "rss:creator",
    "atom:contributor",
    "dc:contributor",
    "rss:contributor",
)
_LISTS = {"urlset": "sitemap", "sitemapindex": "sitemap index", "opml": "OPML"}
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_START = re.compile(r"<\?xml\s|<(?:rss|feed|rdf:RDF)[\s>]")
_JUNK = 4_096
"""Characters in front of a feed that are looked through for its beginning: warnings of a program, blank output, comments of a proxy."""
_UNPUBLISHED = ("draft", "pending", "private", "trash", "auto-draft", "future", "inherit")
_NOT_ARTICLES = ("attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "wp_navigation", "wp_global_styles",
                 "wp_template", "wp_template_part", "wp_block", "oembed_cache", "user_request")  # fmt: skip


def read_feed(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Read the entries in the order of the file, locator ``entry:N``.

    XML damage is repaired and reported; a file that declares entities is refused. A sitemap or OPML is a list of addresses.
    """
    data = read_up_to(stream, ctx.options.max_line_bytes + 1)
    if len(data) > ctx.options.max_line_bytes:
        yield ctx.incident("too_large", f"an XML file of more than {ctx.options.max_line_bytes} bytes; left unread")
        return
    text, damage = decode_xml(data)
    if damage:
        yield ctx.incident("bad_bytes", damage)
    start = _START.search(text, 0, _JUNK)
    if start and text[: start.start()].strip():
        yield ctx.incident(
            "leading_junk", f"{start.start()} characters in front of the feed were left out: {text[:100].strip()!r}"
        )
    if start:
        text = text[start.start() :]
    try:
        root, damage = parse_xml(text)
    except EntitiesRefusedError as error:
        yield ctx.incident(
            "xml_entities", f"the file declares XML entities, which are never expanded; refused ({error})"[:300]
        )
        return
    if damage:
        yield ctx.incident("xml_damaged", f"{damage}; repaired where possible", start=0, end=len(data))
    names = Names(root) if root is not None else None
    entries = [node for node in root.iter() if names.of(node) in _ENTRIES] if root is not None and names else []
    if root is None or names is None or not entries:
        yield _no_feed(root, names, data, ctx)
        return
    feed = _Feed(root, names)
    for number, entry in enumerate(entries, 1):
        yield _record(entry, feed, ctx, f"entry:{number}")


def _no_feed(root: Node | None, names: Names | None, data: bytes, ctx: Context) -> ReadResult:
    local = root.tag.rpartition("}")[2] if root is not None and isinstance(root.tag, str) else ""
    if root is not None and names is not None and names.of(root) in _FEEDS:
        return ctx.incident("empty", "a feed without entries")
    if root is not None and local.lower() in _LISTS:
        addresses = [address for node in root.iter() if (address := _listed(node))]
        return address_list(_LISTS[local.lower()], addresses, data, ctx)
    hints = {**dict(ctx.hints), "format": f"XML ({local[:60]})" if local else "XML"}
    return Record(ctx.uri, ctx.locator(), "text/xml", data[: ctx.options.prefix_bytes], hints=hints, refused="not_text")


def _listed(node: Node) -> str:
    local = node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""
    if local == "loc":
        return (node.text or "").strip()
    return (node.get("xmlUrl") or node.get("htmlUrl") or node.get("url") or "").strip() if local == "outline" else ""


class _Feed:
    """What a feed says about itself."""

    def __init__(self, root: Node, names: Names) -> None:
        self.names = names
        channel = next((n for n in root.iter() if names.of(n) in ("rss:channel", "atom:feed", "rss:feed")), root)
        top = [child for child in channel if names.of(child) not in _ENTRIES]
        self.title = self.first(top, _TITLES)
        self.language = self.first(top, ("rss:language", "dc:language")) or root.get(_LANG) or ""
        self.url = self.link(top) or ""
        self.base = channel.get(_BASE) or root.get(_BASE) or self.url

    def first(self, children: Sequence[Node], wanted: Sequence[str]) -> str:
        """Return the text of the first element with one of these names, in the order of the names."""
        for name in wanted:
            for child in children:
                if self.names.of(child) == name and (text := text_of(child)):
                    return text
        return ""

    def link(self, children: Sequence[Node]) -> str | None:
        """Return the page of a feed or an entry."""
        for name in ("feedburner:origlink", "rss:link", "atom:link"):
            for child in children:
                if self.names.of(child) != name:
                    continue
                href = child.get("href")
                if href and (child.get("rel") or "alternate") == "alternate":
                    return href.strip()
                if not href and (text := text_of(child)):
                    return text
        for child in children:
            if self.names.of(child) == "rss:guid" and (child.get("isPermaLink") or "true").lower() == "true":
                text = text_of(child)
                if text.startswith(("http://", "https://")):
                    return text
        return None

    def authors(self, children: Sequence[Node]) -> str:
        """Return the names of the authors, of people with a name of their own only that."""
        found: list[str] = []
        for wanted in (_AUTHORS, ("itunes:author",)):
            for child in children:
                if self.names.of(child) in wanted and not (found and wanted != _AUTHORS):
                    inner = [text_of(n) for n in child if self.names.of(n).endswith(":name")]
                    found.extend(inner or [text_of(child)])
        return "; ".join(dict.fromkeys(name for name in found if name))

    def source(self, children: Sequence[Node]) -> str:
        """Return the outlet an entry was taken from."""
        for child in children:
            if self.names.of(child) == "atom:source":
                return self.first(list(child), ("atom:title",))
        return self.first(children, ("rss:source", "dc:publisher", "rss:publisher"))


def _record(entry: Node, feed: _Feed, ctx: Context, inner: str) -> Record:
    children = list(entry)
    names = feed.names
    hints = dict(ctx.hints)
    values = {
        "title": _plain(feed.first(children, _TITLES)),
        "date": feed.first(children, _DATES),
        "modified": feed.first(children, _MODIFIED),
        "authors": feed.authors(children),
        "publisher": feed.source(children),
        "language": feed.first(children, ("rss:language", "dc:language")) or entry.get(_LANG) or feed.language,
        "feed_title": _plain(feed.title),
        "feed_url": feed.url,
        "row.category": "; ".join(
            filter(
                None,
                (text_of(c) or c.get("term") for c in children if names.of(c) in ("rss:category", "atom:category")),
            )
        ),
        "row.guid": feed.first(children, ("rss:guid", "atom:id", "rss:id")),
    }
    hints.update({key: encoded(value)[0].decode()[:4_000] for key, value in values.items() if value})
    content = content_of(children, names)
    if content.kind:
        hints["row.content"] = content.kind
    link = feed.link(children)
    url = _joined(feed.base, link) if link else None
    if url and not public_web(url):
        hints["link"], url = url[:2_000], None
    refused = _unpublished(feed, children, hints)
    refused = refused or ("too_large" if len(content.data) > ctx.options.max_document_bytes else None)
    return Record(
        ctx.uri,
        ctx.locator(inner),
        content.media_type,
        content.data[: ctx.options.prefix_bytes] if refused else content.data,
        url=url,
        charset=content.charset,
        hints=hints,
        refused=refused,
    )


def _unpublished(feed: _Feed, children: Sequence[Node], hints: dict[str, str]) -> str | None:
    """Return why an item of a WordPress export is no article: it was never published, or is a picture, a menu, a revision."""
    status, kind = feed.first(children, ("wp:status",)), feed.first(children, ("wp:post_type",))
    if kind in _NOT_ARTICLES:
        hints["format"] = f"WordPress {kind}"
        return "not_article"
    if status in _UNPUBLISHED:
        hints["format"] = f"WordPress post, status {status}"
        return "unpublished"
    return None


def _plain(value: str) -> str:
    """Return a title without the escaped markup it may carry."""
    return " ".join(html.unescape(_TAGS.sub("", value) if "<" in value else value).split())


def _joined(base: str, link: str) -> str:
    """Return an absolute link: a relative one belongs to the feed's address; ``//host/…`` without one is meant for the web."""
    try:
        return urljoin(base or "https:", link) if base or link.startswith("//") else link
    except ValueError:
        return link
