"""The headline as readers see it, and the block that shows it."""

import re
from collections.abc import Sequence

from dossier_etl.clean.html.jsonld import Value
from dossier_etl.clean.html.page import Page

_SEPARATOR = re.compile(r"(?<!\s)\s+[|–—·»«:•-]\s+")
_HEADINGS = frozenset(("h1", "h2", "h3"))
_INNER = frozenset(("div", "p", "time"))
_PUNCTUATION = re.compile(r"[\W_]+")
_ASCII_PUNCTUATION = {code: None for code in range(128) if not chr(code).isalnum()}
_STATED = ("og:title", "twitter:title", "dc.title", "headline", "title")


def normal(text: str) -> str:
    """Letters and digits only, lower case: for comparing what two places of a page say."""
    text = text.lower()
    # Most text is plain ASCII, which `str` takes to pieces faster than `re`: a paragraph in a seventh of the time.
    return text.translate(_ASCII_PUNCTUATION) if text.isascii() else _PUNCTUATION.sub("", text)


def stated_titles(page: Page, stated: Sequence[Value]) -> list[str]:
    """Titles the page states outside its text, the most trustworthy first."""
    out = [v.value for v in stated if v.key.endswith((".headline",)) and v.key.count(".") == 1]
    for name in _STATED:
        out.extend(m.value for m in page.marks if m.kind == "meta" and m.name == name)
    if page.title:
        out.append(page.title)
        out.extend(sorted(_SEPARATOR.split(page.title), key=len, reverse=True)[:1])
    return out


def visible_titles(page: Page) -> list[str]:
    """Return the titles a page gives without its JSON-LD, as `normal` writes them: shared titles, ``<title>`` and its parts, ``h1``."""
    out = [m.value for m in page.marks if m.kind == "meta" and m.name in _STATED]
    out += [page.title, *_SEPARATOR.split(page.title)]
    tags, parents = page.elements.tag, page.elements.parent
    for block in page.blocks:
        if len(block.text) <= 400 and "h1" in (tags[block.element], tags[max(parents[block.element], 0)]):
            out.append(block.text)
    return [normal(title) for title in out]


def headline(page: Page, stated: Sequence[Value], block: int) -> str | None:
    """Return what to show as the title: the visible headline, else the best stated one."""
    if block >= 0:
        return page.blocks[block].text
    return next((t for t in stated_titles(page, stated) if t.strip()), None)


def find(page: Page, stated: Sequence[Value]) -> int:
    """Index of the block that shows the headline, -1 if none does.

    Headings that repeat a stated title win; then an ``h1`` whose words the ``<title>`` contains; then the only ``h1``.
    """
    elements = page.elements
    headings: list[tuple[int, str, str]] = []
    tags, parents = elements.tag, elements.parent
    for i, block in enumerate(page.blocks):
        tag = tags[block.element]
        if tag in _INNER:
            tag = tags[max(parents[block.element], 0)]
        if tag in _HEADINGS and len(block.text) <= 400 and not elements.hidden(block.element):
            headings.append((i, tag, normal(block.text)))
    wanted = [w for w in (normal(t) for t in stated_titles(page, stated)) if w]
    for level in ("h1", "h2", "h3"):
        for title in wanted:
            for i, tag, text in headings:
                if tag == level and text == title:
                    return i
    page_title = normal(page.title)
    best, longest = -1, 0
    for i, tag, text in headings:
        if (
            tag in ("h1", "h2")
            and len(text) >= 12
            and len(text) > longest
            and any(text in w or w in text for w in wanted)
        ):
            best, longest = i, len(text)
    if best >= 0:
        return best
    exact = set(wanted)
    shortest = max(12, min(map(len, exact), default=0))
    for i, block in enumerate(page.blocks):
        if shortest <= len(block.text) < 400 and not elements.hidden(block.element) and normal(block.text) in exact:
            return i
    ones = [i for i, tag, text in headings if tag == "h1" and text]
    fitting = [i for i in ones if normal(page.blocks[i].text) in page_title]
    if fitting:
        return fitting[0]
    return ones[0] if ones else -1
