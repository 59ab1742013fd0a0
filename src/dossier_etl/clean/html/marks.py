"""Values that elements state in their attributes: ``<meta>``, microdata, ``<time>``, links, dated attributes, logos."""

import re

from selectolax.lexbor import LexborNode

from dossier_etl.clean.html.page import Mark, Page

MAX_TEXT = 600
"""Longest text of an element taken for a stated value: names, headlines and dates are shorter."""
MAX_MARKS = 3_000
"""Stated values kept of one page: calendars and comment threads state thousands of times."""

STATING_TAGS = frozenset(("html", "meta", "link", "base", "time", "relative-time", "local-time", "time-ago", "abbr"))
"""Elements that are always read; others need an attribute that is telling."""
_TELLING = frozenset(("itemprop", "property", "rel", "hidden", "style"))
"""Attributes for which an element is looked at, besides dated ones."""
_PLAIN = ("alt", "aria-label", "class", "height", "href", "id", "role", "src", "target", "title", "type", "width")
"""Attributes that many elements have and that state nothing by themselves."""

_META_KEYS = ("name", "property", "itemprop", "http-equiv")
_LINK_RELS = frozenset(("canonical", "alternate", "amphtml", "author", "publisher", "shortlink", "search", "original"))
_TIME_LIKE = frozenset(("relative-time", "local-time", "time-ago", "amp-timeago"))
_DATA_ATTRIBUTE = re.compile(r"data-[a-z-]{4,40}")
_DATED = re.compile(r"date|time|publish|stamp|created|posted")
_DIGITS = re.compile(r"\d.*\d.*\d.*\d")

Attributes = dict[str, str | None]


class Marks:
    """Reads the stated values of one page, element by element."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.plain = set(_PLAIN)
        """Names of attributes that state nothing; grows with what the page's elements have."""
        self.dated: set[str] = set()
        """Names of attributes that speak of dates, of the elements asked about so far."""

    def is_telling(self, attributes: Attributes) -> bool:
        """Return True if an element is to be read, or hidden perhaps, for one of its attributes; asked where one is not `plain`."""
        told = False
        for name in attributes.keys() - self.plain:
            if name in _TELLING or name in self.dated:
                told = True
            elif name.startswith("data-") and _DATA_ATTRIBUTE.fullmatch(name) and _DATED.search(name):
                self.dated.add(name)
                told = True
            else:
                self.plain.add(name)
        return told

    def read(self, tag: str, node: LexborNode, attributes: Attributes, index: int) -> None:
        """Note what this element states, if anything."""
        if tag == "meta":
            self._meta(attributes, index)
        elif tag == "link":
            self._link(attributes, index)
        elif tag == "html":
            self.page.lang = (attributes.get("lang") or attributes.get("xml:lang") or "").strip().lower()
        elif tag == "base":
            self.page.base = self.page.base or (attributes.get("href") or "")
        else:
            self._visible(tag, node, attributes, index)

    def _add(self, kind: str, name: str, value: str, element: int, text: str = "") -> None:
        if value and len(self.page.marks) < MAX_MARKS:
            self.page.marks.append(Mark(kind, name, value, element, len(self.page.blocks), text))

    def _meta(self, attributes: Attributes, index: int) -> None:
        # Some programs that save pages write value= for content=.
        stated = attributes["content"] if "content" in attributes else attributes.get("value")
        content = (stated or "").strip()
        if content:
            for key in _META_KEYS:
                if name := attributes.get(key):
                    self._add("meta", name.strip().lower(), content, index)

    def _link(self, attributes: Attributes, index: int) -> None:
        href = (attributes.get("href") or "").strip()
        for rel in (attributes.get("rel") or "").lower().split():
            if rel in _LINK_RELS:
                kind = attributes.get("title") or attributes.get("hreflang") or attributes.get("type") or ""
                self._add("link", rel, href, index, kind.strip())

    def _visible(self, tag: str, node: LexborNode, attributes: Attributes, index: int) -> None:
        if tag == "time" or (tag in _TIME_LIKE and attributes.get("datetime")):
            text = own_text(node)
            self._add("time", "", (attributes.get("datetime") or "").strip() or text, index, text)
        name = attributes.get("itemprop") or attributes.get("property")
        if name:
            stated = (attributes.get("content") or attributes.get("datetime") or "").strip()
            text = own_text(node)
            self._add("microdata", name.strip().lower(), stated or text, index, text if stated else "")
        if tag == "img":
            self._logo(attributes, index)
            return
        rel = attributes.get("rel") if tag == "a" else None
        if rel and "author" in rel.lower().split():
            self._add("author_link", (attributes.get("href") or "").strip(), own_text(node), index)
        elif tag == "abbr" and attributes.get("title"):
            self._add("attribute", "abbr.title", (attributes["title"] or "").strip(), index, own_text(node))
        for key in sorted(self.dated.intersection(attributes)) if self.dated else ():
            value = attributes[key]
            if value and len(value) < 64 and _DIGITS.search(value):
                self._add("attribute", key, value.strip(), index, own_text(node))

    def _logo(self, attributes: Attributes, index: int) -> None:
        alt = (attributes.get("alt") or "").strip()
        if not alt or len(alt) >= 100:
            return
        elements = self.page.elements
        if "logo" in (attributes.get("src") or "")[-80:].lower() or any(
            "logo" in elements.tokens(i) for i in elements.chain(index, 4)
        ):
            self._add("logo", "", alt, index)


def own_text(node: LexborNode) -> str:
    """Text of an element, spaces folded; empty when it is too long to be a stated value."""
    text = node.text(deep=True, separator=" ")
    return " ".join(text.split()) if len(text) <= MAX_TEXT else ""
