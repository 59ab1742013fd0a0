"""Train what finds headlines and post boundaries in text dumps, and measure both on held-out domains.

    python tools/train_heads.py GOLD --work DIR --out src/dossier_etl/clean/text [--silver SILVER.jsonl]

Run after tools/train_lines.py with the same GOLD, SILVER and work folder: the line classifier's fold models are used, so
what is learned here never sees a page through a model that was trained on it. Multi-post pages are put together from
articles of one fold: blog fronts, forum threads, bare collections, whole dumps behind one another.
"""

import argparse
import json
import pickle
import re
import unicodedata
import warnings
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from line_pages import FOLDS, Page, load, multi_pages
from sklearn.neural_network import MLPClassifier

from dossier_etl.clean.text.context import shared_topic
from dossier_etl.clean.text.line_patterns import marks
from dossier_etl.clean.text.model import LineModel, choose, line_words
from dossier_etl.clean.text.posts import accepted, boundaries
from dossier_etl.clean.text.title import bare, candidates

SINGLES_SPLIT = 0.002
"""Share of single-article pages that may be split at the threshold (the bar is 0.5 %)."""
PAGES_PER_FOLD = 160


def norm(text: str) -> str:
    """Titles are compared as the project's scorer compares them."""
    s = unicodedata.normalize("NFKD", text.casefold())
    s = "".join(c for c in s if not unicodedata.combining(c)).replace("&", " and ")
    return re.sub(r"^the ", "", re.sub(r"\s+", " ", re.sub(r"[^\w]+", " ", s)).strip())


def train_net(x: np.ndarray, y: np.ndarray, hidden: int, seeds: int, epochs: int) -> dict[str, np.ndarray]:
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = np.clip((x - mean) / scale, -4, 4)
    nets = [
        MLPClassifier((hidden,), alpha=1e-2, batch_size=256, max_iter=epochs, random_state=s).fit(z, y)
        for s in range(seeds)
    ]
    return {
        "mean": mean,
        "scale": scale,
        "hidden": np.concatenate([n.coefs_[0] for n in nets], axis=1),
        "hidden_bias": np.concatenate([n.intercepts_[0] for n in nets]),
        "out": np.concatenate([n.coefs_[1][:, 0] for n in nets]) / seeds,
        "out_bias": np.mean([n.intercepts_[1][0] for n in nets]),
    }


def apply_net(net: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    z = np.clip((x - net["mean"]) / net["scale"], -4, 4)
    out: np.ndarray = 1 / (
        1 + np.exp(-(np.maximum(z @ net["hidden"] + net["hidden_bias"], 0) @ net["out"] + net["out_bias"]))
    )
    return out


def write_net(net: dict[str, np.ndarray], path: Path, **more: float) -> None:
    data = {k: np.round(np.asarray(v, dtype=float), 4).tolist() for k, v in net.items()}
    path.write_text(json.dumps({**data, **more}) + "\n", encoding="utf-8")


def titles(pages: list[Page], models: list[LineModel], out: Path) -> None:
    rows: list[tuple[Page, list[int], np.ndarray, np.ndarray]] = []
    for p in pages:
        if p.kind in {"clean", "trimmed"} or not p.title:
            continue
        judged = models[p.fold].judge(p.text, p.lines)
        found = candidates(p.lines, judged.base, judged.p, shared_topic(judged.p, judged.words), marks(p.lines))
        want = norm(p.title)
        hit = np.array([norm(bare(p.lines[i].text)) == want for i in found.lines], dtype=bool)
        rows.append((p, found.lines, found.features, hit))
    print(
        f"titles: {len(rows)} pages, {sum(h.any() for *_, h in rows)} with the title among the candidates", flush=True
    )
    right = 0
    for k in range(FOLDS):
        train = [r for r in rows if r[0].fold != k and r[3].any()]
        net = train_net(np.concatenate([r[2] for r in train]), np.concatenate([r[3] for r in train]), 24, 2, 8)
        right += sum(r[3][apply_net(net, r[2]).argmax()] for r in rows if r[0].fold == k and len(r[1]))
    print(f"titles exact on held-out domains: {right / len(rows):.3f}", flush=True)
    train = [r for r in rows if r[3].any()]
    net = train_net(np.concatenate([r[2] for r in train]), np.concatenate([r[3] for r in train]), 24, 2, 8)
    write_net(net, out / "title.json")


def posts(pages: list[Page], models: list[LineModel], out: Path) -> None:
    samples: list[dict[str, Any]] = []
    for kind, sheet, text, lines, k in multi_pages(pages, 3, PAGES_PER_FOLD):
        where = [[i for i, row in enumerate(sheet.rows) if row[2] == n and row[3]] for n in range(9)]
        where = [w for w in where if w]
        starts = [(a[-1] + 1, b[0]) for a, b in pairwise(where)]
        samples.append({"fold": k, "kind": kind, "lines": lines, "text": text, "starts": starts})
    singles = [
        {"fold": p.fold, "lines": p.lines, "text": p.text, "kind": "single", "starts": []}
        for p in pages
        if p.kind == "gold"
    ]
    for s in (*samples, *singles):
        judged = models[s["fold"]].judge(s["text"], s["lines"])
        s["kept"] = choose(judged.p, line_words(judged.base))
        s["found"] = boundaries(s["lines"], s["kept"], judged.p, judged.base, judged.words, marks(s["lines"]))
        s["label"] = [matches(b.line, s) for b in s["found"]]
    scored: list[dict[str, Any]] = []
    for k in range(FOLDS):
        net = train_boundaries([s for s in (*samples, *singles) if s["fold"] != k])
        for s in (*samples, *singles):
            if s["fold"] == k:
                s["scores"] = scores(net, s)
                scored.append(s)
    threshold = measure(samples, singles)
    write_net(train_boundaries([*samples, *singles]), out / "posts.json", threshold=threshold)


def matches(line: int, sample: dict[str, Any]) -> bool:
    """Between the last body line of one post and the first of the next."""
    return any(lo <= line <= hi for lo, hi in sample["starts"])


def train_boundaries(samples: list[dict[str, Any]]) -> dict[str, np.ndarray]:
    x = np.array([b.features for s in samples for b in s["found"]], dtype=np.float32)
    y = np.array([v for s in samples for v in s["label"]])
    return train_net(x, y, 16, 3, 12)


def scores(net: dict[str, np.ndarray], sample: dict[str, Any]) -> list[float]:
    if not sample["found"]:
        return []
    found = apply_net(net, np.array([b.features for b in sample["found"]], dtype=np.float32))
    return [float(score) for score in found]


def measure(samples: list[dict[str, Any]], singles: list[dict[str, Any]]) -> float:
    """Figures at each threshold; the lowest that splits few enough single articles."""
    for threshold in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995):
        split = sum(bool(accepted(s["found"], s["scores"], s["lines"], s["kept"], threshold)) for s in singles)
        tally: dict[str, list[int]] = {}
        for s in samples:
            got = accepted(s["found"], s["scores"], s["lines"], s["kept"], threshold)
            hits = sum(any(lo <= g <= hi for g in got) for lo, hi in s["starts"])
            row = tally.setdefault(s["kind"], [0, 0, 0, 0, 0])
            for i, v in enumerate((hits, len(s["starts"]), len(got), hits == len(s["starts"]) == len(got), 1)):
                row[i] += v
        every = np.sum(list(tally.values()), axis=0)
        print(
            f"threshold {threshold}: singles split {split} of {len(singles)}; boundaries R {every[0] / every[1]:.3f} "
            f"P {every[0] / max(every[2], 1):.3f}; pages fully right {every[3] / every[4]:.3f}; R by kind "
            + " ".join(f"{k} {v[0] / v[1]:.3f}" for k, v in sorted(tally.items())),
            flush=True,
        )
        if split <= SINGLES_SPLIT * len(singles):
            return threshold
    return 0.999


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--silver", type=Path)
    parser.add_argument("--only", choices=("titles", "posts"))
    a = parser.parse_args()
    warnings.filterwarnings("ignore")  # the nets are stopped early on purpose
    pages = load(a.gold, a.silver)
    folds = pickle.loads((a.work / "folds.pickle").read_bytes())["folds"]
    models = [LineModel.from_parts(f["vocabulary"], f["first"], f["second"]) for f in folds]
    if a.only != "posts":
        titles(pages, models, a.out)
    if a.only != "titles":
        posts(pages, models, a.out)


if __name__ == "__main__":
    main()
