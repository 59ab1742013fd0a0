"""Train the HTML block classifier: ``first.npz``, ``second.npz`` and ``lexicon.json`` of ``dossier_etl.clean.html``.

    python tools/train_html.py GOLD_DIR [--out DIR] [--trees 200] [--folds 5]

GOLD_DIR holds ``gold.jsonl`` (id, domain, body_text) and ``pages/<id>.html``. Needs catboost, which is no dependency of the
project: install it in a virtual environment of its own. Reports out-of-fold figures (folds by domain: no page is judged by
a model that saw its site), then trains on everything and writes the weights. Takes about four minutes on one core.
"""

import argparse
import collections
import hashlib
import json
import math
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool
from html_labels import f1, label, tokenize

from dossier_etl.clean.decode import decode
from dossier_etl.clean.html import features, jsonld, refine, titles
from dossier_etl.clean.html.assemble import context_of
from dossier_etl.clean.html.lexicon import Lexicon, token_parts
from dossier_etl.clean.html.limits import make_parseable
from dossier_etl.clean.html.page import Page
from dossier_etl.clean.html.walk import walk
from dossier_etl.clean.html.words import words_of

SHRINK = 2.0
"""Pseudo-domains that pull a word's odds to the average."""
MIN_DOMAINS = {"tokens": 4, "words": 6}
MIN_ODDS = {"tokens": 0.15, "words": 0.25}
"""Weaker words are left out: they say little and cost look-ups."""
BODY = 0.5
"""A block is body if the gold holds at least this share of it."""

Counts = dict[str, dict[str, list[float]]]
"""domain → word → [weight with body, weight]."""


@dataclass
class Example:
    id: str
    domain: str
    gold: str
    page: Page
    context: features.Context
    labels: list[float]
    kept: Any = None
    seen: Any = None
    matrix: Any = None


def read(folder: Path) -> list[Example]:
    out = []
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if not row.get("body_text"):
            continue
        raw = (folder / "pages" / f"{row['id']}.html").read_bytes()
        page = walk(make_parseable(decode(raw, transport=None, is_html=True).text).markup)
        stated, _, found = jsonld.flatten(page.jsonld)
        bodies = [body for _, body in found]
        if not page.blocks:
            continue
        context = context_of(page, titles.find(page, stated), bodies)
        labels = label([b.text for b in page.blocks], row["body_text"])
        out.append(Example(row["id"], row["domain"], row["body_text"], page, context, labels))
    return out


def count(examples: list[Example]) -> tuple[Counts, Counts]:
    """How often each token and word stands with body text, per domain."""
    tokens: Counts = collections.defaultdict(lambda: collections.defaultdict(lambda: [0.0, 0.0]))
    words: Counts = collections.defaultdict(lambda: collections.defaultdict(lambda: [0.0, 0.0]))
    for e in examples:
        elements = e.page.elements
        for block, share in zip(e.page.blocks, e.labels, strict=True):
            weight = math.sqrt(min(len(block.text), 400))
            chain = elements.chain(block.element, features.LEVELS)
            for t in set().union(*(token_parts(elements.tokens(i)) for i in chain)):
                pair = tokens[e.domain][t]
                pair[0] += weight * (share >= BODY)
                pair[1] += weight
            for t in set(words_of(block.text)):
                pair = words[e.domain][t]
                pair[0] += share >= BODY
                pair[1] += 1
    return tokens, words


class Odds:
    """Log-odds per word over domains, with or without one domain's own pages."""

    def __init__(self, counts: Counts, kind: str) -> None:
        self.counts, self.least, self.weakest = counts, MIN_DOMAINS[kind], MIN_ODDS[kind]
        self.total: dict[str, list[float]] = collections.defaultdict(lambda: [0.0, 0.0])
        for domain in counts.values():
            for word, (body, weight) in domain.items():
                self.total[word][0] += body / weight
                self.total[word][1] += 1
        self.prior = sum(b for b, _ in self.total.values()) / sum(n for _, n in self.total.values())
        self.everything = self._odds(self.total, {})

    def _odds(self, words: Iterable[str], without: dict[str, list[float]]) -> dict[str, float]:
        out = {}
        for word in words:
            body, n = self.total[word]
            if own := without.get(word):
                body, n = body - own[0] / own[1], n - 1
            if n >= self.least:
                odds = math.log((body + SHRINK * self.prior) / (n - body + SHRINK * (1 - self.prior)))
                odds -= math.log(self.prior / (1 - self.prior))
                if abs(odds) >= self.weakest:
                    out[word] = round(odds, 2)
        return out

    def without(self, domain: str) -> dict[str, float]:
        own = self.counts[domain]
        rest = {w: v for w, v in self.everything.items() if w not in own}
        return rest | self._odds(own, own)


def prepare(examples: list[Example]) -> tuple[Lexicon, tuple[str, ...]]:
    """Fill in every example's features, computed with a lexicon that has not seen its domain; returns the full lexicon."""
    counted = count(examples)
    tokens, words = Odds(counted[0], "tokens"), Odds(counted[1], "words")
    lexicons: dict[str, Lexicon] = {}
    names: list[str] = []
    for e in sorted(examples, key=lambda e: e.domain):
        if e.domain not in lexicons:
            lexicons = {e.domain: Lexicon(tokens.without(e.domain), words.without(e.domain))}
        e.kept = features.candidates(e.page)
        if len(e.kept):
            e.seen = features.extract(e.page, e.kept, e.context, lexicons[e.domain])
            e.matrix, names = e.seen.columns.T, e.seen.names
    return Lexicon(tokens.everything, words.everything), tuple(names)


def table(examples: list[Example]) -> tuple[Any, Any, Any]:
    """Features, labels and weights of all blocks; a block weighs as much as it can change its page's F1."""
    x, y, w = [], [], []
    for e in examples:
        share = np.array(e.labels)
        size = np.array([len(tokenize(b.text)) for b in e.page.blocks], dtype=float)
        total = max(float(size[share >= BODY].sum()), 20.0)
        share, size = share[e.kept], size[e.kept]
        x.append(e.matrix)
        y.append(share >= BODY)
        w.append((np.minimum(size / total, 0.5) + 0.002) * np.where(share >= BODY, share, 1 - share))
    return np.concatenate(x), np.concatenate(y).astype(int), np.concatenate(w)


def fit(examples: list[Example], trees: int) -> CatBoostClassifier:
    x, y, w = table(examples)
    model = CatBoostClassifier(
        iterations=trees, depth=6, learning_rate=0.12 if trees > 120 else 0.1, l2_leaf_reg=5, border_count=32, rsm=0.4, thread_count=1,
        verbose=0, random_seed=1, bootstrap_type="Bernoulli", subsample=0.7,
    )  # fmt: skip
    return model.fit(Pool(x, y, weight=w * 1e5 / w.sum()))


def look_again(examples: list[Example], scores: dict[str, Any]) -> tuple[str, ...]:
    """Give every example the features of the second look, from out-of-fold scores of the first; returns their names."""
    names: list[str] = []
    for e in examples:
        more, names = refine.extract(scores[e.id][e.kept], e.seen.length, e.seen.chain, e.seen.kind)
        e.matrix = np.concatenate((e.seen.columns, more)).T
    return tuple(examples[0].seen.names + names)


def fold_of(domain: str, folds: int) -> int:
    return int(hashlib.md5(domain.encode()).hexdigest(), 16) % folds


def cross_validate(examples: list[Example], trees: int, folds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Out-of-fold scores per page id, with the mean F1 at several thresholds."""
    scores: dict[str, Any] = {}
    for k in range(folds):
        model = fit([e for e in examples if fold_of(e.domain, folds) != k], trees)
        for e in examples:
            if fold_of(e.domain, folds) == k:
                scores[e.id] = np.zeros(len(e.page.blocks), dtype=np.float32)
                scores[e.id][e.kept] = model.predict_proba(e.matrix)[:, 1]
        say(f"fold {k} done")
    for threshold in (0.3, 0.35, 0.4, 0.45, 0.5):
        each = []
        for e in examples:
            picked = [b.text for b, s in zip(e.page.blocks, scores[e.id], strict=True) if s >= threshold]
            each.append(f1("\n".join(picked), e.gold))
        say(f"threshold {threshold:.2f}  out-of-fold mean F1 {np.mean(each):.4f}  (n {len(each)})")
    return scores


def export(model: CatBoostClassifier, names: tuple[str, ...], out: Path) -> None:
    """Write CatBoost's trees as the arrays of ``oblivious_trees.ObliviousTrees``."""
    path = out.with_suffix(".tmp.json")
    model.save_model(str(path), format="json")
    data = json.loads(path.read_text("utf-8"))
    path.unlink()
    trees = data["oblivious_trees"]
    depth = max(len(t["splits"]) for t in trees)
    feature = np.zeros((depth, len(trees)), dtype=np.int16)
    border = np.full((depth, len(trees)), np.inf, dtype=np.float32)
    leaf = np.zeros((len(trees), 2**depth), dtype=np.float32)
    floats = [f["flat_feature_index"] for f in data["features_info"]["float_features"]]
    for t, tree in enumerate(trees):
        for d, split in enumerate(tree["splits"]):
            feature[d, t] = floats[split["float_feature_index"]]
            border[d, t] = split["border"]
        leaf[t, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, bias = data["scale_and_bias"]
    np.savez_compressed(
        out,
        names=np.array(names), feature=feature, border=border, leaf=leaf * scale, bias=np.float32(np.ravel(bias)[0]),
    )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/dossier_etl/clean/html"))
    parser.add_argument("--trees", type=int, default=200, help="of the first look; the second has half as many")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--scores", type=Path, help="write the out-of-fold scores here (.npz)")
    options = parser.parse_args()
    examples = read(options.gold)
    lexicon, names = prepare(examples)
    examples = [e for e in examples if e.matrix is not None]
    print(f"{len(examples)} pages, {len(names)} features, {len(lexicon.tokens)} tokens, {len(lexicon.words)} words")
    print("first look")
    scores = cross_validate(examples, options.trees, options.folds, print)
    export(fit(examples, options.trees), names, options.out / "first.npz")
    names = look_again(examples, scores)
    print("second look")
    scores = cross_validate(examples, options.trees // 2, options.folds, print)
    export(fit(examples, options.trees // 2), names, options.out / "second.npz")
    if options.scores:
        np.savez_compressed(options.scores, **scores)
    text = json.dumps({"tokens": lexicon.tokens, "words": lexicon.words}, ensure_ascii=False, sort_keys=True)
    (options.out / "lexicon.json").write_text(text.replace(', "', ',\n"') + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
