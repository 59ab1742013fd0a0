"""The second extractor: ask resiliparse where the block classifier is unsure of a page."""

import numpy as np
from resiliparse.extract.html2text import extract_plain_text

from dossier_etl.clean.html.classify import Scores
from dossier_etl.clean.html.page import Page
from dossier_etl.clean.html.roles import BODY_SCORE
from dossier_etl.clean.html.titles import normal

UNSURE = 0.25
"""Doubt above which a page is asked about again. Out of fold: 4.4 % of the labelled pages, +.0031 mean F1, 0.15 ms a page; .20 and .30
give +.0033 and +.0024. Trafilatura, asked before, gave +.0025 here and +.0022 where it helped most for its cost, 0.6 ms a page and
half a second to import."""
MAX_STEPS = 4_000_000
"""Elements × depth of the deepest: resiliparse climbs from every node to the root, a second for so many. Real pages stay under
500,000."""
SURE_WITHOUT = 0.75
ENOUGH_WITH = 0.08
"""Scores that make a block body where resiliparse leaves it out, and where it keeps it."""
_RECOGNISED = 120
"""Characters by which a block is found in resiliparse's text."""


def doubt(page: Page, scores: Scores) -> float:
    """Return how unsure the classifier is, 0 to about 1: the text it could be wrong about, against the text it chose."""
    length = np.fromiter((len(b.text) for b in page.blocks), dtype=np.float32, count=len(page.blocks))
    chosen = scores >= BODY_SCORE
    total = float(length[chosen].sum())
    if not total:
        return 1.0
    open_text = float((length * np.minimum(scores, 1 - scores)).sum()) / total
    weakness = 1 - float((length * scores)[chosen].sum()) / total
    return max(0.7 * open_text, weakness)


def is_worth_asking(page: Page, scores: Scores) -> bool:
    """Return True if the classifier is uncertain and the page is not too deep."""
    return doubt(page, scores) > UNSURE and len(page.elements.parent) * _depth(page.elements.parent) <= MAX_STEPS


def _depth(parents: list[int]) -> int:
    """Levels of the deepest element; parents stand before their children."""
    levels: list[int] = []
    for parent in parents:
        levels.append(levels[parent] + 1 if parent >= 0 else 1)
    return max(levels, default=0)


def ask_resiliparse(markup: str, page: Page, scores: Scores) -> Scores:
    """Scores after hearing resiliparse's rules for main content: they may add blocks the classifier thinks possible and drop those
    it doubts. Where they find no text the scores stand."""
    text = extract_plain_text(
        markup, main_content=True, preserve_formatting=False, alt_texts=False, list_bullets=False, comments=False
    )
    body = normal(text)
    if not body:
        return scores
    out = scores.copy()
    for i, block in enumerate(page.blocks):
        score = scores[i]
        if ENOUGH_WITH <= score < SURE_WITHOUT:
            text = normal(block.text)[:_RECOGNISED]
            out[i] = (score + 1) / 2 if len(text) > 2 and text in body else score / 4
    return out
