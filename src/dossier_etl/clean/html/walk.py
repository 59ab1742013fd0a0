"""One pass over lexbor's tree: visible blocks in page order, and the places that state metadata."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dossier_etl.clean.html.vocabulary import BLOCK, UNSEEN

MAX_NODES = 1_500_000
"""Nodes walked; beyond it the page is cut (flag ``truncated``). Real pages stay under 60,000."""
CONTEXT_LEVELS = 5
"""An element and its four closest ancestors."""
MAX_TOKENS = 120
"""Characters kept of one element's class and id: utility-class frameworks write far more than can tell anything."""

_HIDING_STYLE = re.compile(r"(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_DATED_ATTRIBUTE = re.compile(r"date|time|publish|stamp|created|posted")
_DIGITS = re.compile(r"\d.*\d.*\d.*\d")


@dataclass(slots=True)
class Elements:
    """The elements of a page as parallel columns, in document order; ``parent`` is -1 at the root."""

    tag: list[str] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    """class, id, itemprop, rel, role and the last part of itemtype, lower case."""
    depth: list[int] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)

    def chain(self, index: int, levels: int) -> Iterator[int]:
        """The element and its ancestors, nearest first."""
        while index >= 0 and levels > 0:
            yield index
            index = self.parent[index]
            levels -= 1

    def context(self, index: int) -> str:
        """Tag names and tokens of an element and its close ancestors, nearest first."""
        parts = []
        for i in self.chain(index, CONTEXT_LEVELS):
            parts.append(self.tag[i])
            if self.tokens[i]:
                parts.append(self.tokens[i])
        return " ".join(parts)


@dataclass(slots=True)
class Block:
    """Text that stands on a line of its own."""

    text: str
    element: int
    """Nearest block element."""
    link_chars: int = 0
    links: int = 0
    strong_chars: int = 0
    has_time: bool = False
    soft: bool = False
    """Follows the previous block after a single ``<br>``: the same paragraph, next line."""
    images_before: int = 0
    """Pictures and embedded players since the previous block."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A value an element states: ``kind`` is ``meta``, ``microdata``, ``time``, ``link``, ``attribute`` or ``logo``."""

    kind: str
    name: str
    value: str
    element: int
    block: int
    """Index of the block that shows it, or the next one."""
    text: str = ""


@dataclass(slots=True)
class Page:
    """What the walk found."""

    elements: Elements = field(default_factory=Elements)
    blocks: list[Block] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    jsonld: list[str] = field(default_factory=list)
    title: str = ""
    base: str = ""
    lang: str = ""
    truncated: bool = False


_STRONG = frozenset(("b", "strong"))
_MEDIA = frozenset(("img", "picture", "video", "iframe", "audio", "svg", "amp-img"))
_LINK_RELS = frozenset(("canonical", "alternate", "amphtml", "author", "publisher", "shortlink", "search", "original"))
_MARK_TEXT = 600
"""Longest text of an element taken for a stated value: names, headlines and dates are shorter."""


class Walker:
    """Builds a :class:`Page`. One use."""

    def __init__(self) -> None:
        self.page = Page()
        self._pieces: list[str] = []
        self._link_chars = self._links = self._strong_chars = self._images = 0
        self._has_time = False
        self._breaks = 0
        self._container = -1

    def walk(self, tree: LexborHTMLParser) -> Page:
        root = tree.root
        if root is None:
            return self.page
        page, elements = self.page, self.page.elements
        tags, parents, tokens = elements.tag, elements.parent, elements.tokens
        depths, hiddens = elements.depth, elements.hidden
        # One stack column per fact that children inherit; ids are lexbor's node addresses.
        ids: list[int] = []
        own: list[int] = []
        links: list[bool] = []
        strongs: list[bool] = []
        unseen: list[bool] = []
        count = 0
        for node in root.traverse(include_text=True):
            count += 1
            if count > MAX_NODES:
                page.truncated = True
                break
            tag = node.tag
            if tag == "-comment" or tag is None:
                continue
            parent = node.parent
            parent_id = parent.mem_id if parent is not None else 0
            while ids and ids[-1] != parent_id:
                ids.pop()
                links.pop()
                strongs.pop()
                unseen.pop()
                if tags[own.pop()] in BLOCK:
                    self._flush()
            if tag == "-text":
                if not ids:
                    continue
                if unseen[-1]:
                    self._unseen_text(tags[own[-1]], node, own[-1])
                    continue
                text = node.text_content or ""
                if not text.isspace():
                    self._text(text, own[-1], links[-1], strongs[-1])
                elif self._pieces:
                    self._pieces.append(" ")
                continue
            if tag == "br":
                self._break()
                continue
            index = len(tags)
            up = own[-1] if own else -1
            attributes = node.attributes
            tags.append(tag)
            parents.append(up)
            depths.append(len(ids))
            block = tag in BLOCK
            if block:
                self._flush()
            hidden = hiddens[up] if up >= 0 else False
            if attributes:
                tokens.append(_tokens(attributes))
                if not hidden:
                    style = attributes.get("style")
                    hidden = "hidden" in attributes or bool(style and _HIDING_STYLE.search(style))
            else:
                tokens.append("")
            hiddens.append(hidden)
            if attributes or tag == "time":
                self._marks(tag, node, attributes, index)
            if tag in _MEDIA:
                self._images += 1
            ids.append(node.mem_id)
            own.append(index)
            link = tag == "a" and "href" in attributes
            if link:
                self._links += 1
            links.append(link or (links[-1] if links else False))
            strongs.append(tag in _STRONG or (strongs[-1] if strongs else False))
            unseen.append((unseen[-1] if unseen else False) or tag in UNSEEN)
        self._flush()
        return page

    def _text(self, text: str, element: int, link: bool, strong: bool) -> None:
        if not self._pieces:
            self._container = element
        self._pieces.append(text)
        if link:
            self._link_chars += len(text)
        if strong:
            self._strong_chars += len(text)

    def _break(self) -> None:
        self._breaks += 1
        if self._pieces:
            self._flush(keep_breaks=True)
            self._breaks = 1

    def _flush(self, keep_breaks: bool = False) -> None:
        if self._pieces:
            text = " ".join("".join(self._pieces).split())
            if text:
                elements = self.page.elements
                element = self._container
                while element >= 0 and elements.tag[element] not in BLOCK and elements.tag[element] != "time":
                    element = elements.parent[element]
                if element < 0:
                    element = self._container
                blocks = self.page.blocks
                soft = self._breaks == 1 and bool(blocks) and blocks[-1].element == element
                blocks.append(
                    Block(
                        text,
                        element,
                        min(self._link_chars, len(text)),
                        self._links,
                        min(self._strong_chars, len(text)),
                        self._has_time,
                        soft,
                        self._images,
                    )
                )
                self._images = 0
            self._pieces.clear()
            self._link_chars = self._links = self._strong_chars = 0
            self._has_time = False
        if not keep_breaks:
            self._breaks = 0

    def _unseen_text(self, tag: str, node: LexborNode, element: int) -> None:
        if tag == "script":
            kind = self.page.elements.tokens[element]
            if "ld+json" in kind:
                self.page.jsonld.append(node.text_content or "")
        elif tag == "title" and not self.page.title:
            self.page.title = " ".join((node.text_content or "").split())

    def _mark(self, kind: str, name: str, value: str, element: int, text: str = "") -> None:
        self.page.marks.append(Mark(kind, name, value, element, len(self.page.blocks), text))

    def _marks(self, tag: str, node: LexborNode, attributes: dict[str, str | None], index: int) -> None:
        if tag == "meta":
            content = (attributes.get("content") or "").strip()
            for key in ("name", "property", "itemprop", "http-equiv"):
                name = attributes.get(key)
                if name and content:
                    self._mark("meta", name.strip().lower(), content, index)
            return
        if tag == "link":
            self._link(attributes, index)
            return
        if tag == "html":
            self.page.lang = (attributes.get("lang") or attributes.get("xml:lang") or "").strip().lower()
            return
        if tag == "base":
            self.page.base = self.page.base or (attributes.get("href") or "")
            return
        if tag == "time" or (tag in ("relative-time", "local-time", "amp-timeago") and attributes.get("datetime")):
            text = _own_text(node)
            self._has_time = self._has_time or tag == "time"
            self._mark("time", "", (attributes.get("datetime") or "").strip() or text, index, text)
        name = attributes.get("itemprop") or attributes.get("property")
        if name:
            stated = attributes.get("content") or attributes.get("datetime")
            value = stated.strip() if stated else _own_text(node)
            if value:
                self._mark("microdata", name.strip().lower(), value, index, "" if stated is None else _own_text(node))
        elif tag == "a" and "author" in (attributes.get("rel") or "").lower().split():
            self._mark("author_link", (attributes.get("href") or "").strip(), _own_text(node), index)
        if tag == "abbr" and attributes.get("title"):
            self._mark("attribute", "abbr.title", (attributes["title"] or "").strip(), index, _own_text(node))
        elif tag == "img":
            self._logo(attributes, index)
        else:
            for key, value_ in attributes.items():
                if key.startswith("data-") and _dated(key, value_):
                    self._mark("attribute", key, (value_ or "").strip(), index, _own_text(node))

    def _link(self, attributes: dict[str, str | None], index: int) -> None:
        href = (attributes.get("href") or "").strip()
        for rel in (attributes.get("rel") or "").lower().split():
            if rel in _LINK_RELS and href:
                kind = attributes.get("hreflang") or attributes.get("type") or ""
                self._mark("link", rel, href, index, (attributes.get("title") or kind).strip())

    def _logo(self, attributes: dict[str, str | None], index: int) -> None:
        alt = (attributes.get("alt") or "").strip()
        if alt and len(alt) < 100:
            elements = self.page.elements
            around = (
                " ".join(elements.tokens[i] for i in elements.chain(index, 4)) + (attributes.get("src") or "")[-60:]
            )
            if "logo" in around.lower():
                self._mark("logo", "", alt, index)


def _dated(key: str, value: str | None) -> bool:
    return bool(value and len(value) < 64 and _DATED_ATTRIBUTE.search(key) and _DIGITS.search(value))


def _own_text(node: LexborNode) -> str:
    """Text of an element, spaces folded; empty when it is too long to be a stated value."""
    text = node.text(deep=True, separator=" ")
    return " ".join(text.split()) if len(text) <= _MARK_TEXT else ""


def _tokens(attributes: dict[str, str | None]) -> str:
    parts = []
    for key in ("class", "id", "itemprop", "rel", "role"):
        value = attributes.get(key)
        if value:
            parts.append(value[:MAX_TOKENS])
    value = attributes.get("itemtype")
    if value:
        parts.append(value.rstrip("/").rsplit("/", 1)[-1])
    value = attributes.get("type")
    if value:
        parts.append(value)
    return " ".join(" ".join(parts).lower().split()) if parts else ""


def walk(markup: str) -> Page:
    """Parse markup (already checked by :mod:`guard`) and collect its blocks and stated values."""
    return Walker().walk(LexborHTMLParser(markup))
