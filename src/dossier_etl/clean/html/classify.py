"""How likely is each block to be body text?"""

import numpy as np
import numpy.typing as npt

from dossier_etl.clean.html import features, forest, lexicon
from dossier_etl.clean.html.page import Page

Scores = npt.NDArray[np.float32]


def body_scores(page: Page, context: features.Context) -> Scores:
    """One value 0-1 per block; 0 for blocks in the midst of menus, which are not looked at further.

    Raises:
        ValueError: the shipped weights were made for other features than the code computes.
    """
    out = np.zeros(len(page.blocks), dtype=np.float32)
    kept = features.candidates(page)
    if not len(kept):
        return out
    model = forest.shipped()
    matrix, names = features.extract(page, kept, context, lexicon.shipped())
    if tuple(names) != model.names:
        raise ValueError("blocks.npz does not fit features.py; run tools/train_html.py")
    out[kept] = model.scores(matrix)
    return out
