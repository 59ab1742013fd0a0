"""Train the line classifier of text dumps (`dossier_etl.clean.text`) and measure it on held-out domains.

    python tools/train_lines.py GOLD --out src/dossier_etl/clean/text/lines.npz --work DIR [--silver SILVER.jsonl]

GOLD holds ``gold.jsonl`` (rows with id, domain, title, body_text) and ``texts/<id>.txt``. SILVER holds rows with id,
domain and a body_text made by another extractor, for pages of GOLD that have no hand-made body. ``--work`` receives
``folds.pickle``: out-of-fold probabilities of every page and the models of the five folds (grouped by domain).
Needs numpy, scipy and scikit-learn beside the package itself. See docs/data-cards/dump-lines.md.
"""

import argparse
import collections
import pickle
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from line_pages import FOLDS, Page, f1, load, shingles, training_multi
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from dossier_etl.clean.text.context import first_pass, second_pass
from dossier_etl.clean.text.features import document_features
from dossier_etl.clean.text.model import LineModel, choose, line_words
from dossier_etl.clean.text.vocabulary import lexical_features, tokens, topic_words

NETS = 4
"""Nets trained on 85 % of the pages each and averaged: on held-out domains one net gives .916, three .921."""
HIDDEN = 48
EPOCHS = 3
PENALTY = 1e-2
CLIP = 4.0
MIN_DOMAINS = 4
SMALLEST_WEIGHT = 0.12
THIN = 0.3
"""Share of the short furniture lines trained on (they are two thirds of all lines and easy)."""


def train_vocabulary(pages: list[Page]) -> tuple[dict[str, float], float]:
    per_line = [(tokens(line.text), y, w) for p in pages for line, y, w in zip(p.lines, p.label, p.words, strict=True)]
    domains: dict[str, set[str]] = collections.defaultdict(set)
    for p in pages:
        for line in p.lines:
            for t in tokens(line.text):
                domains[t].add(p.domain)
    index = {t: i for i, t in enumerate(sorted(t for t, where in domains.items() if len(where) >= MIN_DOMAINS))}
    columns, ends, values = [], [0], []
    for own, _, _ in per_line:
        known = [index[t] for t in own if t in index]
        columns += known
        values += [1 / len(own) ** 0.5] * len(known)
        ends.append(len(columns))
    x = csr_matrix((values, columns, ends), shape=(len(per_line), len(index)), dtype=np.float32)
    weight = np.array([min(w, 40) ** 0.5 for _, _, w in per_line])
    model = LogisticRegression(C=0.3, max_iter=60).fit(x, np.array([y for _, y, _ in per_line]), sample_weight=weight)
    weights = {t: float(model.coef_[0, i]) for t, i in index.items()}
    return {t: round(w, 3) for t, w in weights.items() if abs(w) >= SMALLEST_WEIGHT}, float(model.intercept_[0])


def train_nets(pages: list[Page], matrix: str, known: str | None) -> dict[str, np.ndarray]:
    """Average of small nets, folded into one wider net on raw (unscaled) features."""
    rng = np.random.default_rng(7)
    parts = []
    for seed in range(NETS):
        xs, ys, ws = [], [], []
        for i in rng.permutation(len(pages))[: int(0.85 * len(pages))]:
            p = pages[i]
            easy = ~p.label & (p.words < 5) & ((getattr(p, known) < 0.05) if known else True)
            taken = ~easy | (rng.random(len(easy)) < THIN)
            xs.append(getattr(p, matrix)[taken])
            ys.append(p.label[taken])
            ws.append((p.weight * np.where(easy, 1 / THIN, 1))[taken])
        x, y, w = np.concatenate(xs), np.concatenate(ys), np.concatenate(ws)
        scaler = StandardScaler().fit(x)
        z = np.clip(scaler.transform(x), -CLIP, CLIP).astype(np.float32)
        net = MLPClassifier((HIDDEN,), alpha=PENALTY, batch_size=512, max_iter=EPOCHS, random_state=seed)
        net.fit(z, y, sample_weight=w / w.mean())
        parts.append((scaler.mean_, scaler.scale_, net.coefs_, net.intercepts_))
    mean, scale = np.mean([p[0] for p in parts], axis=0), np.mean([p[1] for p in parts], axis=0)
    return {
        "low": mean - CLIP * scale,
        "high": mean + CLIP * scale,
        "hidden": np.concatenate([c[0] / s[:, None] for _, s, c, _ in parts], axis=1),
        "hidden_bias": np.concatenate([b[0] - (m / s) @ c[0] for m, s, c, b in parts]),
        "out": np.concatenate([c[1][:, 0] for _, _, c, _ in parts]) / NETS,
        "out_bias": np.array([np.mean([b[1][0] for *_, b in parts])]),
    }


def probability(net: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    hidden = np.maximum(np.clip(x, net["low"], net["high"]) @ net["hidden"] + net["hidden_bias"], 0)
    out: np.ndarray = 1 / (1 + np.exp(-(hidden @ net["out"] + net["out_bias"][0])))
    return out.astype(np.float32)


def add_base(p: Page, vocabulary: tuple[dict[str, float], float]) -> None:
    p.base = document_features(p.text, p.lines, lexical_features([line.text for line in p.lines], *vocabulary))


def second_matrix(p: Page) -> np.ndarray:
    length = np.array([len(line.text) for line in p.lines], dtype=np.float32)
    return second_pass(p.base, p.first, length, topic_words([line.text for line in p.lines]))


def cross_validate(pages: list[Page], work: Path) -> None:
    """Two-stage stacking: what is fed to a stage was made by models that had not seen the page's domain."""
    folds: list[dict[str, Any]] = []
    for k in range(FOLDS):
        vocabulary = train_vocabulary([p for p in pages if p.fold != k and p.kind in {"gold", "silver"}])
        for p in pages:
            if p.fold == k:
                add_base(p, vocabulary)
                p.wide = first_pass(p.base)
        folds.append({"vocabulary": vocabulary})
    for stage, matrix, made in (("first", "wide", "first"), ("second", "wide", "second")):
        for k in range(FOLDS):
            known = "first" if stage == "second" else None
            net = train_nets([p for p in pages if p.fold != k and p.label.any()], matrix, known)
            folds[k][stage] = net
            for p in pages:
                if p.fold == k:
                    setattr(p, made, probability(net, p.wide))
        report(pages, made)
        if stage == "first":
            for p in pages:
                p.wide = second_matrix(p)
    kept = [(p.id, p.kind, p.fold, p.first, p.second) for p in pages]
    (work / "folds.pickle").write_bytes(pickle.dumps({"pages": kept, "folds": folds}))


def report(pages: list[Page], made: str) -> None:
    for kind in ("gold", "trimmed", "clean", "multi"):
        scores = []
        for p in pages:
            if p.kind == kind:
                scores.append(f1(p.lines, choose(getattr(p, made), line_words(p.base)), shingles(p.body)))
        print(f"{made} pass, {kind}: {len(scores)} pages, mean F1 {np.mean(scores):.4f}", flush=True)


def train_all(pages: list[Page], out: Path) -> None:
    """The shipped model: vocabulary and second pass are trained on what held-out models made, so nothing is overconfident."""
    vocabulary = train_vocabulary([p for p in pages if p.kind in {"gold", "silver"}])
    usable = [p for p in pages if p.label.any()]
    for p in usable:
        p.wide = first_pass(p.base)
    first = train_nets(usable, "wide", None)
    for p in usable:
        p.wide = second_matrix(p)
    second = train_nets(usable, "wide", "first")
    LineModel.from_parts(vocabulary, first, second).save(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--silver", type=Path)
    a = parser.parse_args()
    warnings.filterwarnings("ignore")  # the nets are stopped early on purpose
    pages = load(a.gold, a.silver)
    pages += training_multi(pages)
    print(collections.Counter(p.kind for p in pages), sum(len(p.lines) for p in pages), "lines", flush=True)
    cross_validate(pages, a.work)
    train_all(pages, a.out)


if __name__ == "__main__":
    main()
