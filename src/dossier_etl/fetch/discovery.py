"""Addresses that a feed, a sitemap, a list or a page holds, with what it says about them."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import lxml.html

from dossier_etl.extract import ReadOptions
from dossier_etl.extract.context import Budget, Context
from dossier_etl.extract.feeds import read_feed
from dossier_etl.extract.xml_text import EntitiesRefusedError, decode_xml, parse_xml, text_of
from dossier_etl.fetch.client import Response
from dossier_etl.fetch.decoding import decoded
from dossier_etl.model.records import Record

MOST_BYTES = 50_000_000
"""Of a list without its coding: what the sitemap protocol allows."""
# Not the title: the page has its own, and feeds shorten theirs.
_HINTS = ("date", "modified", "authors", "publisher", "language", "feed_title")
_LONGEST_HINT = 1_000
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|urlset|sitemapindex|rdf:RDF)", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """An address, and what its list says of the page."""

    url: str
    hints: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listing:
    """What an answer holds."""

    pages: list[Found] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    """Further sitemaps."""
    is_page: bool = False
    """It is no list but a page itself."""


class NoList(ValueError):
    """The answer is not of the kind that was declared; the text says what it is instead."""


def listing(answer: Response, kind: str) -> Listing:
    """Return the addresses in an answer.

    Args:
        kind: see `sources.FetchSource.kind`.
    Raises:
        NoList: it is something else than declared, or declares XML entities.
    """
    if kind == "page":
        return Listing(is_page=True)
    data = decoded(answer, MOST_BYTES)
    if _MARKUP.match(data[:2_000]) or (
        kind in ("feed", "sitemap") and b"<" in data[:2_000] and data.lstrip()[:1] != b"{"
    ):
        return _of_xml(data, answer)
    if data.lstrip()[:1] == b"{" and (kind == "feed" or b"jsonfeed.org" in data[:2_000]):
        return Listing(list(_of_json_feed(data, answer)))
    if kind == "links":
        return Listing([Found(url) for url in _links(data, answer)])
    media = answer.header("content-type").partition(";")[0].strip().lower()
    if kind == "list" or (
        kind == "auto" and media == "text/plain" and data.lstrip().startswith((b"http://", b"https://"))
    ):
        lines = data.decode("utf-8-sig", "replace").splitlines()
        return Listing([Found(line.strip()) for line in lines if line.strip().startswith(("http://", "https://"))])
    if kind == "auto":
        return Listing(is_page=True)
    raise NoList(f"no {kind}: {media or 'an answer without media type'}")


def _of_xml(data: bytes, answer: Response) -> Listing:
    text, _ = decode_xml(data)
    try:
        root, _ = parse_xml(text[text.find("<") :])
    except EntitiesRefusedError as error:
        raise NoList(f"it declares XML entities, which are never expanded ({error})") from error
    local = _local(root) if root is not None else ""
    if root is not None and local == "sitemapindex":
        return Listing(sitemaps=[url for node in root if (url := _child(node, "loc"))])
    if root is not None and local == "urlset":
        return Listing([Found(url, _sitemap_hints(node)) for node in root if (url := _child(node, "loc"))])
    ctx = Context(answer.url, "feed.xml", ReadOptions(), Budget(MOST_BYTES))
    records = [
        r
        for r in read_feed(io.BytesIO(data), ctx)
        if isinstance(r, Record) and r.refused not in ("not_text", "address_list")
    ]
    if not records and local not in ("rss", "feed", "rdf"):
        raise NoList(f"no feed and no sitemap: XML ({local or 'unreadable'})")
    found = ((r.url or r.hints.get("link", ""), r) for r in records)
    return Listing([Found(urljoin(answer.url, url), _kept(dict(r.hints))) for url, r in found if url])


def _local(node: Any) -> str:
    return str(node.tag).rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _child(node: Any, name: str) -> str:
    return next((text_of(inner) for inner in node.iter() if _local(inner) == name), "")


def _sitemap_hints(node: Any) -> dict[str, str]:
    """Return what a news sitemap says; ``lastmod`` is the page's last change, no publication."""
    said = {
        "title": _child(node, "title"),
        "date": _child(node, "publication_date"),
        "publisher": _child(node, "name"),
        "language": _child(node, "language"),
        "modified": _child(node, "lastmod"),
    }
    return _kept(said)


def _of_json_feed(data: bytes, answer: Response) -> Iterator[Found]:
    try:
        feed = json.loads(data)
        items = feed["items"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NoList(f"no JSON feed: {type(error).__name__}") from error
    for item in items if isinstance(items, list) else []:
        url = item.get("url") or item.get("external_url") if isinstance(item, dict) else None
        if isinstance(url, str):
            authors = item.get("authors") if isinstance(item.get("authors"), list) else []
            names = "; ".join(str(a.get("name", "")) for a in authors if isinstance(a, dict))
            said = {"title": item.get("title"), "date": item.get("date_published"), "modified": item.get("date_modified"),
                    "authors": names, "language": item.get("language"), "feed_title": feed.get("title")}  # fmt: skip
            yield Found(urljoin(answer.url, url), _kept({k: v for k, v in said.items() if isinstance(v, str)}))


def _links(data: bytes, answer: Response) -> list[str]:
    if not data.strip():
        return []
    page = lxml.html.document_fromstring(data)
    base = urljoin(answer.url, next((str(node.get("href")) for node in page.iter("base") if node.get("href")), ""))
    found = (urljoin(base, str(node.get("href")).strip()) for node in page.iter("a") if node.get("href"))
    return list(dict.fromkeys(url for url in found if url.startswith(("http://", "https://"))))


def _kept(hints: dict[str, str]) -> dict[str, str]:
    return {name: " ".join(hints[name].split())[:_LONGEST_HINT] for name in _HINTS if hints.get(name)}
