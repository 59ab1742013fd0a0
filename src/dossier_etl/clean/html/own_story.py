"""Which of several JSON-LD articles is the page's own, and which are related stories, teasers and lists."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from dossier_etl.clean.html.jsonld import Flat, Value
from dossier_etl.clean.html.page import Page
from dossier_etl.clean.html.titles import normal, visible_titles
from dossier_etl.model.records import Record

OTHER = "jsonld-other:"
"""Prefix of the keys of other stories' values; those of the page's own keep ``jsonld:``."""
_LISTED = re.compile(
    r"\.(?:itemListElement|hasPart|mentions|citation|relatedLink|isBasedOn|blogPost|significantLink)\b", re.I
)
_SHORTEST = 12
"""Letters from which a title that contains another one counts as the same; CJK letters count threefold."""
_URLS = ("url", "@id", "mainEntityOfPage", "mainEntityOfPage.@id", "mainEntityOfPage.url", "mainEntityOfPage->@id.@id")


def separate(flat: Flat, page: Page, record: Record) -> tuple[list[Value], list[Value], list[str]]:
    """Tell the page's own JSON-LD values from those of other stories.

    A story is the page's own if its headline is a title the page shows or its address is the page's. Where one is, every other
    story that could be compared is another's; where none is, only those in lists of parts or related items are.

    Returns:
        own values, values of other stories (their keys begin with `OTHER`), and the article bodies stated for the own story.
    """
    others = _others(flat, page, record)
    if not others:
        return flat.values, [], [body for _, body in flat.bodies]
    own: list[Value] = []
    other: list[Value] = []
    for value in flat.values:
        if _within(value.path, others):
            other.append(value._replace(key=OTHER + value.key.removeprefix("jsonld:")))
        else:
            own.append(value)
    return own, other, [body for path, body in flat.bodies if not _within(path, others)]


def _within(path: str, nodes: set[str]) -> bool:
    return any(path.startswith((node + ".", node + "->")) for node in nodes)


def _others(flat: Flat, page: Page, record: Record) -> set[str]:
    if not flat.stories or (len(flat.stories) == 1 and not _LISTED.search(flat.stories[0])):
        return set()
    stated = {value.path: value.value for value in flat.values}
    titles = {t for t in visible_titles(page) if t}
    addresses = {a for a in map(_address, _own_addresses(page, record)) if a}
    own: set[str] = set()
    comparable: set[str] = set()
    for node in flat.stories:
        headline = normal(stated.get(f"{node}.headline") or stated.get(f"{node}.name") or "")
        urls = {a for name in _URLS if (a := _address(stated.get(f"{node}.{name}", "")))}
        if headline or urls:
            comparable.add(node)
        if urls & addresses or (headline and any(_same(headline, title) for title in titles)):
            own.add(node)
    listed = {node for node in flat.stories if _LISTED.search(node)}
    found = (comparable | listed) - own if own else listed
    return {node for node in found if not any(inner.startswith(node + ".") for inner in own)}


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    weight = len(short) if short.isascii() else len(short.encode("utf-8"))
    return weight >= _SHORTEST and short in long and len(short) >= 0.5 * len(long)


def _own_addresses(page: Page, record: Record) -> Iterator[str]:
    if record.url:
        yield record.url
    for mark in page.marks:
        if (mark.kind == "link" and mark.name == "canonical") or (mark.kind == "meta" and mark.name == "og:url"):
            yield mark.value


def _address(url: str) -> str:
    """Return host and path of an address, without what writings of it differ in; "" for a site's root or what is none."""
    inner = max(url.rfind("/http://"), url.rfind("/https://"))
    try:
        parts = urlsplit(url[inner + 1 :] if inner > 0 else url)
        host = parts.hostname
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    return f"{(host or '').removeprefix('www.')}{path}" if path else ""
