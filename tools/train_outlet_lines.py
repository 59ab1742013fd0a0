"""Train the weights of outlets named in visible lines (``src/dossier_etl/enrich/outlet/line_weights.json``).

    python tools/train_outlet_lines.py GOLD_DIR OUT.json [--labels LABELS.txt] [--figures FIGURES.json]

GOLD_DIR holds ``gold.jsonl`` (``id, domain, outlet, outlet_list, outlet_aliases, outlet_in_text``), ``texts/<id>.txt`` (dumps of whole
pages) and ``pages/<id>.html`` (the same pages saved). Names are compared by identity (``outlet_identity.py``); on pages without a
listed outlet the right one is what the saved page's own addresses and metadata decide on. Every page of a registered outlet is used
twice: as it is, and with the outlet's registry row hidden, so that weights and thresholds also serve outlets nobody listed.

A conditional logit: the outlets named on a page compete with each other and with "none of these". Printed: for several thresholds,
five folds with no domain in two folds, the share right, wrong and missing where the name is in the text, and the share named
although it is not, for listed outlets, the same without their registry row, and outlets in no list. ``--labels`` first writes
the lines that pages of at least four domains share. Needs scipy, which the project itself does not.
"""

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from outlet_identity import Without, gold_names, is_same
from train_choice import FOLDS, Floats, fit, norm, shares

from dossier_etl.clean import clean
from dossier_etl.decide.outlet import ACCEPT_LINES, ACCEPT_NEW, decide_outlet
from dossier_etl.enrich.outlet import outlet_candidates
from dossier_etl.enrich.outlet.features import features
from dossier_etl.enrich.outlet.page_outlets import find_outlets
from dossier_etl.enrich.outlet.patterns import BULLET
from dossier_etl.enrich.outlet.resolve import countries_of
from dossier_etl.model.documents import Article
from dossier_etl.model.records import Record
from dossier_etl.registry import load, name_key

THRESHOLDS = (0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
SURE = 0.6
"""Confidence from which a saved page's own outlet stands in for a gold name."""
LISTED_WEIGHT = 2.0
HIDDEN_WEIGHT = 0.5
"""A page with its outlet's row hidden, against the page as it is."""
LABEL_DOMAINS = 4
LABEL_WORDS = 4
LABEL_LENGTH = 45


@dataclass
class Page:
    """One text dump, or the same with its outlet's registry row hidden."""

    fold: int
    group: str
    """``listed``, ``listed, row hidden``, ``unlisted``, ``unlisted, row hidden``."""
    features: list[dict[str, float]]
    right: list[bool]
    registered: list[bool]
    weight: float
    in_text: bool


def own_outlet(path: Path) -> tuple[str, str] | None:
    """Return name and id of what the saved page's addresses and metadata decide on; None when unsure."""
    cleaned = clean(Record(path.name, "", "text/html", path.read_bytes())) if path.exists() else None
    if cleaned is None or not cleaned.articles:
        return None
    decision = decide_outlet(outlet_candidates(cleaned.articles[0]))
    chosen = next((v.candidate for v in decision.verdicts if v.chosen), None)
    if decision.value is None or chosen is None or decision.confidence < SURE:
        return None
    return decision.value, chosen.ref_id


def pages_of(row: dict[str, Any], article: Article, own: tuple[str, str] | None) -> list[Page]:
    """Return the page as training rows: as it is and, for a registered outlet, with the row hidden."""
    registry = load()
    names = gold_names(row)
    known = [*names, *([own[0]] if own is not None and "." not in own[0] else [])]
    home = registry.by_domain(row["domain"])
    text = f" {norm(article.document.text)} "
    in_text = any(f" {norm(n)} " in text for n in known if len(norm(n)) > 2)
    if names:
        in_text = bool(row.get("outlet_in_text"))
    weight = (LISTED_WEIGHT if names else 1.0) if known or own is not None else 0.0
    group = "listed" if names else "unlisted"
    out = []
    for hidden in (False, True) if home is not None else (False,):
        view = Without(registry, home.outlet_id) if hidden and home is not None else registry
        found = find_outlets(article, view, countries_of(None, article.language))
        right = [
            is_same(row["domain"], known, s.name, s.outlet_id) or (own is not None and s.outlet_id == own[1])
            for s in found
        ]
        out.append(
            Page(
                crc32(row["domain"].encode()) % FOLDS,
                f"{group}, row hidden" if hidden else group,
                [features(s, found) for s in found],
                right,
                [s.outlet is not None for s in found],
                weight * (HIDDEN_WEIGHT if hidden else 1.0),
                in_text,
            )
        )
    return out


def shared_lines(articles: list[tuple[str, Article]]) -> list[str]:
    """Return keys of short lines on pages of at least ``LABEL_DOMAINS`` domains that are nobody's registered name."""
    registry = load()
    domains: dict[str, set[str]] = defaultdict(set)
    for domain, article in articles:
        for line in article.document.lines:
            if line.end - line.start <= LABEL_LENGTH:
                raw = article.document.text[line.start : line.end]
                domains[name_key(BULLET.sub("", raw).strip())].add(domain)
    return sorted(
        key
        for key, where in domains.items()
        if len(where) >= LABEL_DOMAINS
        and key.count(" ") < LABEL_WORDS
        and any(c.isalpha() for c in key)
        and not any(c.isdigit() for c in key)
        and not registry.has_key(key)
    )


def report(pages: list[Page], chance: Floats) -> dict[str, float]:
    """Print coverage against wrong names at each threshold, by group; return the figures at the thresholds shipped."""
    figures: dict[str, float] = {}
    for group in sorted({p.group for p in pages}):
        print(f"{group}\n  at    n     right  wrong missing | not in the text: n  right  wrong")
        for threshold in (*THRESHOLDS, None):
            c = counts(pages, chance, group, threshold)
            n, m = max(1, c["in"]) / 100, max(1, c["not"]) / 100
            print(
                f"  {'as is' if threshold is None else f'{threshold:.2f}':5} {c['in']:5} {c['in right'] / n:6.1f} "
                f"{c['in wrong'] / n:6.1f} {c['in missing'] / n:6.1f}  | {c['not']:5} {c['not right'] / m:6.1f} "
                f"{c['not wrong'] / m:6.1f}"
            )
            if threshold is None:
                figures[f"{group}: exact"] = round(c["in right"] / n, 1)
                figures[f"{group}: wrong"] = round(c["in wrong"] / n, 1)
                figures[f"{group}: wrong, not in the text"] = round(c["not wrong"] / m, 1)
    return figures


def counts(pages: list[Page], chance: Floats, group: str, threshold: float | None) -> Counter[str]:
    """Count right, wrong and missing pages of a group; without a threshold as `decide_outlet` accepts names."""
    starts = np.cumsum([0, *(len(p.features) for p in pages)])
    c: Counter[str] = Counter()
    for page, start in zip(pages, starts[:-1], strict=True):
        if page.group != group or not page.weight:
            continue
        mine = chance[start : start + len(page.features)]
        best = int(np.argmax(mine)) if len(mine) else -1
        least = threshold
        if least is None:
            least = ACCEPT_LINES if best >= 0 and page.registered[best] else ACCEPT_NEW
        given = best >= 0 and mine[best] >= least
        kind = "in" if page.in_text else "not"
        c[kind] += 1
        c[kind + (" missing" if not given else " right" if page.right[best] else " wrong")] += 1
    return c


def calibration(pages: list[Page], chance: Floats) -> None:
    """Print the share right by tenth of confidence, for names in the registry and others: held-out folds."""
    right = np.array([r for p in pages for r in p.right], bool)
    weight = np.array([p.weight for p in pages for _ in p.right])
    registered = np.array([r for p in pages for r in p.registered], bool)
    for name, which in (("registered", registered), ("others", ~registered)):
        print(f"calibration, {name}")
        for low in np.arange(0.1, 1.0, 0.1):
            mine = which & (weight > 0) & (chance >= low) & (chance < low + 0.1)
            if mine.any():
                print(f"  {low:.1f}-{low + 0.1:.1f}  n {mine.sum():5}  right {100 * right[mine].mean():5.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--labels", type=Path, help="write the lines that unrelated pages share, then train with them")
    parser.add_argument("--figures", type=Path, help="write the held-out figures at the shipped thresholds (JSON)")
    args = parser.parse_args()
    articles = read_dumps(args.gold)
    if args.labels:
        labels = shared_lines([(row["domain"], article) for row, article in articles])
        args.labels.write_text("\n".join(labels) + "\n", encoding="utf-8")
    train(read_pages(args.gold, articles), args.out, args.figures)


def read_dumps(gold: Path) -> list[tuple[dict[str, Any], Article]]:
    """Return the gold rows and the first article of their dumps."""
    articles = []
    for line in (gold / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        path = gold / "texts" / f"{row['id']}.txt"
        cleaned = clean(Record(path.name, "", "text/plain", path.read_bytes())) if path.exists() else None
        if cleaned is not None and cleaned.articles:
            articles.append((row, cleaned.articles[0]))
    return articles


def read_pages(gold: Path, articles: list[tuple[dict[str, Any], Article]]) -> list[Page]:
    """Return the training rows of the dumps."""
    return [
        page
        for row, article in articles
        for page in pages_of(row, article, own_outlet(gold / "pages" / f"{row['id']}.html"))
    ]


def design(pages: list[Page]) -> tuple[list[str], Floats, NDArray[np.bool_], NDArray[np.int_]]:
    """Return feature names, matrix (first column: the constant), labels and page number of every candidate."""
    names = sorted({n for p in pages for f in p.features for n in f})
    index = {n: i + 1 for i, n in enumerate(names)}
    owner = np.array([i for i, p in enumerate(pages) for _ in p.features])
    right = np.array([r for p in pages for r in p.right], bool)
    x = np.zeros((len(owner), len(names) + 1))
    x[:, 0] = 1
    for at, described in enumerate(f for p in pages for f in p.features):
        for name, value in described.items():
            x[at, index[name]] = value
    return names, x, right, owner


def held_out(pages: list[Page], x: Floats, right: NDArray[np.bool_], owner: NDArray[np.int_]) -> Floats:
    """Return the probability of every candidate by weights that saw no page of its domain."""
    weight = np.array([p.weight for p in pages])
    fold = np.array([p.fold for p in pages])
    chance = np.zeros(len(owner))
    for k in range(FOLDS):
        w = fit(x, right, owner, np.where(fold == k, 0.0, weight))
        mine = fold[owner] == k
        chance[mine] = shares(x @ w, owner, len(pages))[mine]
    return chance


def train(pages: list[Page], out: Path, figures: Path | None) -> None:
    """Cross-validate by domain, print, fit on everything, write the weights."""
    names, x, right, owner = design(pages)
    weight = np.array([p.weight for p in pages])
    index = {n: i + 1 for i, n in enumerate(names)}
    chance = held_out(pages, x, right, owner)
    measured = report(pages, chance)
    if figures is not None:
        figures.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    calibration(pages, chance)
    w = fit(x, right, owner, weight)
    weights = {n: round(float(w[i]), 3) for n, i in index.items() if abs(w[i]) >= 0.005}
    document = {"field": "outlet", "bias": round(float(w[0]), 3), "weights": weights}
    out.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
