"""JSON-LD as pages really write it: parsed leniently, flattened into dotted paths, bounded."""

import html
import json
import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_DEPTH = 12
MAX_VALUES = 1_500
"""Values kept from one page; real pages stay under 400 except for product and event lists."""
MAX_SOURCE = 2_000_000
"""Characters of one script that are looked at."""
MAX_VALUE = 2_000
"""Characters kept of one value."""

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_LINE_COMMENT = re.compile(r"(?m)^\s*//.*$")
_SALVAGE = re.compile(r'"(headline|datePublished|dateModified|dateCreated|uploadDate)"\s*:\s*"((?:[^"\\]|\\.){1,400})"')
_SALVAGE_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"([A-Za-z]*(?:Article|Posting|Report|Page|Review))"')


class Value(NamedTuple):
    """One scalar: ``key`` is the type and dotted path in lower case, ``path`` the exact JSON path."""

    key: str
    value: str
    path: str


def parse(source: str) -> object | None:
    """Read one script's JSON; None if nothing can be made of it. Never raises."""
    source = source[:MAX_SOURCE]
    for text in _attempts(source):
        try:
            value: object = json.loads(text, strict=False)
        except json.JSONDecodeError:
            continue
        except RecursionError:
            return _salvage(source)
        return value
    return _first_values(source) or _salvage(source)


def _attempts(source: str) -> Iterator[str]:
    yield source
    text = _WRAPPING.sub("", source.strip().rstrip(";"))
    text = _TRAILING_COMMA.sub(r"\1", _LINE_COMMENT.sub("", text))
    yield text
    if "&quot;" in text or "&#34;" in text:
        yield html.unescape(text)


def _first_values(source: str) -> list[object] | None:
    """Values written one after another without a list around them, as far as they can be read."""
    decoder = json.JSONDecoder(strict=False)
    found: list[object] = []
    position = 0
    while (start := source.find("{", position)) >= 0 and len(found) < 50:
        try:
            value, position = decoder.raw_decode(source, start)
        except (json.JSONDecodeError, RecursionError):
            break
        found.append(value)
    return found or None


def _salvage(source: str) -> dict[str, object] | None:
    """The few values worth having from JSON that is broken beyond reading."""
    pairs = _SALVAGE.findall(source)
    if not pairs:
        return None
    kind = _SALVAGE_TYPE.search(source)
    out: dict[str, object] = {"@type": kind[1] if kind else "Thing"}
    for name, raw in pairs:
        try:
            out.setdefault(name, json.loads(f'"{raw}"', strict=False))
        except json.JSONDecodeError:
            out.setdefault(name, raw)
    return out


def _type_of(node: dict[str, object]) -> str:
    kind = node.get("@type")
    if isinstance(kind, list):
        names = [k for k in kind if isinstance(k, str)]
        kind = next((k for k in names if k.lower().endswith(("article", "posting"))), names[0] if names else None)
    return kind.rsplit("/", 1)[-1].lower() if isinstance(kind, str) and kind else "thing"


def _index(value: object, ids: dict[str, dict[str, object]], depth: int = 0) -> None:
    """Note every object that has an ``@id`` and says more than that."""
    if depth > MAX_DEPTH or len(ids) > MAX_VALUES:
        return
    if isinstance(value, list):
        for item in value:
            _index(item, ids, depth + 1)
    elif isinstance(value, dict):
        name = value.get("@id")
        if isinstance(name, str) and len(value) > 2 and name not in ids:
            ids[name] = value
        for item in value.values():
            if isinstance(item, dict | list):
                _index(item, ids, depth + 1)


class _Flattener:
    def __init__(self, documents: list[object]) -> None:
        self.values: list[Value] = []
        self.ids: dict[str, dict[str, object]] = {}
        for document in documents:
            _index(document, self.ids)

    def roots(self, value: object, path: str, depth: int = 0) -> None:
        """Walk lists and ``@graph`` down to the objects that stand for themselves."""
        if depth > MAX_DEPTH:
            return
        if isinstance(value, list):
            for i, item in enumerate(value):
                self.roots(item, f"{path}[{i}]", depth + 1)
        elif isinstance(value, dict):
            graph = value.get("@graph")
            if graph is not None:
                self.roots(graph, f"{path}.@graph", depth + 1)
            if graph is None or len(value) > 2:
                self.node(value, f"jsonld:{_type_of(value)}", path, depth + 1)

    def node(self, value: object, key: str, path: str, depth: int) -> None:
        if depth > MAX_DEPTH or len(self.values) >= MAX_VALUES:
            return
        if isinstance(value, dict):
            reference = value.get("@id")
            if len(value) <= 2 and isinstance(reference, str) and reference in self.ids and depth < MAX_DEPTH - 2:
                target = {k: v for k, v in self.ids[reference].items() if isinstance(v, str) or k == "@type"}
                value = {**target, **value}
                path += "->@id"
            for name, item in value.items():
                if name not in ("@context", "@graph"):
                    self.node(item, f"{key}.{name.lower()}", f"{path}.{name}", depth + 1)
        elif isinstance(value, list):
            for i, item in enumerate(value):
                self.node(item, key, f"{path}[{i}]", depth + 1)
        elif isinstance(value, str):
            text = html.unescape(value).strip() if "&" in value else value.strip()
            if text:
                self.values.append(Value(key, text[:MAX_VALUE], path))
        elif isinstance(value, bool):
            self.values.append(Value(key, str(value).lower(), path))
        elif isinstance(value, int | float):
            self.values.append(Value(key, str(value)[:64], path))


def flatten(scripts: list[str]) -> tuple[list[Value], list[str]]:
    """All scalar values of a page's JSON-LD scripts, in order, and the article bodies stated there.

    A reference to another object of the page by ``@id`` alone carries that object's own strings with it. Deeper than
    ``MAX_DEPTH`` or beyond ``MAX_VALUES`` nothing is kept.
    """
    documents = [d for d in (parse(s) for s in scripts) if d is not None]
    flattener = _Flattener(documents)
    for i, document in enumerate(documents):
        flattener.roots(document, f"$[{i}]" if len(documents) > 1 else "$")
    bodies = [b for d in documents for b in _bodies(d)]
    return flattener.values, bodies


def _bodies(value: object, depth: int = 0) -> Iterator[str]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:50]:
            yield from _bodies(item, depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name.lower() == "articlebody" and isinstance(item, str):
                yield item
            elif isinstance(item, dict | list):
                yield from _bodies(item, depth + 1)
