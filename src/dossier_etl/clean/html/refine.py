"""Second look: what the first scores of the whole page say about each block.

A line among sure body lines is body more often than its own looks tell; a lonely one in a furniture container is not.
"""

import numpy as np

from dossier_etl.clean.html.features import Floats, Ints

NEAR = 4
WIDTHS = (3, 9)
LEVELS = (1, 2, 3, 4, 5)
SURE = 0.7
_FAR = 99.0


def extract(scores: Floats, length: Floats, chain: Ints, kind: Ints) -> tuple[Floats, list[str]]:
    """Further columns (``features × blocks``) and their names.

    Args:
        scores: of the first look.
        length: characters of each block.
        chain: its ancestors, ``levels × blocks``, see :mod:`features`.
        kind: number of its kind, see :mod:`features`.
    """
    n = len(scores)
    names: list[str] = ["score"]
    rows: list[Floats] = [scores]

    def add(name: str, values: object) -> None:
        names.append(name)
        rows.append(np.asarray(values, dtype=np.float32))

    weighted = scores * length
    padded = np.zeros(n + 2 * NEAR, dtype=np.float32)
    padded[NEAR : NEAR + n] = scores
    for by in (-3, -2, -1, 1, 2, 3):
        add(f"score{by:+d}", padded[NEAR + by : NEAR + by + n])
    for width in WIDTHS:
        add(f"score~{width}", _window(weighted, width) / (_window(length, width) + 1))
    for level in LEVELS:
        above = chain[level]
        inside = np.bincount(above, weights=weighted) / np.maximum(np.bincount(above, weights=length), 1)
        add(f"score_in_{level}", inside[above])
    add("score_of_kind", (np.bincount(kind, weights=weighted) / np.bincount(kind, weights=length))[kind])
    total = max(float(weighted.sum()), 1.0)
    add("body_before", np.cumsum(weighted) / total)
    add("body_total", np.full(n, np.log1p(total)))
    add("highest", np.full(n, scores.max()))
    add("open", np.full(n, float((np.minimum(scores, 1 - scores) * length).sum()) / total))
    sure = np.flatnonzero(scores > SURE)
    index = np.arange(n)
    if len(sure):
        add("after_first_sure", index - sure[0])
        add("before_last_sure", sure[-1] - index)
        right = np.minimum(np.searchsorted(sure, index), len(sure) - 1)
        left = np.maximum(right - 1, 0)
        add("to_nearest_sure", np.minimum(np.abs(sure[right] - index), np.abs(index - sure[left])))
    else:
        for name in ("after_first_sure", "before_last_sure", "to_nearest_sure"):
            add(name, np.full(n, -_FAR))
    return np.array(rows, dtype=np.float32), names


def _window(values: Floats, width: int) -> Floats:
    """Sum over ``2·width + 1`` blocks."""
    n = len(values)
    total = np.concatenate((np.zeros(width + 1), np.cumsum(values, dtype=np.float64)))
    total = np.concatenate((total, np.full(width, total[-1])))
    return np.asarray(total[2 * width + 1 : 2 * width + 1 + n] - total[:n], dtype=np.float32)
