"""The headline of an article in a text dump: a learned choice among the short lines at and above its first paragraph."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from dossier_etl.clean.text.features import LEXICAL, Floats
from dossier_etl.clean.text.line_patterns import Marks, is_caption, is_credit, n_words
from dossier_etl.clean.text.lines import RawLine

LONGEST_TITLE = 260
LEAST_LOGIT = -4.0
"""Below this no line is called the headline (a body alone, as feeds give it, has none)."""
_ABOVE = 40
_TOP = 25
"""Lines above the first paragraph and from the top of the page that are candidates."""
_BELOW = 3
_NEAR = 5
"""Lines after a headline in which a byline or stamp counts as its own."""
_PARAGRAPH = 80
N_FEATURES = 37
_MARKS = frozenset("•▪◦●■*·‣⁃#0123456789")
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
    lines: list[RawLine], base: Floats, p: Floats, topic: Floats, marks: Marks, lo: int = 0, hi: int | None = None
) -> Candidates:
    """Short lines from the top and above the first paragraph of ``lines[lo:hi]``, described.

    Args:
        lines: all lines of the page.
        base: their base features.
        p: probability that each is body.
        topic: `context.shared_topic` of each.
        marks: which lines are stamps and bylines.
        lo, hi: the part of the page the article reigns over.
    """
    hi = len(lines) if hi is None else hi
    anchor = first_paragraph(lines, p, lo, hi)
    if anchor is None:
        anchor = hi - 1
    picked = [
        i
        for i in range(lo, min(anchor + _BELOW, hi))
        if (i >= anchor - _ABOVE or i < lo + _TOP) and len(lines[i].text) <= LONGEST_TITLE
    ]
    if not picked:
        return Candidates([], np.zeros((0, N_FEATURES), dtype=np.float32))
    whole = "\n".join(_key(lines[i].text) for i in range(lo, hi) if len(lines[i].text) <= LONGEST_TITLE) + "\n"
    long_lines = np.cumsum([len(line.text) >= _PARAGRAPH for line in lines[lo : anchor + _BELOW + 1]])
    out = np.zeros((len(picked), N_FEATURES - 1), dtype=np.float32)
    for row, i in enumerate(picked):
        text, b = lines[i].text, base[i]
        words, key = n_words(text), _key(text)
        above, below = max(i - 1, lo), min(i + 1, hi - 1)
        mark = next((j - i for j in range(i + 1, min(i + 1 + _NEAR, hi)) if marks.either(j)), _NEAR + 2)
        times = whole.count(key) - 1 if words > 2 else 0
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
            min(whole.count(key + "\n") - 1, 4) if times else 0,
            min(times, 6),
            b[LEXICAL],
            b[LEXICAL + 1],
            p[i],
            topic[i, 0],
            topic[i, 2],
            mark,
            marks.either(i),
            is_credit(text) or is_caption(text),
            long_lines[min(anchor - lo, len(long_lines) - 1)] - long_lines[min(i - lo, len(long_lines) - 1)],
            np.log1p(len(lines[above].text)),
            np.log1p(len(lines[below].text)),
            base[below, 3],
            p[above],
            p[below],
            base[above, LEXICAL],
            topic[below, 0],
            marks.either(above),
        )
    best = out[:, 5].copy()
    best[out[:, 25] > 0] = 0
    return Candidates(picked, np.concatenate([out, (best >= best.max())[:, None].astype(np.float32)], axis=1))


def bare(line: str) -> str:
    """A headline without the list mark or heading mark before it."""
    return _LIST_MARK.sub("", line).strip()


def _key(text: str) -> str:
    return bare(text).casefold() if text[:1] in _MARKS else text.casefold()


@cache
def _net() -> tuple[Floats, ...]:
    data = json.loads((resources.files(__package__) / "title.json").read_text(encoding="utf-8"))
    return tuple(
        np.array(data[k], dtype=np.float32) for k in ("mean", "scale", "hidden", "hidden_bias", "out", "out_bias")
    )


def choose_title(
    lines: list[RawLine], base: Floats, p: Floats, topic: Floats, marks: Marks, lo: int = 0, hi: int | None = None
) -> int | None:
    """The line of ``lines[lo:hi]`` most likely to be the headline; None if no line is likely (see `candidates`)."""
    found = candidates(lines, base, p, topic, marks, lo, hi)
    if not found.lines:
        return None
    mean, scale, hidden, hidden_bias, out, out_bias = _net()
    z = np.clip((found.features - mean) / scale, -4, 4)
    logits = np.maximum(z @ hidden + hidden_bias, 0) @ out + out_bias
    best = int(logits.argmax())
    return found.lines[best] if float(logits[best]) >= LEAST_LOGIT else None
