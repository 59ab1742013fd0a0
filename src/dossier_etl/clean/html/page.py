"""What the walk over a page's tree collects: elements, blocks of text, and stated values."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

CONTEXT_LEVELS = 5
"""An element and its four closest ancestors."""
MAX_TOKENS = 120
"""Characters kept of one element's class or id: utility-class frameworks write far more than can tell anything."""

LINK, STRONG, HIDDEN, SKIP = 1, 2, 4, 8
"""What an element hands down: inside ``<a href>``, bold, not shown (style, attribute), never text."""


@dataclass(slots=True)
class Elements:
    """The elements of a page as parallel columns, in document order; ``parent`` is -1 at the root."""

    tag: list[str] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    attributes: list[dict[str, str | None]] = field(default_factory=list)
    _tokens: dict[int, str] = field(default_factory=dict)
    _folded: dict[str | None, str] = field(default_factory=dict)
    _labels: dict[int, str] = field(default_factory=dict)
    _above: dict[int, str] = field(default_factory=dict)
    _contexts: dict[int, str] = field(default_factory=dict)

    def chain(self, index: int, levels: int) -> Iterator[int]:
        """The element and its ancestors, nearest first."""
        while index >= 0 and levels > 0:
            yield index
            index = self.parent[index]
            levels -= 1

    def hidden(self, index: int) -> bool:
        return bool(self.flags[index] & HIDDEN)

    def tokens(self, index: int) -> str:
        """class, id, itemprop, rel, role and the last part of itemtype, lower case."""
        known = self._tokens.get(index)
        if known is None:
            attributes = self.attributes[index]
            if len(attributes) == 1 and "class" in attributes:  # four of five elements, and the classes recur
                classes = attributes["class"]
                known = self._folded.get(classes)
                if known is None:
                    known = self._folded[classes] = " ".join((classes or "")[:MAX_TOKENS].lower().split())
            else:
                known = _tokens(attributes) if attributes else ""
            self._tokens[index] = known
        return known

    def _label(self, index: int) -> str:
        tokens = self.tokens(index)
        label = self._labels[index] = f"{self.tag[index]} {tokens}" if tokens else self.tag[index]
        return label

    def context(self, index: int) -> str:
        """Tag names and tokens of an element and its close ancestors, nearest first."""
        known = self._contexts.get(index)
        if known is None:
            parent = self.parent[index]
            label = self._labels.get(index) or self._label(index)
            if parent < 0:
                known = label
            else:  # siblings share what stands above them
                above = self._above.get(parent) or self._above_children(parent)
                known = f"{label} {above}"
            self._contexts[index] = known
        return known

    def _above_children(self, index: int) -> str:
        labels: list[str] = []
        at = index
        while at >= 0 and len(labels) < CONTEXT_LEVELS - 1:
            labels.append(self._labels.get(at) or self._label(at))
            at = self.parent[at]
        above = self._above[index] = " ".join(labels)
        return above


class Block(NamedTuple):
    """Text that stands on a line of its own."""

    text: str
    element: int
    """Nearest block element, or the ``<time>`` the block begins with."""
    link_chars: int = 0
    links: int = 0
    strong_chars: int = 0
    soft: bool = False
    """Follows the previous block after a single ``<br>``: the same paragraph, next line."""
    images_before: int = 0
    """Pictures and embedded players since the previous block."""


class Mark(NamedTuple):
    """A value an element states: ``kind`` is ``meta``, ``microdata``, ``time``, ``link``, ``attribute``, ``logo``,
    ``author_link``."""

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
    revealed: set[int] = field(default_factory=set)
    """Elements of a hidden part that holds the article, see `overlays`."""
    initials: set[int] = field(default_factory=set)
    """Blocks that show only a drop capital; the next block has its letter as well."""
    title: str = ""
    base: str = ""
    lang: str = ""
    truncated: bool = False


_TOKEN_ATTRIBUTES = ("class", "id", "itemprop", "rel", "role")


def _tokens(attributes: dict[str, str | None]) -> str:
    parts = [value[:MAX_TOKENS] for key in _TOKEN_ATTRIBUTES if (value := attributes.get(key))]
    if kind := attributes.get("itemtype"):
        parts.append(kind.rstrip("/").rsplit("/", 1)[-1])
    return " ".join(" ".join(parts).lower().split()) if parts else ""
