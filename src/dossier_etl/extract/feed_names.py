"""Names of feed elements: by namespace, so that ``media:title`` is never taken for ``title``."""

import re
from functools import cache

from dossier_etl.extract.xml_text import Node

_NAMESPACES = {
    "": "rss",
    "http://purl.org/rss/1.0": "rss",
    "http://my.netscape.com/rdf/simple/0.9": "rss",
    "http://channel.netscape.com/rdf/simple/0.9": "rss",
    "http://backend.userland.com/rss": "rss",
    "http://backend.userland.com/rss2": "rss",
    "http://blogs.law.harvard.edu/tech/rss": "rss",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://news.yandex.ru": "yandex",
    "http://turbo.yandex.ru": "turbo",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
}
_WORDPRESS = re.compile(r"http://wordpress\.org/export/\d+\.\d+(/excerpt)?")
_PRISM = re.compile(r"http://prismstandard\.org/namespaces/.{0,40}basic.{0,10}")
_PREFIXES = frozenset((*_NAMESPACES.values(), "wp", "excerpt", "prism"))


class Names:
    """Qualified names of a feed's elements, lower case: ``rss:title``, ``atom:title``, ``media:title`` …

    The namespace of the root, if unknown, counts as the feed's own.
    """

    def __init__(self, root: Node) -> None:
        tag = root.tag if isinstance(root.tag, str) else ""
        uri = tag[1:].partition("}")[0] if tag.startswith("{") else ""
        self._home = uri if _prefix(uri) == "other" else None

    def of(self, node: Node) -> str:
        """Return the name of an element; empty for comments and the like."""
        if not isinstance(node.tag, str):
            return ""
        uri, closing, local = node.tag.rpartition("}")
        if closing:
            return f"{'rss' if uri[1:] == self._home else _prefix(uri[1:])}:{local.lower()}"
        prefix, colon, local = local.rpartition(":")
        if not colon:
            return f"rss:{local.lower()}"
        return f"{prefix.lower() if prefix.lower() in _PREFIXES else 'other'}:{local.lower()}"  # a prefix that was never declared


@cache
def _prefix(uri: str) -> str:
    known = _NAMESPACES.get(uri.lower().rstrip("/")) or _NAMESPACES.get(uri.lower())
    if known:
        return known
    if wordpress := _WORDPRESS.fullmatch(uri.rstrip("/")):
        return "excerpt" if wordpress[1] else "wp"
    return "prism" if _PRISM.fullmatch(uri) else "other"
