"""From block scores to roles: body, headline, byline, caption, furniture."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from dossier_etl.clean.html import after_article
from dossier_etl.clean.html.classify import Scores
from dossier_etl.clean.html.overlays import drop_layers
from dossier_etl.clean.html.page import HIDDEN, Page
from dossier_etl.clean.html.paywall import drop_appeals
from dossier_etl.clean.html.repeats import fold_repeated
from dossier_etl.model.documents import Role

BODY_SCORE = 0.35
"""Out of fold on the labelled pages: .30 .9443, .35 .9443, .40 .9437, .45 .9424 mean F1."""
BYLINE_REACH = 12
"""Blocks after the headline, and a third of that before it, in which the byline is looked for."""
BYLINE_LENGTH = 160

SPOKEN_BYLINE = 90
_SPOKEN = re.compile(r"(?:By|BY|Von|VON|Par|Por|POR|Di|Door|Av|Af|Autor|Author)[: ]+[A-ZÀ-Þ][\w.'’-]+ ")
_BYLINE = (
    *("author", "autor", "byline", "by-line", "dateline", "publish", "posted", "pubdate", "timestamp"),
    *("entry-date", "entry-meta", "article-meta"),
)
_CAPTION = ("caption", "bildunterschrift", "legende", "credit")
"""Substrings of class names: asked for one by one, which `re` takes five times as long for."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the blocks of a page are for."""

    roles: tuple[Role, ...]
    scores: tuple[float, ...]
    extractor: str
    """``builtin``, ``resiliparse`` or ``stated``, see :mod:`assemble`."""
    notes: Mapping[str, str] = field(default_factory=dict)


def assign(
    page: Page, scores: Scores, title_block: int, extractor: str = "builtin", threshold: float = BODY_SCORE
) -> Chosen:
    """Give every block its role.

    The headline is never body. Lines near it that name an author or a date are the byline; captions count from the
    headline to the end of the body; what is left is furniture.
    """
    roles = [Role.BODY if s >= threshold else Role.FURNITURE for s in scores.tolist()]
    for i in page.initials:
        roles[i] = Role.FURNITURE
    if title_block >= 0:
        roles[title_block] = Role.TITLE
    drop_appeals(page, roles)
    drop_layers(page, roles)
    after_article.cut(page, roles, title_block)
    notes = {"doubled_body": "2"} if fold_repeated(page, roles) else {}
    body = [i for i, r in enumerate(roles) if r is Role.BODY]
    if title_block >= 0:
        _mark_byline(page, roles, title_block - BYLINE_REACH // 3, title_block + BYLINE_REACH)
    elif body:
        _mark_byline(page, roles, body[0] - BYLINE_REACH, body[0])
    if body:
        for i in range(min(body[0], max(title_block, 0)), body[-1] + 1):
            if roles[i] is Role.FURNITURE and _is_caption(page, i):
                roles[i] = Role.CAPTION
    return Chosen(tuple(roles), tuple(np.round(scores, 3).tolist()), extractor, notes)


def _mark_byline(page: Page, roles: list[Role], first: int, last: int) -> None:
    elements = page.elements
    for i in range(max(first, 0), min(last + 1, len(roles))):
        block = page.blocks[i]
        if roles[i] is Role.BODY and first < i and _says_by(block.text):
            roles[i] = Role.BYLINE
        if roles[i] is not Role.FURNITURE or len(block.text) > BYLINE_LENGTH or elements.flags[block.element] & HIDDEN:
            continue
        if elements.tag[block.element] == "time" or any(map(elements.context(block.element).__contains__, _BYLINE)):
            roles[i] = Role.BYLINE


def _says_by(text: str) -> bool:
    """Return True for a line that is nothing but "By Ann Example, 2 June 2021"."""
    return len(text) <= SPOKEN_BYLINE and text[-1] not in ".!?:" and _SPOKEN.match(text) is not None


def _is_caption(page: Page, index: int) -> bool:
    elements = page.elements
    block = page.blocks[index]
    if elements.flags[block.element] & HIDDEN:
        return False
    return any(map(elements.context(block.element).__contains__, _CAPTION))
