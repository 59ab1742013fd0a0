"""Which blocks of a page stand in its hand-made body text: the labels ``train_html.py`` learns from."""

import bisect
import collections
import re

CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
TOKEN = re.compile(rf"[{CJK}]|[^\W{CJK}]+")
ANCHOR_TOKENS = 6
"""Blocks this long are recognised by their own words; shorter ones also need the right place."""


def tokenize(text: str) -> list[str]:
    return TOKEN.findall(text.casefold())


def shingles(tokens: list[str], n: int = 4) -> collections.Counter[tuple[str, ...]]:
    if not tokens:
        return collections.Counter()
    return collections.Counter(tuple(tokens[i : i + n]) for i in range(max(1, len(tokens) - n + 1)))


def f1(body: str, gold: str) -> float:
    """F1 of 4-word shingles, counted with multiplicity."""
    a, b = shingles(tokenize(body)), shingles(tokenize(gold))
    hit = sum((a & b).values())
    total = sum(a.values()) + sum(b.values())
    return 2 * hit / total if total else 0.0


def _find(needle: list[str], hay: list[str], lo: int, hi: int) -> int:
    n = len(needle)
    for i in range(max(lo, 0), min(hi, len(hay)) - n + 1):
        if hay[i] == needle[0] and hay[i : i + n] == needle:
            return i
    return -1


def _longest_rising(anchors: list[tuple[int, int, int]]) -> set[int]:
    """Blocks of the heaviest sequence whose gold positions rise. Anchors: (block, gold position, weight)."""
    best: list[tuple[int, int]] = []  # total weight, previous anchor
    for i, (_, position, weight) in enumerate(anchors):
        top, previous = 0, -1
        for j in range(max(0, i - 400), i):
            if anchors[j][1] < position and best[j][0] > top:
                top, previous = best[j][0], j
        best.append((top + weight, previous))
    out: set[int] = set()
    at = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    while at >= 0:
        out.add(anchors[at][0])
        at = best[at][1]
    return out


def label(blocks: list[str], gold: str) -> list[float]:
    """For every block the share of it that the gold body contains at that place (0 or 1 for short blocks)."""
    g = tokenize(gold)
    where: dict[tuple[str, ...], list[int]] = collections.defaultdict(list)
    for i in range(len(g) - 3):
        where[tuple(g[i : i + 4])].append(i)
    tokens = [tokenize(b) for b in blocks]
    out = [0.0] * len(blocks)
    anchors: list[tuple[int, int, int]] = []
    spans: dict[int, set[int]] = {}
    for b, t in enumerate(tokens):
        if len(t) < ANCHOR_TOKENS:
            continue
        hits = [where.get(tuple(t[i : i + 4]), []) for i in range(len(t) - 3)]
        share = sum(bool(h) for h in hits) / len(hits)
        if share < 0.34:
            continue
        out[b] = share
        spans[b] = {h[0] for h in hits if h}
        for start in next(h for h in hits if h)[:6]:
            anchors.append((b, start, len(t)))
    chosen = _longest_rising(anchors)
    covered: set[int] = set().union(*(spans[b] for b in chosen)) if chosen else set()
    for b in spans:
        if b not in chosen and len(spans[b] & covered) > 0.6 * len(spans[b]):
            out[b] = 0.0
    order = sorted(chosen)
    ends = {b: max(spans[b]) + 4 for b in order}
    starts = {b: min(spans[b]) for b in order}
    used: set[int] = set()
    for b, t in enumerate(tokens):
        if not t or len(t) >= ANCHOR_TOKENS:
            continue
        k = bisect.bisect(order, b)
        lo = ends[order[k - 1]] if k else 0
        hi = starts[order[k]] + 1 if k < len(order) else len(g)
        if not k or k == len(order):  # before the first or after the last anchor: only right beside it
            lo, hi = (max(0, hi - 60), hi) if not k else (lo, lo + 60)
        at = _find(t, g, lo - 1, hi + 1)
        if at >= 0 and at not in used and order:
            out[b] = 1.0
            used.add(at)
    return out
