"""The second gear: ask trafilatura where the block classifier is unsure of a page."""

import numpy as np

from dossier_etl.clean.html.classify import Scores
from dossier_etl.clean.html.page import Page
from dossier_etl.clean.html.roles import BODY_SCORE
from dossier_etl.clean.html.titles import normal

UNSURE = 0.35
"""Doubt above which a page is asked about again. Out of fold: 2.2 % of the labelled pages, +.0030 mean F1, 0.6 ms a page; at .25,
4.4 %, +.0037, 1.15 ms. Without ``fast`` trafilatura costs a third more and helps less (+.0022)."""
MAX_MARKUP = 500_000
"""Characters; larger pages cost trafilatura 0.1 s and more each. Asking about those too would add .0005 mean F1."""
SURE_WITHOUT = 0.75
ENOUGH_WITH = 0.08
"""Scores that make a block body where trafilatura leaves it out, and where it keeps it."""
_RECOGNISED = 120
"""Characters by which a block is found in trafilatura's text."""


def doubt(page: Page, scores: Scores) -> float:
    """How unsure the classifier is, 0 to about 1: the text it could be wrong about, against the text it chose."""
    length = np.fromiter((len(b.text) for b in page.blocks), dtype=np.float32, count=len(page.blocks))
    chosen = scores >= BODY_SCORE
    total = float(length[chosen].sum())
    if not total:
        return 1.0
    open_text = float((length * np.minimum(scores, 1 - scores)).sum()) / total
    weakness = 1 - float((length * scores)[chosen].sum()) / total
    return max(0.7 * open_text, weakness)


def ask_trafilatura(markup: str, page: Page, scores: Scores) -> Scores:
    """Scores after hearing trafilatura: it may add blocks the classifier thinks possible and drop those it doubts.

    Raises nothing trafilatura documents; it returns no text for pages it cannot read, and then the scores stand.
    """
    import trafilatura  # deferred: half a second to import, needed for few pages
    from trafilatura.settings import Document

    # Not `extract`, which goes on to lay the text out: only its letters and digits are looked at here.
    extracted = trafilatura.bare_extraction(markup, output_format="txt", fast=True, include_comments=False)
    if not isinstance(extracted, Document) or not extracted.raw_text:
        return scores
    body = normal(extracted.raw_text)
    out = scores.copy()
    for i, block in enumerate(page.blocks):
        score = scores[i]
        if ENOUGH_WITH <= score < SURE_WITHOUT:
            text = normal(block.text)[:_RECOGNISED]
            out[i] = (score + 1) / 2 if len(text) > 2 and text in body else score / 4
    return out
