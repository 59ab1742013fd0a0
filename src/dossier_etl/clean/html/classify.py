"""How likely is each block to be body text?"""

import numpy as np
import numpy.typing as npt

from dossier_etl.clean.html import features, lexicon, oblivious_trees, refine
from dossier_etl.clean.html.page import Page

Scores = npt.NDArray[np.float32]


def body_scores(page: Page, context: features.Context) -> Scores:
    """One value 0-1 per block; 0 for blocks in the midst of menus, which are not looked at further.

    Two looks: at each block and its surroundings, then once more knowing the first scores of the whole page.

    Raises:
        ValueError: the shipped weights were made for other features than the code computes.
    """
    out = np.zeros(len(page.blocks), dtype=np.float32)
    kept = features.candidates(page)
    if not len(kept):
        return out
    seen = features.extract(page, kept, context, lexicon.shipped())
    scores = _apply("first", seen.columns, seen.names)
    more, names = refine.extract(scores, seen.length, seen.chain, seen.kind)
    out[kept] = _apply("second", np.concatenate((seen.columns, more)), seen.names + names)
    return out


def _apply(look: str, columns: features.Floats, names: list[str]) -> Scores:
    model = oblivious_trees.shipped(look)
    if tuple(names) != model.names:
        raise ValueError(f"{look}.npz does not fit the features computed; run tools/train_html.py")
    return model.scores(columns)
