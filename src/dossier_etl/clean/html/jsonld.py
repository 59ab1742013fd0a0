"""JSON-LD as pages really write it: parsed leniently, flattened into dotted paths, bounded."""

import html
import json
import re
from typing import NamedTuple

from dossier_etl.clean.html import lenient_json

MAX_DEPTH = 12
MAX_VALUES = 1_500
"""Values kept from one page; real pages stay under 400 except for product and event lists."""
MAX_SOURCE = 2_000_000
"""Characters of one script that are looked at."""
MAX_VALUE = 2_000
"""Characters kept of one value."""

STORY = re.compile(r"(?:article|posting|newsreport)\Z")
"""Ends the lower-case types of whole stories (``JobPosting`` aside)."""
_PARTS = frozenset({"liveblogupdate", "ispartof", "comment", "review", "itemreviewed", "about"})
"""Properties whose objects are parts or subjects of a story even where their type is a story's."""


class Value(NamedTuple):
    """One scalar: ``key`` is the type and dotted path in lower case, ``path`` the exact JSON path."""

    key: str
    value: str
    path: str


def parse(source: str) -> object | None:
    """Read one script's JSON, leniently where it is broken; None if nothing can be made of it. Never raises."""
    source = source[:MAX_SOURCE]
    if '"' not in source and ("&quot;" in source or "&#34;" in source):
        source = html.unescape(source)
    try:
        value: object = json.loads(source, strict=False)
    except (json.JSONDecodeError, RecursionError):
        return lenient_json.read(source) or None
    return value


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
        self.stories: list[str] = []
        self.bodies: list[tuple[str, str]] = []
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
                self.node(value, "", path, depth + 1)

    def node(self, value: object, key: str, path: str, depth: int) -> None:
        if depth > MAX_DEPTH or len(self.values) >= MAX_VALUES:
            return
        if isinstance(value, dict):
            self._object(value, key, path, depth)
        elif isinstance(value, list):
            for i, item in enumerate(value):
                self.node(item, key, f"{path}[{i}]", depth + 1)
        elif isinstance(value, str):
            text = html.unescape(value).strip() if "&" in value else value.strip()
            if text:
                self.values.append(Value(key, text[:MAX_VALUE], path))
                if key.endswith(".articlebody"):
                    self.bodies.append((path, value))
        elif isinstance(value, bool):
            self.values.append(Value(key, str(value).lower(), path))
        elif isinstance(value, int | float):
            self.values.append(Value(key, str(value)[:64], path))

    def _object(self, value: dict[str, object], key: str, path: str, depth: int) -> None:
        reference = value.get("@id")
        if len(value) <= 2 and isinstance(reference, str) and reference in self.ids and depth < MAX_DEPTH - 2:
            target = {k: v for k, v in self.ids[reference].items() if isinstance(v, str) or k == "@type"}
            value = {**target, **value}
            path += "->@id"
        kind = _type_of(value)
        is_story = STORY.search(kind) is not None and kind != "jobposting" and key.rpartition(".")[2] not in _PARTS
        if is_story:
            self.stories.append(path)
        if is_story or not key:  # a story inside a page or a list stands for itself
            key = f"jsonld:{kind}"
        for name, item in value.items():
            if name not in ("@context", "@graph"):
                self.node(item, f"{key}.{name.lower()}", f"{path}.{name}", depth + 1)


class Flat(NamedTuple):
    """The JSON-LD of a page: its scalar values in order, the paths of the stories among its objects, and the article bodies with
    their paths."""

    values: list[Value]
    stories: list[str]
    bodies: list[tuple[str, str]]


def flatten(scripts: list[str]) -> Flat:
    """Flatten a page's JSON-LD scripts.

    A reference to another object of the page by ``@id`` alone carries that object's own strings with it. Deeper than
    ``MAX_DEPTH`` or beyond ``MAX_VALUES`` nothing is kept.
    """
    documents = [d for d in (parse(s) for s in scripts) if d is not None]
    flattener = _Flattener(documents)
    for i, document in enumerate(documents):
        flattener.roots(document, f"$[{i}]" if len(documents) > 1 else "$")
    return Flat(flattener.values, flattener.stories, flattener.bodies)
