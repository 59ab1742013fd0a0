"""Several posts on one page: the front page of a blog, with every post in full.

Precision first. A page is cut only if nothing on it claims to be about one article, and every piece has what a post has: a
container of the same kind beside the others, a linked headline of its own, a date of its own, and enough text.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dossier_etl.clean.html.jsonld import Value
from dossier_etl.clean.html.page import Page
from dossier_etl.clean.html.titles import normal
from dossier_etl.clean.html.vocabulary import HEADINGS
from dossier_etl.model.documents import Role

MIN_BODY = 250
"""Characters of body text in a post; front pages with teasers stay below."""
MIN_COVERED = 0.9
"""Share of the page's body text that must lie in the posts."""
MIN_TITLE = 6
_LEVELS = 14
_POST = re.compile(r"(?:^|\s)(?:hentry|h-entry|post|blog-?post|post-\d+|type-post|post-outer|entry)(?:\s|$)")
_DATE = re.compile(r"date|time|posted|publish|meta")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Post:
    """Blocks ``[first, last]`` of a page, with the headline's block."""

    first: int
    last: int
    title: int


def find(page: Page, roles: Sequence[Role], stated: Sequence[Value]) -> list[Post]:
    """The posts of a page, at least two, in page order; empty if it is to stay one article."""
    if _claims_one_article(page, stated) or sum(_is_linked_heading(page, i) for i in range(len(page.blocks))) < 2:
        return []
    inside: dict[int, list[int]] = defaultdict(list)
    for i, block in enumerate(page.blocks):
        for e in page.elements.chain(block.element, _LEVELS):
            if page.elements.tag[e] == "article" or _POST.search(page.elements.tokens(e)):
                inside[e].append(i)
    siblings: dict[tuple[int, str], list[int]] = defaultdict(list)
    for e in inside:
        siblings[page.elements.parent[e], page.elements.tag[e]].append(e)
    total = _length(page, roles, range(len(page.blocks)))
    for group in siblings.values():
        posts = [p for p in (_as_post(page, roles, inside[e]) for e in sorted(group)) if p] if len(group) > 1 else []
        titles = {normal(page.blocks[p.title].text) for p in posts}
        covered = sum(_length(page, roles, range(p.first, p.last + 1)) for p in posts)
        if len(posts) > 1 and len(titles) == len(posts) and covered >= MIN_COVERED * total:
            return posts
    return []


def _claims_one_article(page: Page, stated: Sequence[Value]) -> bool:
    if any(v.key.count(".") == 1 and v.key.endswith((".headline", ".articlebody")) for v in stated):
        return True
    return any(
        m.kind == "meta" and (m.name.startswith("article:") or (m.name == "og:type" and "article" in m.value.lower()))
        for m in page.marks
    )


def _as_post(page: Page, roles: Sequence[Role], blocks: list[int]) -> Post | None:
    """A container's blocks as a post, None if it lacks a linked headline, a date, or text."""
    first, last = blocks[0], blocks[-1]
    body = [i for i in blocks if roles[i] is Role.BODY]
    if not body or last - first + 1 != len(blocks) or _length(page, roles, blocks) < MIN_BODY:
        return None
    headings = [i for i in blocks if i < body[-1] and _is_linked_heading(page, i)]
    if not headings or not any(_is_dated(page, i) for i in blocks):
        return None
    return Post(first, last, headings[0])


def _is_linked_heading(page: Page, index: int) -> bool:
    block = page.blocks[index]
    if len(block.text) < MIN_TITLE or block.link_chars < 0.9 * len(block.text):
        return False
    tag, above = page.elements.tag[block.element], page.elements.parent[block.element]
    return tag in HEADINGS or (above >= 0 and page.elements.tag[above] in HEADINGS)


def _is_dated(page: Page, index: int) -> bool:
    block = page.blocks[index]
    if len(block.text) > 120 or not _DIGIT.search(block.text):
        return False
    return page.elements.tag[block.element] == "time" or bool(_DATE.search(page.elements.context(block.element)))


def _length(page: Page, roles: Sequence[Role], indices: Sequence[int]) -> int:
    return sum(len(page.blocks[i].text) for i in indices if roles[i] is Role.BODY)
