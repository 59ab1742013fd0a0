"""What follows an article in the same column and is none of it: standing lines, other stories, comments, the next article.

The block classifier reads looks; these rules read what a block says and how blocks repeat. Each turns body into furniture, in place, and
only where the article itself stands before it.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from dossier_etl.clean.html.page import Page
from dossier_etl.clean.html.titles import normal
from dossier_etl.clean.html.vocabulary import HEADINGS
from dossier_etl.model.documents import Role

LONGEST_LINE = 400
"""Characters of a standing line; tails of feeds hold a headline and a name."""
LABEL = 70
"""Characters of a heading over other stories or comments."""
TEASER = 320
"""Characters; a longer paragraph is no teaser."""
POSTER = 120
"""Characters of the line over a comment that says who wrote it and when."""
ARTICLE = 250
"""Characters of body before a rule may say that the article is over."""
LONGEST_DATELINE = 10
"""Words of a line that says who wrote and when; a sentence that ends in a full stop has at most half of them."""
_WHEN = re.compile(
    r"(?<!\d)(?:19|20)\d\d[-./年] ?\d{1,2}(?!\d)|"
    r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])\.? (?:d[ei] )?[^\W\d_]{3,12}\.?,? (?:de )?(?:19|20)\d\d\b|"
    r"\b[^\W\d_]{3,12} \d{1,2},? (?:19|20)\d\d\b|"
    r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])([./])(?:0?[1-9]|[12]\d|3[01])\1(?:(?:\d\d){1,2}\b|(?!\d))|"
    r"(?<!\d)\d{1,2}:\d\d\b|"
    r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])\.? (?:jan|feb|fév|mar|mär|apr|avr|abr|may|mai|jun|jul|aug|aoû|ago|"
    r"sep|oct|okt|nov|dec|dez|déc|dic|ene)|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}\b|"
    r"\bago\b|\bvor \d|\bil y a\b|\bhace \d|\bhá \d|\bfa$|\bgeleden\b|назад|前|전$"
)
_WROTE = re.compile(
    r"\b(?:wrote|says?|said|posted|replied|commented|writes|schrieb|schreibt|sagt|meint|a écrit|dit|escribió|dice|escreveu|"
    r"ha scritto|schreef|napisał\w*|пишет|написал\w*|skrev)\b"
)
_UPDATE = re.compile(r"(?:last )?(?:updated?|correction|editor[’']s note)\b")
_DIGIT = re.compile("[0-9]")
_LETTER = re.compile(r"[^\W\d_]")
_COLUMNS = frozenset({"article", "div", "section", "main"})
_BYLINE = re.compile(r"^(?:by|von|par|por|di|door|av|af|text|автор|autor|author)[: ]", re.I)


@cache
def _data() -> dict[str, list[str]]:
    data: dict[str, list[str]] = json.loads(
        files(__package__).joinpath("after_article.json").read_text(encoding="utf-8")
    )
    return data


@cache
def _either(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in _data()[kind]))


def cut(page: Page, roles: list[Role], title_block: int) -> None:
    """Take from the body what follows the article or interrupts it, in place."""
    _drop_standing_lines(page, roles)
    for end in (_next_article(page, roles, title_block), _comments(page, roles), *_related(page, roles)):
        _drop(roles, end)


def _drop(roles: list[Role], blocks: Iterable[int]) -> None:
    for i in blocks:
        if roles[i] is Role.BODY:
            roles[i] = Role.FURNITURE


def _drop_standing_lines(page: Page, roles: list[Role]) -> None:
    body = [i for i, role in enumerate(roles) if role is Role.BODY]
    for i in body:
        block = page.blocks[i]
        if len(block.text) > LONGEST_LINE:
            continue
        line = block.text.lower().strip(" []()*–—-")
        if (
            _either("alone").fullmatch(line)
            or (_is_tail(line) and (block.link_chars or i == body[-1]))
            or _is_pointer(line, block.text, block.link_chars)
        ):
            roles[i] = Role.FURNITURE


def _is_tail(line: str) -> bool:
    return _either("tails").fullmatch(line.rstrip(".")) is not None


def _is_pointer(line: str, text: str, linked: int) -> bool:
    """Return True for ``READ ALSO: some headline``: a label, a colon and a headline that is a link or has no full stop."""
    label, colon, rest = line.partition(":")
    if not colon or len(label) > LABEL or not rest or not _either("also").fullmatch(label.strip()):
        return False
    return linked >= 0.5 * len(rest) or (len(text) <= 200 and text.rstrip()[-1] not in '.!?”"')


def _related(page: Page, roles: Sequence[Role]) -> list[list[int]]:
    """Runs of other stories: under a heading that says so, and linked lines at the very end."""
    out: list[list[int]] = []
    body_before = 0
    for i, (block, role) in enumerate(zip(page.blocks, roles, strict=True)):
        if (
            body_before >= ARTICLE
            and len(block.text) <= LABEL
            and _either("also").fullmatch(block.text.lower().strip(" :…"))
        ):
            run = _teasers(page, roles, i + 1)
            if len(run) > 1 or (run and role is Role.BODY):
                out.append([i, *run])
        body_before += len(block.text) if role is Role.BODY else 0
    body = [i for i, role in enumerate(roles) if role is Role.BODY]
    end = len(body)
    while end and page.blocks[body[end - 1]].link_chars >= 0.9 * len(page.blocks[body[end - 1]].text):
        end -= 1
    if end and len(body) - end > 1:
        out.append(body[end:])
    return out


def _teasers(page: Page, roles: Sequence[Role], start: int) -> list[int]:
    """Linked lines from ``start`` on; with one short line of its own each where nothing of the article comes after them."""
    linked: list[int] = []
    paired: list[int] = []
    at = start
    while at < len(page.blocks) and _is_link(page, at):
        linked.append(at)
        at += 1
        if at < len(page.blocks) and not _is_link(page, at) and len(page.blocks[at].text) <= TEASER:
            paired.append(at)
            at += 1
    if not paired:
        return linked
    if len(linked) > 1 and len(paired) == len(linked) and all(role is not Role.BODY for role in roles[at:]):
        return [*linked, *paired]
    return [i for i in linked if i < paired[0]]


def _is_link(page: Page, index: int) -> bool:
    block = page.blocks[index]
    return block.link_chars >= 0.6 * len(block.text)


def _comments(page: Page, roles: Sequence[Role]) -> range:
    """From the heading over comments, or the first of several lines that say who wrote and when, to the end."""
    count = len(page.blocks)
    first_body = next((i for i, role in enumerate(roles) if role is Role.BODY), count)
    posters = [i for i in range(first_body, count) if _is_poster(page, i)]
    if not posters:
        return range(0)
    dated = frozenset(posters)
    before = 0
    for i in range(first_body, count):
        block = page.blocks[i]
        if before >= ARTICLE:
            is_label = 3 < len(block.text) <= LABEL and _either("comments").fullmatch(block.text.lower().strip(" :"))
            if is_label and not dated.isdisjoint(range(i + 1, i + 7)):
                return range(i, count)
            if i in dated and _repeats(page, [p for p in posters if p >= i]) and _followed(page, roles, i):
                has_title = len(page.blocks[i - 1].text) <= LABEL and _same_item(page, i - 1, i)
                return range(i - 1 if has_title else i, count)
        before += len(block.text) if roles[i] is Role.BODY else 0
    return range(0)


def _is_poster(page: Page, index: int) -> bool:
    text = page.blocks[index].text
    if len(text) > POSTER or _DIGIT.search(text) is None or text.isdecimal():
        return False
    return (
        _LETTER.search(text) is not None
        and _states_when(text)
        and not _BYLINE.match(text)
        and not _UPDATE.match(text.lower())
    )


def _states_when(text: str) -> bool:
    """Return True for a line with a day, a clock time or an age ("3 hours ago") that is no sentence and no address.

    A year alone says nothing: headlines, specifications and sentences of the article hold one.
    """
    words = len(text.split())
    if "://" in text or words > LONGEST_DATELINE or (words > LONGEST_DATELINE // 2 and text.rstrip()[-1] in ".!?…"):
        return False
    return _WHEN.search(text.lower()) is not None


def _followed(page: Page, roles: Sequence[Role], index: int) -> bool:
    return any(
        roles[i] is Role.BODY and len(page.blocks[i].text) > 40 for i in range(index + 1, min(index + 4, len(roles)))
    )


def _repeats(page: Page, posters: Sequence[int]) -> bool:
    """Return True if two and more lines of one build say who wrote and when, each over a text that is none of them."""
    if len(posters) < 2:
        return False
    first = posters[0]
    like = [p for p in posters if _build(page, p) == _build(page, first)]
    spoken = sum(_WROTE.search(page.blocks[p].text.lower()) is not None for p in like)
    apart = all(b - a > 1 for a, b in pairwise(like))
    named = all(_names_somebody(page, p) for p in like)
    return len(like) > 1 and apart and (spoken == len(like) or (named and len(like) == len(posters)))


def _build(page: Page, index: int) -> str:
    element = page.blocks[index].element
    above = page.elements.parent[element]
    return f"{page.elements.tag[element]} {page.elements.tag[above] if above >= 0 else ''}"


def _names_somebody(page: Page, index: int) -> bool:
    """Return True if a dated line begins with what may be a name: emphasised or linked, no sentence, not the date alone."""
    block = page.blocks[index]
    return _LETTER.search(_WHEN.sub("", block.text.lower())) is not None and (
        (block.strong_chars > 0 or block.link_chars > 0)
        and block.text[0].isalpha()
        and not block.text.rstrip().endswith(".")
    )


def _same_item(page: Page, one: int, other: int) -> bool:
    ancestors = {*page.elements.chain(page.blocks[one].element, 3)}
    return not ancestors.isdisjoint(page.elements.chain(page.blocks[other].element, 3))


def _next_article(page: Page, roles: Sequence[Role], title_block: int) -> range:
    """From a second headline with its own byline or date to the end: the next story of an endless page."""
    if title_block < 0:
        return range(0)
    own: set[int] | None = None
    before = 0
    for i in range(title_block + 1, len(page.blocks)):
        block = page.blocks[i]
        tag, above = page.elements.tag[block.element], page.elements.parent[block.element]
        heading = tag if tag in HEADINGS else page.elements.tag[above] if above >= 0 else ""
        if (
            before >= ARTICLE
            and heading in ("h1", "h2")
            and normal(block.text) != normal(page.blocks[title_block].text)
        ):
            own = _siblings_of_story(page, title_block) if own is None else own
            apart = heading == "h1" or not own.isdisjoint(page.elements.chain(block.element, 4))
            if apart and any(_is_byline(page, k) for k in range(i + 1, min(i + 5, len(page.blocks)))):
                return range(i, len(page.blocks))
        before += len(block.text) if roles[i] is Role.BODY else 0
    return range(0)


def _siblings_of_story(page: Page, title_block: int) -> set[int]:
    """Elements of the same tag and class beside an ancestor of the headline, after it."""
    elements = page.elements
    chain = [
        e
        for e in elements.chain(page.blocks[title_block].element, 6)
        if elements.tag[e] in ("article", "div", "section", "main")
    ]
    wanted = {
        (elements.parent[e], elements.tag[e], elements.tokens(e))
        for e in chain
        if elements.tokens(e) or elements.tag[e] == "article"
    }
    columns = {(parent, tag) for parent, tag, _ in wanted}
    return {
        e
        for e in range(max(chain, default=0) + 1, len(elements.tag))
        if (elements.parent[e], elements.tag[e]) in columns
        and (elements.parent[e], elements.tag[e], elements.tokens(e)) in wanted
    }


def _is_byline(page: Page, index: int) -> bool:
    block = page.blocks[index]
    if len(block.text) > POSTER:
        return False
    return (
        _BYLINE.match(block.text) is not None or page.elements.tag[block.element] == "time" or _states_when(block.text)
    )
