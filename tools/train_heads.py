"""Train what finds headlines and post boundaries in text dumps, and measure both on held-out domains.

    python tools/train_heads.py GOLD --work DIR --out src/dossier_etl/clean/text [--silver SILVER.jsonl]

Run after tools/train_lines.py with the same GOLD, SILVER and work folder: the line classifier's fold models are used, so
what is learned here never sees a page through a model that was trained on it. Multi-post pages are put together from
articles of one fold: blog fronts, forum threads, bare collections, whole dumps behind one another.
"""

import argparse
import json
import pickle
import random
import re
import unicodedata
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.neural_network import MLPClassifier
from train_lines import FOLDS, Page, f1, load, shingles

from dossier_etl.clean.normalise import normalise
from dossier_etl.clean.text.context import shared_topic
from dossier_etl.clean.text.lines import split_lines
from dossier_etl.clean.text.model import LineModel, choose, line_words
from dossier_etl.clean.text.posts import accepted, boundaries
from dossier_etl.clean.text.title import bare, candidates

SINGLES_SPLIT = 0.003
"""Share of single-article pages that may be split at the threshold (the bar is 0.5 %)."""
PAGES_PER_FOLD = 160
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_NAMES = [
    "Anna Berg",
    "J. Smith",
    "Carlos Ruiz",
    "marie_l",
    "Tom",
    "Oluwaseun Ade",
    "redfox77",
    "Li Wei",
    "Admin",
    "K. Novak",
]


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
    return 1 / (1 + np.exp(-(np.maximum(z @ net["hidden"] + net["hidden_bias"], 0) @ net["out"] + net["out_bias"])))


def write_net(net: dict[str, np.ndarray], path: Path, **more: float) -> None:
    data = {k: np.round(np.asarray(v, dtype=float), 4).tolist() for k, v in net.items()}
    path.write_text(json.dumps({**data, **more}) + "\n", encoding="utf-8")


def titles(pages: list[Page], models: list[LineModel], out: Path) -> None:
    rows: list[tuple[Page, list[int], np.ndarray, np.ndarray]] = []
    for p in pages:
        if p.kind == "clean" or not p.title:
            continue
        judged = models[p.fold].judge(p.text, p.lines)
        found = candidates(p.lines, judged.base, judged.p, shared_topic(judged.p, judged.words))
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


def stamp(rng: random.Random) -> str:
    d, m, y = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2001, 2024)
    clock = f"{rng.randint(1, 12)}:{rng.randint(0, 59):02d} {rng.choice(['AM', 'PM'])}"
    return rng.choice(
        [
            f"{_MONTHS[m - 1]} {d}, {y}", f"{d} {_MONTHS[m - 1]} {y}", f"{y}-{m:02d}-{d:02d}", f"{d:02d}.{m:02d}.{y}",
            f"{_DAYS[d % 7]}, {_MONTHS[m - 1]} {d}, {y}", f"{_DAYS[d % 7][:3]} {_MONTHS[m - 1][:3]} {d}, {y}, {clock}",
        ]
    )  # fmt: skip


def article_lines(p: Page) -> list[str]:
    return [line.text for line, y in zip(p.lines, p.label, strict=True) if y]


def multi_post(pages: list[Page], rng: random.Random) -> tuple[str, list[tuple[str, str]]]:
    """A page made of several articles: its text, and (first line, body) of each post."""
    chosen = rng.sample(pages, rng.choice([2, 2, 2, 3, 3, 4, 5]))
    kind = rng.choice(["bare", "bare", "blog", "blog", "blog", "forum", "forum", "dumps"])
    gap = rng.choice(["\n", "\n\n"])
    out: list[str] = []
    posts: list[tuple[str, str]] = []
    furniture = [line.text for line, y in zip(chosen[0].lines, chosen[0].label, strict=True) if not y]
    if kind != "dumps" and rng.random() < 0.5:
        out += furniture[: rng.randint(3, 30)]
    style, tail, seed = rng.randint(0, 4), rng.randint(0, 3), rng.random()
    for n, p in enumerate(chosen):
        body = article_lines(p)
        if kind in {"blog", "forum"} and rng.random() < 0.4:
            body = body[: max(3, len(body) // 3)]
        title = (p.title or "").strip()
        day = stamp(random.Random(seed)) if rng.random() < 0.2 else stamp(random.Random(hash((seed, n)) % 9999))
        name = rng.choice(_NAMES)
        if kind == "dumps":
            head = [line.text for line in p.lines]
            posts.append((head[0], "\n".join(body)))
            out.append(gap.join(head))
            continue
        if kind == "bare":
            head = [title] if title else []
            block = "\n\n\n" if (gap == "\n\n" or rng.random() < 0.5) else "\n\n"
            posts.append(((head + body)[0], "\n".join(body)))
            out.append(block + gap.join(head) + (block if head else "") + gap.join(body) + block)
            continue
        if kind == "forum":
            head = [*[name, f"({rng.randint(3, 40000)} posts)"][: 1 + style % 2], day]
            head += [f"Re: {title}" if n and style > 2 else title] if title and (n == 0 or style > 1) else []
            end = [["Reply", "Report"], ["Quote"], [f"#{n + 2}"], []][tail]
        else:
            by = [f"Posted by {name} on {day}", f"By {name} | {day}", day, f"{day} by {name}", f"Posted on {day}"][
                style
            ]
            head = [by, title] if style == 2 and title else [title, by] if title else [by]
            end = [
                [],
                [f"Posted in News | {n} Comments"],
                ["Permalink", "Share this"],
                ["Read more", "Tags: news, world"],
            ][tail]
        posts.append((head[0], "\n".join(body)))
        out.append(gap.join([*head, *body, *end]))
    if kind != "dumps" and rng.random() < 0.5:
        out += furniture[-rng.randint(3, 30) :]
    return normalise(rng.choice(["\n", "\n\n"]).join(out))[0], posts


def posts(pages: list[Page], models: list[LineModel], out: Path) -> None:
    rng = random.Random(3)
    whole = [
        p
        for p in pages
        if p.kind == "gold" and 300 < len(p.body) < 15000 and f1(p.lines, p.label, shingles(p.body)) > 0.9
    ]
    samples: list[dict[str, Any]] = []
    for k in range(FOLDS):
        own = [p for p in whole if p.fold == k]
        for _ in range(PAGES_PER_FOLD):
            text, truth = multi_post(own, rng)
            lines = split_lines(text)
            starts, at = [], 0
            for first, _body in truth:
                at = next((i for i in range(at, len(lines)) if lines[i].text == first.strip()), at)
                starts.append(at)
                at += 1
            samples.append({"fold": k, "lines": lines, "text": text, "starts": starts[1:], "truth": truth})
    singles = [
        {"fold": p.fold, "lines": p.lines, "text": p.text, "starts": [], "truth": []} for p in pages if p.kind == "gold"
    ]
    for s in (*samples, *singles):
        judged = models[s["fold"]].judge(s["text"], s["lines"])
        s["kept"] = choose(judged.p, line_words(s["lines"]))
        s["found"] = boundaries(s["lines"], s["kept"], judged.p, judged.base, judged.words)
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
    """At a true start, or after it with no body text between."""
    return any(
        (start <= line <= start + 8 and not sample["kept"][start + 1 : line].any()) or 0 < start - line <= 2
        for start in sample["starts"]
    )


def train_boundaries(samples: list[dict[str, Any]]) -> dict[str, np.ndarray]:
    x = np.array([b.features for s in samples for b in s["found"]], dtype=np.float32)
    y = np.array([v for s in samples for v in s["label"]])
    return train_net(x, y, 16, 3, 12)


def scores(net: dict[str, np.ndarray], sample: dict[str, Any]) -> list[tuple[int, float]]:
    if not sample["found"]:
        return []
    x = np.array([b.features for b in sample["found"]], dtype=np.float32)
    return [(b.line, float(v)) for b, v in zip(sample["found"], apply_net(net, x), strict=True)]


def measure(samples: list[dict[str, Any]], singles: list[dict[str, Any]]) -> float:
    chosen = 0.999
    for threshold in (0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.985, 0.99, 0.993, 0.995, 0.997, 0.998, 0.999):
        split = sum(bool(accepted(s["scores"], s["lines"], s["kept"], threshold)) for s in singles)
        full = parts = n = wrong = 0
        for s in samples:
            got = accepted(s["scores"], s["lines"], s["kept"], threshold)
            hit = {start for start in s["starts"] for g in got if matches(g, {**s, "starts": [start]})}
            full += len(hit) == len(s["starts"]) == len(got)
            parts += len(hit)
            wrong += len(got) - len(hit)
            n += len(s["starts"])
        print(
            f"threshold {threshold}: singles split {split} of {len(singles)}; boundaries R {parts / n:.3f} "
            f"P {parts / max(parts + wrong, 1):.3f}; pages fully right {full / len(samples):.3f}",
            flush=True,
        )
        if split <= SINGLES_SPLIT * len(singles):
            return threshold
    return chosen


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
