"""HTML as lines: a line per block, with the role its class gives it in exports of press databases."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dossier_etl.extract.exports.model import ITEM, PAGE_BREAK, Line, register

_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "br",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
        ),
        *(
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
        ),
        *("table", "tbody", "td", "th", "thead", "tr", "ul"),
    )
)
_DROPPED = frozenset(("script", "style", "head", "template", "noscript"))
_SPACE = re.compile(r"\s+")
_MAX_NODES = 300_000


def html_lines(html: str) -> list[Line]:
    """Return the visible lines of a page, blank lines between blocks, in document order."""
    root = LexborHTMLParser(html).body
    if root is None:
        return []
    lines: list[Line] = []
    text: list[str] = []
    role = ""

    def flush() -> None:
        joined = _SPACE.sub(" ", "".join(text)).strip()
        if joined:
            lines.append(Line(joined, role))
            lines.append(Line(""))
        text.clear()

    for count, (node, entering) in enumerate(_walk(root)):
        if count > _MAX_NODES:
            break
        tag = node.tag or ""
        if tag == "-text":
            if entering:
                text.append(node.text_content or "")
            continue
        classes = (node.attributes.get("class") or "").split()
        own = _role_of(classes)
        if tag in _BLOCKS or own:
            flush()
        if entering and tag == "hr" and "page" in classes:
            lines.append(PAGE_BREAK)
        if entering and _is_item(tag, classes):
            lines.append(ITEM)
        role = own if own and entering else ("" if own else role)
    flush()
    return lines


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Visit nodes in document order without recursion: each element twice, on entering and on leaving."""
    stack: list[tuple[LexborNode, bool]] = [(root, True)]
    while stack:
        node, entering = stack.pop()
        if node.tag in _DROPPED:
            continue
        yield node, entering
        if entering and node.tag != "-text":
            stack.append((node, False))
            children = list(node.iter(include_text=True))
            stack += [(child, True) for child in reversed(children)]


def _role_of(classes: list[str]) -> str:
    roles = register()["html_roles"]
    headline = re.compile(register()["factiva"]["headline"])
    return next((roles.get(name) or "title" for name in classes if name in roles or headline.match(name)), "")


def _is_item(tag: str, classes: list[str]) -> bool:
    return tag == "article" or any(re.match(register()["factiva"]["item"], name) for name in classes)
