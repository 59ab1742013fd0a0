"""One pass over lexbor's tree: visible blocks in page order, and the places that state metadata."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dossier_etl.clean.html import normalise
from dossier_etl.clean.html.marks import STATING_TAGS, Marks
from dossier_etl.clean.html.overlays import reveal
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
} | {"": ATOM}
"""What the walk has to do about an element, by its tag; most need only their place in the tree. Processing instructions have
no tag."""

_HIDING_STYLE = re.compile(r"(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_PARAGRAPH = 40
"""Characters of a block that may go on with a drop capital's word."""
MIN_NOSCRIPT = 1_000
"""Characters of text in a ``<noscript>`` that make it the article for readers without scripts, rather than a notice."""

_UNSEEN_CLASS = re.compile(
    r"(?:^|\s)(?:[a-z]{1,12}[-_]{1,2})?(?:sr-only|sr_only|visually-?hidden|screen-?reader(?:-?(?:text|only))?|a11y-hidden|element-invisible|"
    r"hidden-visually|assistive-text|off-?screen)(?:\s|$)",
    re.I,
)
"""Classes of text for screen readers: it repeats or explains what is shown."""
_INITIAL_CLASS = re.compile(r"(?:drop|initial|first)[-_]?(?:cap|letter)|initial", re.I)

_CUT = "style, script, noscript, template, svg, math, iframe, object, select, datalist"
"""Subtrees removed before the walk, which is cheaper than stepping over them."""


class _Blocks:
    """Collects text pieces into blocks."""

    __slots__ = ("box", "breaks", "element", "images", "link_chars", "links", "page", "pieces", "strong_chars")

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pieces: list[str] = []
        self.box = self.element = -1
        self.link_chars = self.links = self.strong_chars = self.images = 0
        self.breaks = 0

    def flush(self) -> None:
        """End the current block; there is text for it."""
        pieces = self.pieces
        text = " ".join((pieces[0] if len(pieces) == 1 else "".join(pieces)).split())
        if not (text.isascii() and text.isprintable()):
            text = normalise.text(text)
        if text:
            blocks = self.page.blocks
            soft = self.breaks == 1 and bool(blocks) and blocks[-1].element == self.element
            link, strong = min(self.link_chars, len(text)), min(self.strong_chars, len(text))
            blocks.append(tuple.__new__(Block, (text, self.element, link, self.links, strong, soft, self.images)))
            self.images = self.breaks = 0
        pieces.clear()
        self.link_chars = self.links = self.strong_chars = 0


def _walk(root: LexborNode, page: Page, marks: Marks) -> None:
    # The hot loop: ~2,500 nodes a page. Inherited facts are an element's flags and its nearest block element ("box"); they
    # wait on a stack with the index of the parent ("up") while the children are read. Whether text still belongs to the
    # current block is read off its box, so that closing tags need no events of their own.
    elements = page.elements
    tags, parents, flagss, attributess = elements.tag, elements.parent, elements.flags, elements.attributes
    blocks = _Blocks(page)
    pieces = blocks.pieces
    plain = marks.plain
    unseen: dict[str | None, bool] = {}
    count = 0
    stack: list[tuple[LexborNode, int, int, int]] = []
    node: LexborNode | None = root
    up, box, flags = -1, 0, 0
    while True:
        while node is None:
            if len(stack) < 2:  # the next one to resume is the root
                if pieces:
                    blocks.flush()
                return
            node, up, box, flags = stack.pop()
            node = node.next
        if node.is_empty_text_node:  # two of five nodes
            if pieces:
                pieces.append(" ")
            node = node.next
            continue
        if node.is_text_node:
            text = node.text_content or ""
            if not flags & SKIP:
                if box != blocks.box or not pieces:
                    if pieces:
                        blocks.flush()
                    blocks.box = box
                    blocks.element = up if tags[up] == "time" else box
                pieces.append(text)
                if flags & LINK:
                    blocks.link_chars += len(text)
                if flags & STRONG:
                    blocks.strong_chars += len(text)
            elif tags[up] == "title" and not page.title:
                page.title = " ".join(text.split())
            count += 1
            node = node.next
            continue
        tag = node.tag or ""
        kind = KINDS.get(tag, 0)
        if kind & ATOM:
            if tag == "br":
                if pieces:
                    blocks.flush()
                blocks.breaks += 1
            count += 1
            node = node.next
            continue
        count += 1
        if count > MAX_NODES:
            page.truncated = True
            node = None
            stack.clear()
            continue
        index, own, inner = len(tags), flags, box
        tags.append(tag)
        parents.append(up)
        attributes = node.attributes
        attributess.append(attributes)
        if "class" in attributes and tag != "h1":
            classes = attributes["class"]
            if classes not in unseen:
                unseen[classes] = classes is not None and _UNSEEN_CLASS.search(classes) is not None
            if unseen[classes]:
                own |= SKIP
        if kind & BOX:
            if pieces:
                blocks.flush()
            blocks.breaks = 0
            inner = index
        elif kind & INLINE:
            if tag == "a":
                if "href" in attributes:
                    own |= LINK
                    blocks.links += 1
            elif tag == "img":
                blocks.images += 1
                if alt := attributes.get("alt"):
                    kind |= STATES  # may be a logo
                    if len(alt) == 1 and _INITIAL_CLASS.search(f"{attributes.get('class')} {attributes.get('src')}"):
                        if box != blocks.box or not pieces:
                            if pieces:
                                blocks.flush()
                            blocks.box = blocks.element = box
                        pieces.append(alt)
            else:
                own |= STRONG
        if kind & UNREAD:
            own |= SKIP
        if (not plain.issuperset(attributes) and marks.is_telling(attributes)) or kind & STATES:
            if "hidden" in attributes or ("style" in attributes and _HIDING_STYLE.search(attributes["style"] or "")):
                own |= HIDDEN
            flagss.append(own)
            marks.read(tag, node, attributes, index)
        else:
            flagss.append(own)
        child = node.first_child
        if child is not None:
            stack.append((node, up, box, flags))
            node, up, box, flags = child, index, inner, own
        else:
            node = node.next


def walk(markup: str | bytes) -> Page:
    """Parse markup (or its UTF-8; already checked by :mod:`limits`) and collect its blocks and stated values."""
    tree = LexborHTMLParser(markup)
    page = Page()
    root = tree.root
    if root is None:
        return page
    for node in root.css(_CUT):
        tag = node.tag
        if tag == "script" and "ld+json" in (node.attributes.get("type") or "").lower():
            page.jsonld.append(node.text())
        if tag == "noscript" and len(node.text()) >= MIN_NOSCRIPT:
            node.unwrap()
        else:
            node.decompose()
    _walk(root, page, Marks(page))
    _join_initials(page)
    reveal(page)
    return page


def _join_initials(page: Page) -> None:
    """Give the letter of a drop capital that stands in a block of its own to the block whose word it begins."""
    for i in range(len(page.blocks) - 1):
        letter, rest = page.blocks[i], page.blocks[i + 1]
        if len(letter.text) == 1 and letter.text.isupper() and rest.text[:1].islower() and len(rest.text) > _PARAGRAPH:
            page.blocks[i + 1] = rest._replace(text=letter.text + rest.text)
            page.initials.add(i)
