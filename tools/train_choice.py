"""Train the weights with which titles and author lists are chosen (``src/dossier_etl/decide/<field>_weights.json``).

    python tools/train_choice.py title|authors GOLD_DIR OUT.json

GOLD_DIR holds ``gold.jsonl`` (``id, domain, title, authors``), ``pages/<id>.html`` and ``texts/<id>.txt`` (the same pages as
dumps; authors are trained on both). Every page is cleaned, its candidates
are gathered and grouped as deciding does it; a group is right when it equals the gold value. A conditional logit with an L2 penalty:
the groups of a page compete with each other and with "none of these". Printed: share of pages answered right, five folds with no
domain in two folds. Needs scipy, which the project itself does not.
"""

import argparse
import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from dossier_etl.clean import clean
from dossier_etl.decide import authors as authors_decision
from dossier_etl.decide import title as title_decision
from dossier_etl.enrich.authors import author_candidates
from dossier_etl.enrich.title import title_candidates
from dossier_etl.model.documents import Article
from dossier_etl.model.records import Record

Floats = NDArray[np.float64]
Page = tuple[int, frozenset[str], list[tuple[frozenset[str], dict[str, float]]]]
"""Fold, gold value, and the groups of candidates: value and features."""
FOLDS = 5
PENALTY = 1.0
SHAPES = {
    "title": [("pages", ".html", "text/html")],
    "authors": [("pages", ".html", "text/html"), ("texts", ".txt", "text/plain")],
}


def norm(text: str) -> str:
    """Case, accents, punctuation and a leading "the" or "by" put aside, as the scorer does it."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(c for c in folded if not unicodedata.combining(c)).replace("&", " and ")
    folded = re.sub(r"\s+", " ", re.sub(r"[^\w]+", " ", folded)).strip()
    return re.sub(r"^(?:by|von|par|por) ", "", re.sub(r"^the ", "", folded))


def groups_for(field: str, article: Article) -> list[tuple[frozenset[str], dict[str, float]]]:
    """What each group of candidates says (normalised), and its features."""
    if field == "title":
        groups = title_decision.groups_of(title_candidates(article))
        return [(frozenset([norm(g[0].value)]), title_decision.features(k, groups)) for k, g in groups.items()]
    lists = authors_decision.groups_of(author_candidates(article))
    return [
        (frozenset(norm(n) for n in g[0].value.split(authors_decision.SEPARATOR)), authors_decision.features(k, lists))
        for k, g in lists.items()
    ]


def shares(score: Floats, owner: NDArray[np.int_], pages: int) -> Floats:
    """Each sighting's share of its page; "none of these" has the score 0."""
    odds = np.exp(np.clip(score, -30, 30))
    total = 1 + np.bincount(owner, odds, pages)
    return np.asarray(odds / total[owner])


def fit(x: Floats, right: NDArray[np.bool_], owner: NDArray[np.int_], weight: Floats) -> Floats:
    """Weights (the first is the bias) under which the right sightings, or "none", get the greatest share of their pages."""
    pages = len(weight)
    none = np.bincount(owner, right, pages) == 0

    def loss(w: Floats) -> tuple[float, Floats]:
        share = shares(x @ w, owner, pages)
        rest = 1 - np.bincount(owner, share, pages)
        wanted = np.bincount(owner, share * right, pages) + none * rest
        slope = weight[owner] * (share - right * share / wanted[owner])
        ridge = PENALTY * np.concatenate([[0.0], w[1:]])
        return float(-(weight * np.log(wanted)).sum() + ridge @ w / 2), x.T @ slope + ridge

    return np.asarray(minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("field", choices=("title", "authors"))
    parser.add_argument("gold", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    train(read_pages(args.field, args.gold, SHAPES[args.field]), args.field, args.out)


def read_pages(field: str, gold: Path, shapes: Sequence[tuple[str, str, str]]) -> list[Page]:
    """Return the pages of the gold whose value of a field is known."""
    pages = []
    for line in (gold / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        value = row.get(field)
        want = frozenset(norm(v) for v in ([value] if isinstance(value, str) else value or [])) - {""}
        fold = crc32(row["domain"].encode()) % FOLDS
        for folder, suffix, media_type in shapes:
            path = gold / folder / f"{row['id']}{suffix}"
            if not want or not path.exists():
                continue
            cleaned = clean(Record(path.name, "", media_type, path.read_bytes()))
            if cleaned.articles:
                pages.append((fold, want, groups_for(field, cleaned.articles[0])))
    return pages


def design(pages: list[Page]) -> tuple[list[str], Floats, NDArray[np.bool_], NDArray[np.int_]]:
    """Return feature names, matrix (first column: the constant), labels and page number of every group."""
    names = sorted({n for _, _, gs in pages for _, f in gs for n in f})
    index = {n: i + 1 for i, n in enumerate(names)}
    rows, labels, owners = [], [], []
    for number, (_, want, groups) in enumerate(pages):
        for value, features in groups:
            row = np.zeros(len(names) + 1)
            row[0] = 1
            for n, v in features.items():
                row[index[n]] = v
            rows.append(row)
            labels.append(value == want)
            owners.append(number)
    return names, np.array(rows), np.array(labels), np.array(owners)


def held_out(pages: list[Page], x: Floats, y: NDArray[np.bool_], o: NDArray[np.int_]) -> Floats:
    """Return the score of every group by weights that saw no page of its domain."""
    page_fold = np.array([fold for fold, _, _ in pages])
    f = page_fold[o]
    score = np.zeros(len(y))
    for fold in range(FOLDS):
        score[f == fold] = x[f == fold] @ fit(x, y, o, np.where(page_fold == fold, 0.0, 1.0))
    return score


def train(pages: list[Page], field: str, out: Path) -> None:
    """Fit, cross-validate, write the weights."""
    names, x, y, o = design(pages)
    index = {n: i + 1 for i, n in enumerate(names)}
    chance = held_out(pages, x, y, o)
    right = 0
    for number in range(len(pages)):
        mine = np.flatnonzero(o == number)
        right += bool(len(mine) and y[mine[np.argmax(chance[mine])]])
    print(f"{field}: {len(pages)} pages, best group right {100 * right / len(pages):.1f} % (held-out domains)")
    w = fit(x, y, o, np.ones(len(pages)))
    weights = {n: round(float(w[i]), 3) for n, i in index.items() if abs(w[i]) >= 0.005}
    document = {"field": field, "bias": round(float(w[0]), 3), "weights": weights}
    out.write_text(json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
