"""Articles behind a layer: a page that hides its article until the reader consents shows the layer's text and hides the article's."""

import re
from collections.abc import Sequence

from dossier_etl.clean.html.page import HIDDEN, Page
from dossier_etl.model.documents import Role

PROSE = 80
"""Characters from which a block is prose."""
ENOUGH = 300
"""Characters of prose that make an article, behind a layer or beside it."""
_STORY = frozenset({"article", "main", "h1"})
_LAYER = re.compile(
    r"(?:^|[\s_-])(?:cmp|consent|cookies?|gdpr|dsgvo|didomi|onetrust|usercentrics|truste|sp[-_]message|qc-cmp\d?|cookiebot|privacy-?(?:wall|layer|"
    r"modal|banner|manager))(?:$|[\s_-])"
)


def reveal(page: Page) -> None:
    """Show the hidden part of a page that holds its article, in place, where more prose is hidden there than shown elsewhere."""
    elements = page.elements
    if not any(elements.flags[b.element] & HIDDEN and len(b.text) >= PROSE for b in page.blocks):
        return
    layers: dict[int, bool] = {}
    hidden: dict[int, int] = {}
    shown = 0
    for block in page.blocks:
        if len(block.text) < PROSE or block.link_chars > len(block.text) / 2:
            continue
        root = _hidden_root(page, block.element)
        if root < 0:
            shown += 0 if _in_layer(page, block.element, layers) else len(block.text)
        else:
            hidden[root] = hidden.get(root, 0) + len(block.text)
    if not hidden:
        return
    root = max(hidden, key=lambda e: (hidden[e], -e))
    inside = {root}
    for e in range(root + 1, len(elements.parent)):
        if elements.parent[e] not in inside:
            if elements.parent[e] < root:
                break
            continue
        inside.add(e)
    if hidden[root] < max(ENOUGH, shown) or _STORY.isdisjoint(elements.tag[e] for e in inside):
        return
    for e in inside:
        elements.flags[e] &= ~HIDDEN
    page.revealed = inside


def _hidden_root(page: Page, element: int) -> int:
    """Return the outermost hidden element around one, -1 if it is shown."""
    if not page.elements.flags[element] & HIDDEN:
        return -1
    above = page.elements.parent[element]
    while above >= 0 and page.elements.flags[above] & HIDDEN:
        element, above = above, page.elements.parent[above]
    return element


def _in_layer(page: Page, element: int, known: dict[int, bool]) -> bool:
    """Return True if an element is in a consent layer; ``known`` holds the answers for elements asked about so far."""
    asked: list[int] = []
    while element >= 0 and element not in known:
        asked.append(element)
        tokens = page.elements.tokens(element)
        if tokens and _LAYER.search(tokens):
            known[element] = True
            break
        element = page.elements.parent[element]
    found = element >= 0 and known[element]
    known.update(dict.fromkeys(asked, found))
    return found


def drop_layers(page: Page, roles: list[Role]) -> None:
    """Take the texts of consent layers from the body, in place, where an article is left."""
    known: dict[int, bool] = {}
    body = [i for i, role in enumerate(roles) if role is Role.BODY]
    layers = [i for i in body if _is_beside(page, page.blocks[i].element, known)]
    if layers and _length(page, body) - _length(page, layers) >= ENOUGH:
        for i in layers:
            roles[i] = Role.FURNITURE


def _is_beside(page: Page, element: int, known: dict[int, bool]) -> bool:
    if page.revealed and element not in page.revealed:
        return True
    return _in_layer(page, element, known)


def _length(page: Page, blocks: Sequence[int]) -> int:
    return sum(len(page.blocks[i].text) for i in blocks)
