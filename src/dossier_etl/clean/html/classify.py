"""How likely is each block to be body text?"""

import numpy as np
import numpy.typing as npt

from dossier_etl.clean.html.walk import Page

Scores = npt.NDArray[np.float32]


def body_scores(page: Page) -> Scores:
    """One value 0-1 per block."""
    out = np.zeros(len(page.blocks), dtype=np.float32)
    for i, block in enumerate(page.blocks):
        tag = page.elements.tag[block.element]
        long = len(block.text) >= 60 and block.link_chars < 0.3 * len(block.text)
        if long and not page.elements.hidden[block.element]:
            out[i] = 0.8 if tag == "p" else 0.4
    return out
