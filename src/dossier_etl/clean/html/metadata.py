"""Everything a page states outside its visible text, as :class:`Meta` values."""

import re
from collections.abc import Iterator, Sequence

from dossier_etl.clean.html import jsonld
from dossier_etl.clean.html.page import Mark, Page
from dossier_etl.model.documents import Meta
from dossier_etl.model.records import Record

MAX_VALUE = 2_000
"""Characters kept of one value."""
EDGE = 3_000
"""Characters at both ends of a page where programs that save pages leave their comments."""

_SAVED_FROM = re.compile(r"(?i)saved from url=\(\d+\)\s*([^\s>]+)")
_ARCHIVED_ON = re.compile(r"FILE ARCHIVED ON ([^\n]{5,40}?) AND RETRIEVED")
_MIRRORED = re.compile(r"(?i)Mirrored from (\S{1,300}) by HTTrack[^>]{0,200}?,\s*([^>]{5,60}?)\s*-->")
_CAPTURED = re.compile(r"(?i)Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n]{5,80})")
_KINDS = {"author_link": "a:author", "logo": "img:logo", "time": "time"}


def _key(mark: Mark) -> str:
    if mark.kind == "attribute":
        return f"attr:{mark.name}"
    if mark.kind == "microdata":
        name = mark.name.removeprefix("schema:").removeprefix("http://schema.org/").removeprefix("https://schema.org/")
        return f"microdata:{name.split()[0]}"
    return _KINDS.get(mark.kind) or f"{mark.kind}:{mark.name}"


def _path(page: Page, element: int) -> str:
    """Tag path of an element, outermost first, its last six steps."""
    tags = [page.elements.tag[i] for i in page.elements.chain(element, 6)]
    return "/".join(reversed(tags))


def _from_marks(page: Page, lines: Sequence[int | None]) -> Iterator[Meta]:
    for mark in page.marks:
        key = _key(mark)
        parent = page.elements.parent[mark.element]
        if mark.kind in ("meta", "link") and (parent < 0 or page.elements.tag[parent] in ("head", "html")):
            yield Meta(key, mark.value[:MAX_VALUE], text=mark.text)
            continue
        line = lines[mark.block] if mark.block < len(lines) else None
        path = mark.name if mark.kind == "author_link" else _path(page, mark.element)
        yield Meta(
            key,
            mark.value[:MAX_VALUE],
            path=path,
            context=page.elements.context(mark.element),
            text=mark.text,
            line=line,
        )


def _from_comments(markup: str) -> Iterator[Meta]:
    for edge in (markup[:EDGE], markup[-EDGE:] if len(markup) > EDGE else ""):
        folded = edge.lower()  # plain substrings are found ten times faster than a pattern without regard to case
        if "saved from url=" in folded and (m := _SAVED_FROM.search(edge)):
            yield Meta("comment:saved_from", m[1])
        if m := _ARCHIVED_ON.search(edge):
            yield Meta("comment:archived_on", m[1])
        if "mirrored from" in folded and (m := _MIRRORED.search(edge)):
            yield Meta("comment:mirrored_from", m[1], text=m[2])
        if "saved with singlefile" in folded and (m := _CAPTURED.search(edge)):
            yield Meta("comment:saved_from", m[1], text=m[2].strip())


def _from_record(record: Record) -> Iterator[Meta]:
    for name, value in sorted(record.hints.items()):
        if value:
            key = f"http:{name[5:]}" if name.startswith("http_") else f"hint:{name}"
            yield Meta(key, value[:MAX_VALUE], path=name)


def collect(
    record: Record, markup: str, page: Page, stated: Sequence[jsonld.Value], lines: Sequence[int | None]
) -> tuple[Meta, ...]:
    """All metadata, in this order: container hints, title and language, marks in page order, JSON-LD, comments.

    Args:
        stated: flattened JSON-LD.
        lines: for every block of ``page`` the index of its line in the document, None if it shows none.
    """
    out = list(_from_record(record))
    if page.title:
        out.append(Meta("html:title", page.title[:MAX_VALUE]))
    if page.base:
        out.append(Meta("html:base", page.base[:MAX_VALUE]))
    if page.lang:
        out.append(Meta("html:lang", page.lang[:64]))
    out.extend(_from_marks(page, lines))
    out.extend(Meta(v.key, v.value, path=v.path) for v in stated)
    out.extend(_from_comments(markup))
    return tuple(out)
