"""Body text that stands on a page twice: desktop and mobile versions, print views, lightboxes."""

from dossier_etl.clean.html.page import Page
from dossier_etl.model.documents import Role

LONG = 80
"""Characters; shorter lines recur legitimately: refrains, table cells, section names."""
RUN_SHARE = 0.8
"""Share of a stretch of body lines that must have been read before for the whole stretch to be a second copy."""
BODY_SHARE = 0.7
"""Share of the lines before it that a second copy must repeat."""


def fold_repeated(page: Page, roles: list[Role]) -> bool:
    """Turn repeated body lines into furniture, in place; True if the whole body stood there twice.

    A long line is dropped where it recurs. If between the first and the last recurring line nearly everything recurs, the
    short lines there are dropped with them.
    """
    seen: set[str] = set()
    body = [i for i, role in enumerate(roles) if role is Role.BODY]
    again: list[int] = []
    for i in body:
        text = page.blocks[i].text
        if text in seen:
            again.append(i)
        seen.add(text)
    long_again = [i for i in again if len(page.blocks[i].text) >= LONG]
    if not long_again:
        return False
    run = [i for i in body if again[0] <= i <= again[-1]]
    repeated = _length(page, again)
    is_copy = repeated >= RUN_SHARE * _length(page, run)
    for i in again if is_copy else long_again:
        roles[i] = Role.FURNITURE
    before = [i for i in body if i < again[0]]
    return is_copy and repeated >= BODY_SHARE * _length(page, before)


def _length(page: Page, indices: list[int]) -> int:
    return sum(len(page.blocks[i].text) for i in indices)
