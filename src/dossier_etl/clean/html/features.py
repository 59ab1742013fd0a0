"""What the classifier knows of each block, as one matrix per page.

Everything is computed for all blocks of a page at once; the columns' order is fixed by this module and checked against the
names stored with the weights.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain as joined
from typing import Final

import numpy as np
import numpy.typing as npt

from dossier_etl.clean.html import characters
from dossier_etl.clean.html.lexicon import Lexicon
from dossier_etl.clean.html.page import HIDDEN, Page

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

LEVELS: Final = 12
"""Ancestors looked at, the block element included."""
TAGS: Final = ("p", "li", "h1", "h2", "h3", "div", "td", "figcaption", "blockquote")
"""Block elements with a column of their own."""
INSIDE: Final = (
    ("article",), ("aside",), ("nav",), ("footer",), ("header",), ("figure", "figcaption"), ("table",),
    ("ul", "ol", "dl"), ("form", "button", "label"), ("main",),
)  # fmt: skip
"""Ancestors with a column of their own."""
_CODE_OF_TAG: Final = {name: i for i, name in enumerate(TAGS)}
_TAG_CODES: Final = np.arange(len(TAGS))[:, None]
_TAG_COLUMNS: Final = tuple(f"tag_{name}" for name in TAGS)
_KIND_OF_TAG: Final = {name: 1 << i for i, names in enumerate(INSIDE) for name in names}
_INSIDE_BITS: Final = np.array([[1 << i] for i in range(len(INSIDE))], dtype=np.int16)
_ABOVE_COLUMNS: Final = tuple(
    f"{what}_{up}" for up in (1, 2, 3, 4) for what in ("prose_share", "link_density", "mean_length", "blocks")
)
_INSIDE_COLUMNS: Final = tuple(f"in_{names[0]}" for names in INSIDE)
_BESIDE: Final = (-2, -1, 1, 2)
_AROUND: Final = (2, 6)
_NEAR_KINDS: Final = (*(f"{by:+d}" for by in _BESIDE), *(f"~{width}" for width in _AROUND))
_NO_ODDS: Final = (0.0, 0.0, 0.0)
_SENTENCE_END = frozenset('.!?…。！？।؟۔"”»’)')
_MENU_LENGTH = 50
_MENU_LINKS = 0.9
_HIDDEN_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Context:
    """What the page says about its article elsewhere."""

    title_block: int = -1
    """The block that shows the headline, -1 if none."""
    description: str = ""
    """Summaries from ``<meta>``, spaces folded."""
    body: str = ""
    """``articleBody`` of the page's JSON-LD, spaces folded."""


class _Columns:
    def __init__(self) -> None:
        self.names: list[str] = []
        self.rows: list[npt.NDArray[np.generic]] = []

    def add(self, name: str, values: npt.NDArray[np.generic]) -> None:
        self.names.append(name)
        self.rows.append(values)

    def add_all(self, names: Iterable[str], values: npt.NDArray[np.generic]) -> None:
        self.names.extend(names)
        self.rows.extend(values)

    def matrix(self) -> Floats:
        """``features × blocks``."""
        out = np.empty((len(self.rows), len(self.rows[0])), dtype=np.float32)
        for into, row in zip(out, self.rows, strict=True):
            into[:] = row
        return out


def candidates(page: Page) -> Ints:
    """Indices of the blocks worth scoring: all but those in the midst of menus (a short link between short links).

    On the labelled pages this leaves out 35 % of the blocks and 0.07 % of the body text.
    """
    flags = page.elements.flags
    menu = [
        len(b.text) < _MENU_LENGTH
        and (
            b.link_chars >= _MENU_LINKS * len(b.text)
            or (flags[b.element] & HIDDEN > 0 and len(b.text) < _HIDDEN_LENGTH)
        )
        for b in page.blocks
    ]
    among = np.array([True, *menu, True])
    return np.flatnonzero(~(among[1:-1] & among[:-2] & among[2:]))


@dataclass(frozen=True, slots=True)
class Extracted:
    """Features of the blocks of one page, and what they were computed from."""

    columns: Floats
    """``features × blocks``."""
    names: list[str]
    length: Floats
    """Characters of each block."""
    chain: Ints
    """Element index of each block's ancestors, nearest first: ``LEVELS × blocks``; the root repeats."""
    kind: Ints
    """Blocks with the same number have the same tag and tokens, and the same tokens above."""


def extract(page: Page, kept: Ints, context: Context, lexicon: Lexicon) -> Extracted:
    """Features of the blocks in ``kept`` (at least one)."""
    texts, elements, *counts = zip(*map(page.blocks.__getitem__, kept.tolist()), strict=True)
    length = np.array(list(map(len, texts)), dtype=np.float32)
    chain = _chains(page, np.array(elements, dtype=np.int64))
    out = _Columns()
    facts = np.array(counts, dtype=np.float32)
    quality = _text(out, facts, texts, length, lexicon)
    tokens = _dom(out, page, chain, lexicon)
    kind = _kinds(page, chain)
    share = _structure(out, page, facts[0], chain, kind, length, quality)
    _place(out, page, context, kept, chain, texts, length)
    _neighbours(out, {"length": np.log1p(length), "quality": quality, "tokens": tokens, "share": share})
    return Extracted(out.matrix(), out.names, length, chain, kind)


def _chains(page: Page, start: Ints) -> Ints:
    parent = np.array(page.elements.parent, dtype=np.int64)
    parent[parent < 0] = 0
    out = np.empty((LEVELS, len(start)), dtype=np.int64)
    current = start
    for level in range(LEVELS):
        out[level] = current
        current = parent[current]
    return out


def _text(out: _Columns, facts: Floats, texts: Sequence[str], length: Floats, lexicon: Lexicon) -> Floats:
    """Columns from the block's own words; returns one that sums up how much it reads like prose.

    Args:
        facts: the numbers of a `Block`, in its order.
    """
    counts = characters.count(texts)
    by = dict(zip(characters.CLASSES, counts, strict=True))
    n_words = by["space"] + 1 + by["ideograph"] / 2
    terminal = by["terminal"]
    for name, values in (
        ("length", np.log1p(length)),
        ("words", np.log1p(n_words)),
        ("word_length", length / n_words),
        ("upper", by["upper"] / length),
        ("digit", by["digit"] / length),
        ("ideograph", by["ideograph"] / length),
        ("commas", by["comma"] / n_words),
        ("terminals", np.log1p(terminal)),
        ("terminal_density", terminal / n_words),
    ):
        out.add(name, values)
    out.add("ends_sentence", np.array([t[-1] in _SENTENCE_END for t in texts]))
    out.add("ends_colon", np.array([t[-1] == ":" for t in texts]))
    link_chars, links, strong_chars, soft, images_before = facts
    link: Floats = link_chars / length
    out.add("link_density", link)
    out.add("links", np.minimum(links, 20))
    out.add("strong", strong_chars / length)
    out.add("images_before", np.minimum(images_before, 5))
    out.add("soft", soft)
    mean = _words(out, texts, lexicon)
    seen = Counter(texts)
    out.add("same_text", np.minimum([seen[t] for t in texts], 10))
    quality = np.log1p(n_words) * (1 - link) * np.minimum(1, 0.3 + terminal) + 0.3 * mean
    return np.asarray(quality, dtype=np.float32)


def _words(out: _Columns, texts: Sequence[str], lexicon: Lexicon) -> Floats:
    """Mean, sum and extremes of the words' log-odds; returns the mean."""
    odds, starts = lexicon.word_odds.look_up(texts)
    # The 0 behind a block's words counts: the lowest is never above it, the highest never below.
    total = np.add.reduceat(odds, starts)
    mean = np.asarray(total / np.maximum(np.add.reduceat((odds != 0).astype(np.float32), starts), 1), dtype=np.float32)
    out.add("word_odds", mean)
    out.add("word_odds_sum", np.clip(total, -30, 30))
    out.add("word_odds_min", np.minimum.reduceat(odds, starts))
    out.add("word_odds_max", np.maximum.reduceat(odds, starts))
    return mean


def _dom(out: _Columns, page: Page, chain: Ints, lexicon: Lexicon) -> Floats:
    """Columns from tags and tokens of the element and its ancestors; returns the sum of the tokens' odds above it."""
    elements = page.elements
    tag, attributes, tokens = elements.tag, elements.attributes, elements.tokens
    own = chain[0].tolist()
    codes: Ints = np.array([_CODE_OF_TAG.get(tag[i], -1) for i in own])
    out.add_all(_TAG_COLUMNS, np.equal(codes, _TAG_CODES))
    # Far fewer elements stand above blocks than a page has: they are numbered anew.
    used = np.flatnonzero(np.bincount(chain.ravel()))
    number = np.empty(len(tag), dtype=np.int64)
    number[used] = np.arange(len(used))
    chain = number[chain]
    kinds = np.array([_KIND_OF_TAG.get(tag[i], 0) for i in used.tolist()], dtype=np.int16)
    inside = np.bitwise_or.reduce(kinds[chain], axis=0)
    out.add_all(_INSIDE_COLUMNS, (inside & _INSIDE_BITS) > 0)
    each = [lexicon.token_odds(tokens(i)) if attributes[i] else _NO_ODDS for i in used.tolist()]
    odds = np.fromiter(joined.from_iterable(each), np.float32, 3 * len(each)).reshape(-1, 3)
    s, lo, hi = odds[:, 0][chain], odds[:, 1][chain], odds[:, 2][chain]
    s[1:][chain[1:] == chain[:-1]] = 0
    out.add_all(("tokens_0", "tokens_1", "tokens_2", "tokens_3"), s[:4])
    out.add("tokens_low", lo.min(axis=0))
    out.add("tokens_high", hi.max(axis=0))
    out.add("tokens_low_near", lo[:4].min(axis=0))
    total: Floats = s.sum(axis=0)
    out.add("tokens_sum", total)
    flags = elements.flags
    out.add("hidden", np.array([flags[i] & HIDDEN > 0 for i in own]))
    return total


def _structure(
    out: _Columns, page: Page, link: Floats, chain: Ints, kind: Ints, length: Floats, quality: Floats
) -> Floats:
    """Columns from how much prose stands around the block in the tree; returns the share of its container."""
    n_elements = len(page.elements.tag)
    prose = np.maximum(quality, 0) * np.minimum(length, 1000)
    all_prose = max(float(prose.sum()), 1.0)
    # Totals of every subtree: each block counts once for each distinct ancestor.
    fresh = np.ones(chain.shape, dtype=bool)
    fresh[1:] = chain[1:] != chain[:-1]
    at = chain[fresh]
    which = np.nonzero(fresh)[1]
    above = chain[1:5]
    near_prose, near_length, near_link = (
        np.bincount(at, weights=v[which], minlength=n_elements)[above] for v in (prose, length, link)
    )
    near_blocks = np.bincount(at, minlength=n_elements)[above]
    shares = near_prose / all_prose
    mean_length = np.log1p(near_length / np.maximum(near_blocks, 1))
    columns = (shares, near_link / np.maximum(near_length, 1), mean_length, np.log1p(near_blocks))
    out.add_all(_ABOVE_COLUMNS, np.stack(columns, axis=1).reshape(len(_ABOVE_COLUMNS), -1))
    # Readability's idea: prose gives weight to the elements above it, less the higher; the heaviest is the container.
    weight = np.zeros(n_elements)
    for up, factor in ((1, 1.0), (2, 0.5), (3, 0.25)):
        weight += factor * np.bincount(chain[up], weights=prose, minlength=n_elements)
    best = int(weight.argmax())
    heaviest = max(float(weight[best]), 1.0)
    out.add("weight_1", weight[chain[1]] / heaviest)
    out.add("weight_2", weight[chain[2]] / heaviest)
    hit = chain == best
    out.add("levels_to_best", np.where(hit.any(axis=0), hit.argmax(axis=0), LEVELS + 1))
    size, kind_prose = np.bincount(kind), np.bincount(kind, weights=prose)
    out.add("kind_count", np.log1p(size[kind]))
    out.add("kind_prose", (kind_prose / size)[kind] / 100)
    out.add("kind_share", kind_prose[kind] / all_prose)
    out.add("kind_link_density", (np.bincount(kind, weights=link) / np.bincount(kind, weights=length))[kind])
    return np.asarray(shares[1], dtype=np.float32)


def _kinds(page: Page, chain: Ints) -> Ints:
    tags, tokens = page.elements.tag, page.elements.tokens
    numbers: dict[tuple[str, str, str], int] = {}
    pairs = zip(chain[0].tolist(), chain[1].tolist(), strict=True)
    found: Ints = np.array([numbers.setdefault((tags[a], tokens(a), tokens(b)), len(numbers)) for a, b in pairs])
    return found


def _place(
    out: _Columns, page: Page, context: Context, kept: Ints, chain: Ints, texts: Sequence[str], length: Floats
) -> None:
    """Columns from where the block stands, and from what the page says of its article elsewhere."""
    n = len(texts)
    index = np.arange(n, dtype=np.float32)
    before = np.cumsum(length) - length
    total = max(float(length.sum()), 1.0)
    out.add("index", np.log1p(index))
    out.add("place", index / n)
    out.add("chars_before", before / total)
    out.add("chars_total", np.full(n, np.log1p(total)))
    out.add("blocks_total", np.full(n, np.log1p(n)))
    title = int(np.searchsorted(kept, context.title_block))
    if context.title_block >= 0 and title < n:
        out.add("from_title", np.clip(index - title, -50, 200))
        out.add("chars_from_title", (before - before[title]) / total)
        # How far up the block and the headline first share an ancestor.
        above_title = np.zeros(len(page.elements.tag), dtype=bool)
        above_title[chain[:, title]] = True
        shared = above_title[chain]
        out.add("levels_to_title", np.where(shared.any(axis=0), shared.argmax(axis=0), LEVELS + 1))
    else:
        out.add("from_title", np.full(n, -60))
        out.add("chars_from_title", np.full(n, -1))
        out.add("levels_to_title", np.full(n, -1))
    previous = np.concatenate((chain[:, :1], chain[:, :-1]), axis=1)
    same = chain == previous
    out.add("levels_to_previous", np.where(same.any(axis=0), same.argmax(axis=0), LEVELS + 1))
    for name, hay in (("in_description", context.description), ("in_stated_body", context.body)):
        if hay:
            out.add(name, np.array([len(t) > 8 and t[:40] in hay for t in texts]))
        else:
            out.add(name, np.full(n, -1))


def _neighbours(out: _Columns, columns: dict[str, Floats]) -> None:
    """Columns with what stands before and after."""
    n = len(next(iter(columns.values())))
    padded = np.zeros((len(columns), n + 14), dtype=np.float32)
    padded[:, 7 : n + 7] = list(columns.values())
    total = np.zeros((len(columns), n + 15))
    np.cumsum(padded, axis=1, dtype=np.float64, out=total[:, 1:])
    beside = [padded[:, 7 + by : 7 + by + n] for by in _BESIDE]
    around = [
        (total[:, 8 + width : 8 + width + n] - total[:, 7 - width : 7 - width + n]) / (2 * width + 1)
        for width in _AROUND
    ]
    names = [f"{name}{kind}" for name in columns for kind in _NEAR_KINDS]
    out.add_all(names, np.stack((*beside, *around), axis=1).reshape(len(names), n))
