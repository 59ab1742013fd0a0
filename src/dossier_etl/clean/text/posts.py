"""Several posts on one page (blog fronts, forum threads, pasted collections): where one ends and the next begins.

Precision first: a place is a boundary only when what stands there (headline, stamp, empty lines) and what changes there
(the words of the text before and after) speak for it together. The weights come from tools/train_posts.py.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from dossier_etl.clean.text.context import Words
from dossier_etl.clean.text.features import LEXICAL, Floats
from dossier_etl.clean.text.line_patterns import Marks, has_date, is_bulleted, is_credit, n_words
from dossier_etl.clean.text.lines import RawLine

_LEAST_TEXT = 350
"""Characters of body every post must have: dated teasers of other articles have less."""
_PARAGRAPH = 60
_REACH = 8
"""Lines from the start of a post to its first paragraph."""
_LONGEST_HEAD = 260
_TOPIC_REACH = 12
"""Body lines before and after a boundary whose words are compared."""
_NEARLY = 0.5
_FRAMED_WORDS = 20
_FRAMED_PARAGRAPHS = 4
_TAIL = re.compile(
    r"(?:\d+\s+)?(?:comments?|kommentare?|comentarios?|commentaires?|commenti|replies|responses)\b"
    r"|copyright|©|all rights reserved|disclaimer",
    re.I,
)
"""Lines that end a page rather than begin a post."""
_SHAPE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Boundary:
    """A post may begin at this line."""

    line: int
    gap: int
    """Number of body paragraphs before it: places with the same number lie in the same stretch between two."""
    features: tuple[float, ...]


def boundaries(
    lines: list[RawLine], kept: npt.NDArray[np.bool_], p: Floats, base: Floats, words: Words, marks: Marks
) -> list[Boundary]:
    """Every place where a post could begin, described by `FEATURES`."""
    n = len(lines)
    length = np.fromiter((len(line.text) for line in lines), dtype=np.int64, count=n)
    text = kept & (length >= _PARAGRAPH)
    if int(text.sum()) < 2:
        return []
    mass = np.concatenate([[0], np.cumsum(np.where(kept, length, 0))])
    body = np.flatnonzero(text)
    last, total = int(body[-1]), int(mass[-1])
    stamps = {i: _shape(lines[i].text) for i in range(n) if marks.stamp[i] and not text[i]}
    bylines = {i for i in range(n) if marks.byline[i] and not text[i]}
    shapes = Counter(stamps.values())
    gaps = [lines[i].blanks for i in body[1:]]
    usual = float(np.median(gaps)) if gaps else 0.0
    topic = _Topic(lines, text, words)
    first = next((stamps[j] for j in sorted(stamps) if j < body[0]), None)
    dated: dict[int, bool] = {}
    heads = [i for i in range(int(body[0]) + 1, last) if _may_begin(i, lines, text, stamps, bylines)]
    found = []
    for i in heads:
        following = body[np.searchsorted(body, i)] if i <= last else None
        if following is None or following - i > _REACH or mass[i] < _LEAST_TEXT or total - mass[i] < _LEAST_TEXT:
            continue
        before = int(body[np.searchsorted(body, i) - 1])
        zone = range(i, int(following))
        own = [j for j in range(max(i - 1, before + 1), int(following)) if j in stamps]
        head = lines[i].text
        shared, rare = topic.shared(int(following))
        dated.update({j: has_date(lines[j].text) for j in zone if j not in dated})
        shape = stamps[own[0]] if own else None
        values = (
            min(lines[i].blanks - usual, 5),
            min(max((lines[j].blanks for j in (*zone, int(following)) if j > i), default=0) - usual, 5),
            np.log1p(n_words(head)),
            base[i, 3],
            p[i],
            base[i, 9],
            base[i, 13],
            base[i, LEXICAL],
            bool(own),
            np.log1p(shapes[shape]) if shape else 0,
            own[0] - i if own else _REACH,
            shape is not None and shape == first,
            any(dated[j] for j in zone),
            any(j in bylines for j in range(max(i - 1, 0), int(following))),
            np.log1p(i - before - 1),
            following - i,
            shared,
            rare,
            np.log1p(mass[i] / 1000),
            np.log1p((total - mass[i]) / 1000),
            np.log1p(len(heads)),
            np.log1p(n),
            total / max(float(length.sum()), 1),
            base[before, 3],
            i not in stamps and i not in bylines,
            topic.named(i, int(following)),
        )
        found.append(Boundary(i, int(np.searchsorted(body, i)), tuple(float(v) for v in values)))
    return found


def _may_begin(
    i: int, lines: list[RawLine], text: npt.NDArray[np.bool_], stamps: dict[int, str], bylines: set[int]
) -> bool:
    """A short line with no other candidate directly before it: the headline, or a stamp that has none."""
    if text[i] and len(lines[i].text) > _LONGEST_HEAD / 2:
        return False
    if (
        len(lines[i].text) > _LONGEST_HEAD
        or is_bulleted(lines[i].text)
        or is_credit(lines[i].text)
        or _TAIL.match(lines[i].text)
    ):
        return False
    return i in stamps or i in bylines or 2 <= n_words(lines[i].text) <= 30


def _shape(line: str) -> str:
    """Stamps of one site look the same but for their digits and names of days and months."""
    return re.sub(r"[^\W\d_]+", "a", _SHAPE.sub("0", line.casefold()))


class _Topic:
    """Words of the body before and after a place."""

    def __init__(self, lines: list[RawLine], text: npt.NDArray[np.bool_], words: Words) -> None:
        self._by_line: list[set[int]] = [set() for _ in lines]
        for word, line in zip(words.word.tolist(), words.line.tolist(), strict=True):
            self._by_line[line].add(word)
        self._text = np.flatnonzero(text)
        self._known: dict[int, tuple[set[int], set[int]]] = {}
        counts = Counter(w for i in self._text for w in self._by_line[i])
        self._common = {w for w, c in counts.items() if c > max(6, 0.25 * len(self._text))}

    def _sides(self, following: int) -> tuple[set[int], set[int]]:
        """Words of the body lines before ``following``, and of those from there on; many heads share these."""
        at = int(np.searchsorted(self._text, following))
        if at not in self._known:
            left = set().union(*(self._by_line[i] for i in self._text[max(at - _TOPIC_REACH, 0) : at]))
            right = set().union(*(self._by_line[i] for i in self._text[at : at + _TOPIC_REACH]))
            self._known[at] = left, right
        return self._known[at]

    def shared(self, following: int) -> tuple[float, float]:
        """Share of the smaller side's words that the other side has too: all words, and those that are not everywhere."""
        left, right = self._sides(following)
        rare_left, rare_right = left - self._common, right - self._common
        return (
            len(left & right) / max(min(len(left), len(right)), 1),
            len(rare_left & rare_right) / max(min(len(rare_left), len(rare_right)), 1),
        )

    def named(self, head: int, following: int) -> float:
        """Share of the headline's words that the text after it has, less the share that the text before it has."""
        own = self._by_line[head]
        if not own:
            return 0.0
        left, right = self._sides(following)
        return (len(own & right) - len(own & left)) / len(own)


@cache
def _weights() -> tuple[Floats, Floats, Floats, Floats, Floats, float, float]:
    data = json.loads((resources.files(__package__) / "posts.json").read_text(encoding="utf-8"))
    arrays = [np.array(data[k], dtype=np.float32) for k in ("mean", "scale", "hidden", "hidden_bias", "out")]
    return (*arrays, float(data["out_bias"]), float(data["threshold"]))  # type: ignore[return-value]


def split(
    lines: list[RawLine], kept: npt.NDArray[np.bool_], p: Floats, base: Floats, words: Words, marks: Marks
) -> list[int]:
    """Lines at which a further post begins, ascending; empty for a single article."""
    found = boundaries(lines, kept, p, base, words, marks)
    if not found:
        return []
    mean, scale, hidden, hidden_bias, out, out_bias, threshold = _weights()
    x = (np.array([b.features for b in found], dtype=np.float32) - mean) / scale
    logit = np.maximum(np.clip(x, -4, 4) @ hidden + hidden_bias, 0) @ out + out_bias
    scores = 1 / (1 + np.exp(-logit))
    framed = framed_heads(lines, kept)
    scores[[b.line in framed for b in found]] = 1.0
    return accepted(found, scores.tolist(), lines, kept, threshold)


def framed_heads(lines: list[RawLine], kept: npt.NDArray[np.bool_]) -> set[int]:
    """Headlines set off by more empty lines than paragraphs are, above and below, on a page whose first headline is too.

    Pages made from HTML hardly ever have two empty lines in a row; texts pasted one after another do.
    """
    paragraphs = [i for i in range(len(lines)) if kept[i] and len(lines[i].text) >= _PARAGRAPH]
    if len(paragraphs) < _FRAMED_PARAGRAPHS:
        return set()
    usual = max(int(np.median([lines[i].blanks for i in paragraphs[1:]])), 1)
    framed = [
        i
        for i in range(len(lines) - 1)
        if (i == 0 or lines[i].blanks > usual)
        and lines[i + 1].blanks > usual
        and 2 <= n_words(lines[i].text) <= _FRAMED_WORDS
        and not lines[i].text.endswith((".", ":", ",", ";"))
    ]
    return set(framed) if framed and framed[0] < paragraphs[0] else set()


def accepted(
    found: list[Boundary], scores: list[float], lines: list[RawLine], kept: npt.NDArray[np.bool_], threshold: float
) -> list[int]:
    """Stretches whose best place is over the threshold, the surest first, so that every post keeps enough text.

    A post begins at the first place of its stretch that is nearly as likely as the best (the headline stands before the
    stamp, or the stamp before the headline).
    """
    length = np.where(kept, [len(line.text) for line in lines], 0)
    mass = np.concatenate([[0], np.cumsum(length)])
    best: dict[int, float] = {}
    for place, score in zip(found, scores, strict=True):
        best[place.gap] = max(best.get(place.gap, 0.0), score)
    chosen: list[int] = []
    for gap, top in sorted(best.items(), key=lambda item: (-item[1], item[0])):
        if top < threshold:
            break
        line = next(b.line for b, s in zip(found, scores, strict=True) if b.gap == gap and s >= _NEARLY * top)
        edges = sorted([0, *chosen, line, len(lines)])
        if all(mass[b] - mass[a] >= _LEAST_TEXT for a, b in pairwise(edges)):
            chosen.append(line)
    return sorted(chosen)
