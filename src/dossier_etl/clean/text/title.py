"""The headline of an article in a text dump: a learned choice among the short lines at and above its first paragraph."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from dossier_etl.clean.text.features import LEXICAL, Floats
from dossier_etl.clean.text.lines import RawLine
from dossier_etl.clean.text.shapes import is_byline, is_caption, is_credit, is_stamp, is_wordless, n_words

LONGEST_TITLE = 260
LEAST_LOGIT = -2.5
"""Below this no line is called the headline (a body alone, as feeds give it, has none)."""
_ABOVE = 60
"""Lines above the first paragraph that are candidates (and as many from the top of the page)."""
_BELOW = 3
_NEAR = 5
"""Lines after a headline in which a byline or stamp counts as its own."""
_PARAGRAPH = 80
N_FEATURES = 28
_LIST_MARK = re.compile(r"^(?:[•▪◦●■*·‣⁃#]+|\d{1,3}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Lines that may be the headline, and what is known of each."""

    lines: list[int]
    features: Floats


def first_paragraph(lines: list[RawLine], p: Floats, lo: int = 0, hi: int | None = None) -> int | None:
    """First long line that is likely body, else the first likely one."""
    hi = len(lines) if hi is None else hi
    likely = [i for i in range(lo, hi) if p[i] > 0.5]
    return next((i for i in likely if len(lines[i].text) >= _PARAGRAPH), likely[0] if likely else None)


def candidates(
    lines: list[RawLine], base: Floats, p: Floats, topic: Floats, lo: int = 0, hi: int | None = None
) -> Candidates:
    """Short lines from the top and above the first paragraph of ``lines[lo:hi]``, described.

    Args:
        lines: all lines of the page.
        base: their base features.
        p: probability that each is body.
        topic: `context.shared_topic` of each.
        lo, hi: the part of the page the article reigns over.
    """
    hi = len(lines) if hi is None else hi
    anchor = first_paragraph(lines, p, lo, hi)
    if anchor is None:
        anchor = hi - 1
    picked = [
        i
        for i in range(lo, min(anchor + _BELOW, hi))
        if (i >= anchor - _ABOVE or i < lo + _ABOVE)
        and len(lines[i].text) <= LONGEST_TITLE
        and not is_wordless(lines[i].text)
    ]
    if not picked:
        return Candidates([], np.zeros((0, N_FEATURES), dtype=np.float32))
    keys = Counter(_key(lines[i].text) for i in range(lo, hi) if len(lines[i].text) <= LONGEST_TITLE)
    marks = [
        is_stamp(line.text) or is_byline(line.text)
        for line in lines[picked[0] : min(picked[-1] + _NEAR + 1, len(lines))]
    ]
    long_before = np.cumsum([len(line.text) >= _PARAGRAPH for line in lines[picked[0] : anchor + _BELOW + 1]])
    out = np.zeros((len(picked), N_FEATURES - 1), dtype=np.float32)
    for row, i in enumerate(picked):
        text, b, at = lines[i].text, base[i], i - picked[0]
        words = n_words(text)
        after = marks[at + 1 : at + 1 + _NEAR]
        out[row] = (
            np.log1p(max(anchor - i, 0)),
            i == anchor,
            i > anchor,
            i == anchor - 1,
            np.log1p(i - lo),
            np.log1p(len(text)),
            np.log1p(words),
            words < 3,
            b[3],  # ends a sentence
            b[4],
            b[5],
            b[9],  # bullet
            b[10],
            b[11],
            b[12],
            b[13],  # capitals
            b[21],  # bars
            min(keys[_key(text)] - 1, 3),
            b[LEXICAL],
            b[LEXICAL + 1],
            p[i],
            topic[i, 0],
            topic[i, 2],
            after.index(True) + 1 if True in after else _NEAR + 2,
            marks[at],
            is_credit(text) or is_caption(text),
            long_before[min(anchor - picked[0], len(long_before) - 1)] - long_before[min(at, len(long_before) - 1)],
        )
    best = out[:, 5].copy()
    best[out[:, 24] > 0] = 0
    return Candidates(picked, np.concatenate([out, (best >= best.max())[:, None].astype(np.float32)], axis=1))


def bare(line: str) -> str:
    """A headline without the list mark or heading mark before it."""
    return _LIST_MARK.sub("", line).strip()


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


@cache
def _net() -> tuple[Floats, ...]:
    data = json.loads((resources.files(__package__) / "title.json").read_text(encoding="utf-8"))
    return tuple(
        np.array(data[k], dtype=np.float32) for k in ("mean", "scale", "hidden", "hidden_bias", "out", "out_bias")
    )


def choose_title(
    lines: list[RawLine], base: Floats, p: Floats, topic: Floats, lo: int = 0, hi: int | None = None
) -> int | None:
    """The line of ``lines[lo:hi]`` most likely to be the headline; None if no line is likely (see `candidates`)."""
    found = candidates(lines, base, p, topic, lo, hi)
    if not found.lines:
        return None
    mean, scale, hidden, hidden_bias, out, out_bias = _net()
    z = np.clip((found.features - mean) / scale, -4, 4)
    logits = np.maximum(z @ hidden + hidden_bias, 0) @ out + out_bias
    best = int(logits.argmax())
    return found.lines[best] if float(logits[best]) >= LEAST_LOGIT else None
