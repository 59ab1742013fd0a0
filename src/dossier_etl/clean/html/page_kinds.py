"""Pages that are no article: walls (consent, bot check, login, ad blocker, licence, maintenance), error pages and listings.

Judged by what a page shows, never by its address: a wall speaks to its reader in the site's own voice and says little else; a listing
is linked headlines with a sentence each. A page that has more of its own to tell is an article, whatever its title.
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from dossier_etl.clean.html.jsonld import STORY, Value
from dossier_etl.clean.html.page import Page
from dossier_etl.clean.html.vocabulary import HEADINGS
from dossier_etl.model.documents import Role

WALL, NOT_FOUND, LISTING = "wall", "not_found", "listing"
LONGEST_WALL = 4_000
"""Characters of body text; consent texts stay below, and walls that say more stand before an article that is there."""
TITLED = 0.3
"""Share of its text that must speak as a wall does, where the title says that it is one."""
UNTITLED = 0.7
"""The same where the title does not: such a page needs two sentences as well."""
TEASER = 320
"""Characters; a longer paragraph under a linked headline is a text of its own."""
LISTED = 0.7
"""Share of the body text in teasers and links from which a page with `FEWEST` of them is a listing; less where its title says so."""
LISTED_TITLED = 0.4
LINES_UNDER = 3
"""Body lines after a linked headline that belong to it: a teaser, a date, a name."""
LONGEST_LISTING = 8_000
"""Characters of body text; guides whose headings link to what they compare have more."""
_SHORTEST_HEADLINE = 20
FEWEST = 4
FEWEST_TITLED = 2
_SEPARATOR = re.compile(r"\s[|–—·»«:•-]\s|\s[|]|[|]\s")
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*")
_DENSE = re.compile("[\u3040-\u9fff\uac00-\ud7af\u0600-\u06ff\u0590-\u05ff\u0e00-\u0e7f]")


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files(__package__).joinpath("walls.json").read_text(encoding="utf-8"))
    return data


@cache
def _titles(kind: str) -> re.Pattern[str]:
    patterns = _data()["listing_titles"] if kind == LISTING else _data()[kind]["titles"]
    return re.compile("|".join(f"(?:{p})" for p in patterns))


@cache
def _phrases(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(_data()[kind]["phrases"]))


@cache
def _voice() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(_data()["voice"]) + r")\b")


def kind_of(page: Page, roles: Sequence[Role], headline: str | None, stated: Sequence[Value]) -> str:
    """Return ``wall``, ``not_found``, ``listing``, or "" for what may be an article."""
    body = [page.blocks[i].text for i, role in enumerate(roles) if role is Role.BODY]
    titles = _pieces(page, headline)
    size = sum(map(len, body))
    if size <= LONGEST_WALL:
        for kind in (NOT_FOUND, WALL):
            if _speaks(kind, body, size, titled=any(_titles(kind).fullmatch(title) for title in titles)):
                return kind
    return LISTING if _is_listing(page, roles, size, titles, stated) else ""


def _pieces(page: Page, headline: str | None) -> list[str]:
    pieces = [*_SEPARATOR.split(page.title), page.title, headline or ""]
    return [p for piece in pieces if (p := " ".join(piece.lower().split()).strip(" .…!"))]


def _speaks(kind: str, body: Sequence[str], size: int, *, titled: bool) -> bool:
    """Return True if enough of a page's text is what a wall or an error page says."""
    if not size:
        return titled
    said = spoken = 0
    for text in body:
        for sentence in _SENTENCE.findall(text.lower()):
            own_voice = titled or _voice().search(sentence) or _DENSE.search(sentence)
            if own_voice and _phrases(kind).search(sentence):
                said += len(sentence)
                spoken += 1
    if titled:
        return spoken > 0 and said >= TITLED * size
    return spoken > 1 and said >= UNTITLED * size and len(_phrases(kind).findall(" ".join(body).lower())) >= 4


def _is_listing(page: Page, roles: Sequence[Role], size: int, titles: Sequence[str], stated: Sequence[Value]) -> bool:
    if _claims_story(page, stated):
        return False
    headings = teasers = 0
    under = 0
    for block, role in zip(page.blocks, roles, strict=True):
        length = len(block.text)
        if _is_linked_heading(page, block.element, length, block.link_chars):
            headings += 1
            teasers += length if role is Role.BODY else 0
            under = LINES_UNDER
        elif role is Role.BODY:
            linked = length >= _SHORTEST_HEADLINE and block.link_chars >= 0.6 * length
            headings += linked
            teasers += length if linked or (under and length <= TEASER) else 0
            under = 0 if length > TEASER else max(under - 1, 0)
    titled = any(_titles(LISTING).fullmatch(title) for title in titles)
    fewest, share = (FEWEST_TITLED, LISTED_TITLED) if titled else (FEWEST, LISTED)
    return 0 < size <= LONGEST_LISTING and headings >= fewest and teasers >= share * size


def _is_linked_heading(page: Page, element: int, length: int, linked: int) -> bool:
    if length < 8 or linked < 0.9 * length:
        return False
    tag, above = page.elements.tag[element], page.elements.parent[element]
    return tag in HEADINGS - {"h1"} or (above >= 0 and page.elements.tag[above] in HEADINGS - {"h1"})


def _claims_story(page: Page, stated: Sequence[Value]) -> bool:
    """Return True if the page says of itself that it is one story."""
    if any(
        STORY.search(v.key.removeprefix("jsonld:").partition(".")[0]) for v in stated if v.key.endswith(".headline")
    ):
        return True
    return any(m.kind == "meta" and m.name == "og:type" and "article" in m.value.lower() for m in page.marks)
