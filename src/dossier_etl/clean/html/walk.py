"""One pass over lexbor's tree: visible blocks in page order, and the places that state metadata."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dossier_etl.clean.html import normalise
from dossier_etl.clean.html.marks import STATING_TAGS, Marks
from dossier_etl.clean.html.page import HIDDEN, LINK, SKIP, STRONG, Block, Page
from dossier_etl.clean.html.vocabulary import BLOCK, UNSEEN

MAX_NODES = 400_000
"""Nodes walked; beyond it the page is cut (flag ``truncated``). Real pages stay under 60,000."""

ATOM, BOX, INLINE, UNREAD, STATES = 1, 2, 4, 8, 16
KINDS = {
    tag: ATOM * (tag in ("br", "-comment", "-doctype", "wbr"))
    + BOX * (tag in BLOCK)
    + INLINE * (tag in ("a", "b", "strong", "img"))
    + UNREAD * (tag in UNSEEN)
    + STATES * (tag in STATING_TAGS)
    for tag in BLOCK | UNSEEN | STATING_TAGS | {"br", "wbr", "-comment", "-doctype", "a", "b", "strong", "img"}
}
"""What the walk has to do about an element, by its tag; most need only their place in the tree."""

_HIDING_STYLE = re.compile(r"(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden)")
MIN_NOSCRIPT = 1_000
"""Characters of text in a ``<noscript>`` that make it the article for readers without scripts, rather than a notice."""

_STRIPPED = ["style", "script", "noscript", "template", "svg", "math", "iframe", "object", "select", "datalist"]
"""Subtrees removed before the walk, which is cheaper than stepping over them."""


class _Blocks:
    """Collects text pieces into blocks."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pieces: list[str] = []
        self.box = -1
        self.link_chars = self.links = self.strong_chars = self.images = 0
        self.breaks = 0

    def text(self, text: str, element: int, box: int, flags: int) -> None:
        if box != self.box or not self.pieces:
            self.flush()
            self.box = box
            tag = self.page.elements.tag
            self.element = element if tag[element] == "time" else box
        self.pieces.append(text)
        if flags & LINK:
            self.link_chars += len(text)
        if flags & STRONG:
            self.strong_chars += len(text)

    def line_break(self) -> None:
        if self.pieces:
            self.flush()
        self.breaks += 1

    def flush(self) -> None:
        """End the current block."""
        if self.pieces:
            text = " ".join("".join(self.pieces).split())
            if not (text.isascii() and text.isprintable()):
                text = normalise.text(text)
            if text:
                blocks = self.page.blocks
                soft = self.breaks == 1 and bool(blocks) and blocks[-1].element == self.element
                link, strong = min(self.link_chars, len(text)), min(self.strong_chars, len(text))
                blocks.append(Block(text, self.element, link, self.links, strong, soft, self.images))
                self.images = self.breaks = 0
            self.pieces.clear()
            self.link_chars = self.links = self.strong_chars = 0


def _walk(root: LexborNode, page: Page, marks: Marks) -> None:
    # The hot loop: ~2,500 nodes a page. Inherited facts are bit flags in columns; whether text still belongs to the
    # current block is read off its nearest block element ("box"), so that closing tags need no events of their own.
    elements = page.elements
    tags, parents, flagss, attributess = elements.tag, elements.parent, elements.flags, elements.attributes
    boxes: list[int] = []
    index_of: dict[int, int] = {}
    blocks = _Blocks(page)
    pieces = blocks.pieces
    telling = marks.keys | {"hidden", "style"}
    count = 0
    for node in root.traverse(include_text=True):
        tag = node.tag
        if tag == "-text" and node.is_empty_text_node:  # two of five nodes
            if pieces:
                pieces.append(" ")
            continue
        parent = node.parent
        if tag is None or parent is None:
            continue
        count += 1
        if count > MAX_NODES:
            page.truncated = True
            break
        up = index_of.get(parent.mem_id, -1)
        if tag == "-text":
            if up < 0:
                continue
            flags = flagss[up]
            if not flags & SKIP:
                blocks.text(node.text_content or "", up, boxes[up], flags)
            elif tags[up] == "title" and not page.title:
                page.title = " ".join((node.text_content or "").split())
            continue
        kind = KINDS.get(tag, 0)
        if kind & ATOM:
            if tag == "br":
                blocks.line_break()
            continue
        index = len(tags)
        flags = flagss[up] if up >= 0 else 0
        index_of[node.mem_id] = index
        tags.append(tag)
        parents.append(up)
        if kind & BOX:
            if pieces:
                blocks.flush()
            blocks.breaks = 0
            boxes.append(index)
        else:
            boxes.append(boxes[up] if up >= 0 else index)
        attributes = node.attributes
        attributess.append(attributes)
        if kind & INLINE:
            if tag == "a":
                if "href" in attributes:
                    flags |= LINK
                    blocks.links += 1
            elif tag == "img":
                blocks.images += 1
                if attributes.get("alt"):
                    kind |= STATES  # may be a logo
            else:
                flags |= STRONG
        elif kind & UNREAD:
            flags |= SKIP
        if kind & STATES or not telling.isdisjoint(attributes):
            if "hidden" in attributes or ("style" in attributes and _HIDING_STYLE.search(attributes["style"] or "")):
                flags |= HIDDEN
            flagss.append(flags)
            marks.read(tag, node, attributes, index)
        else:
            flagss.append(flags)
    blocks.flush()


def walk(markup: str) -> Page:
    """Parse markup (already checked by :mod:`guard`) and collect its blocks and stated values."""
    tree = LexborHTMLParser(markup)
    page = Page()
    root = tree.root
    if root is None:
        return page
    page.jsonld = [script.text() for script in root.css('script[type*="ld+json" i]')]
    for node in root.css("noscript"):
        if len(node.text()) >= MIN_NOSCRIPT:
            node.unwrap()
    tree.strip_tags(_STRIPPED)
    _walk(root, page, Marks(page, markup))
    return page
