"""From block scores to roles: body, headline, byline, caption, furniture."""

from dataclasses import dataclass

from dossier_etl.clean.html.classify import Scores
from dossier_etl.clean.html.walk import Page
from dossier_etl.model.documents import Role

BODY_SCORE = 0.5


@dataclass(frozen=True, slots=True)
class Chosen:
    """A role and a score per block, and the headline."""

    roles: tuple[Role, ...]
    scores: tuple[float, ...]
    title: str
    gear: str = "fast"


def choose(page: Page, scores: Scores) -> Chosen:
    """Take the blocks that look like body; the first ``h1`` (else the first heading) is the headline."""
    roles = [Role.BODY if s >= BODY_SCORE else Role.FURNITURE for s in scores.tolist()]
    title = ""
    for wanted in ("h1", "h2"):
        for i, block in enumerate(page.blocks):
            if page.elements.tag[block.element] == wanted and not page.elements.hidden[block.element]:
                title = block.text
                roles[i] = Role.TITLE
                break
        if title:
            break
    return Chosen(tuple(roles), tuple(scores.tolist()), title or page.title)
