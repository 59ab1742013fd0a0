"""What each line of an article is for: body, headline, byline and stamps, captions; the rest is furniture."""

import numpy as np
import numpy.typing as npt

from dossier_etl.clean.text.line_patterns import Marks, is_bulleted, is_caption, is_credit, is_offer, is_trail
from dossier_etl.clean.text.lines import RawLine
from dossier_etl.model.documents import Role

_NEAR = 12
"""Lines around headline and body start in which bylines and stamps are the article's own."""
_AFTER = 4
"""The same after the last body line."""
_PARAGRAPH = 80
_SHORTEST_LIST = 2


def assign_roles(
    lines: list[RawLine], kept: npt.NDArray[np.bool_], marks: Marks, title: int | None, lo: int, hi: int
) -> list[Role]:
    """Roles of ``lines[lo:hi]``.

    Args:
        lines: all lines of the page.
        kept: the classifier's choice of body lines.
        marks: which lines are stamps and bylines.
        title: the headline's line, if any.
        lo, hi: the article's part of the page.
    """
    roles = [Role.BODY if kept[i] else Role.FURNITURE for i in range(lo, hi)]
    body = [i for i in range(lo, hi) if kept[i]]
    start = next((i for i in body if len(lines[i].text) >= _PARAGRAPH), body[0] if body else lo)
    end = body[-1] if body else lo
    for i in range(lo, hi):
        head = i <= start and (i >= start - _NEAR or (title is not None and abs(i - title) <= _NEAR))
        if (head or end < i <= end + _AFTER) and marks.either(i):
            roles[i - lo] = Role.BYLINE
        elif (kept[i] or head) and (is_credit(lines[i].text) or is_caption(lines[i].text)):
            roles[i - lo] = Role.CAPTION
        elif kept[i] and is_trail(lines[i].text):
            roles[i - lo] = Role.FURNITURE
    _captions_under_credits(lines, roles, lo, hi)
    _lists_under_offers(lines, roles, lo, hi)
    if title is not None:
        roles[title - lo] = Role.TITLE
    return roles


def _captions_under_credits(lines: list[RawLine], roles: list[Role], lo: int, hi: int) -> None:
    """A credit line glued to the line above or below it (no empty line between, though the page has them) makes that a caption."""
    spaced = sum(lines[i].blanks > 0 for i in range(lo, hi)) > (hi - lo) / 3
    if not spaced:
        return
    for i in range(lo, hi):
        if roles[i - lo] is not Role.CAPTION or not is_credit(lines[i].text):
            continue
        if i + 1 < hi and lines[i + 1].blanks == 0 and (i + 2 >= hi or lines[i + 2].blanks > 0):
            roles[i + 1 - lo] = Role.CAPTION
        elif i > lo and lines[i].blanks == 0 and lines[i - 1].blanks > 0:
            roles[i - 1 - lo] = Role.CAPTION


def _lists_under_offers(lines: list[RawLine], roles: list[Role], lo: int, hi: int) -> None:
    """The list below a line that offers something else ("Find us on Facebook!") is no part of the article."""
    for i in range(lo, hi - _SHORTEST_LIST):
        if not is_offer(lines[i].text):
            continue
        end = i + 1
        while end < hi and is_bulleted(lines[end].text):
            end += 1
        if end - i > _SHORTEST_LIST:
            roles[i - lo : end - lo] = [Role.FURNITURE] * (end - i)
