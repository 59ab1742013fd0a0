"""Train and measure the weights behind publication dates.

    python tools/train_published.py GOLD_FOLDER [--out src/dossier_etl/decide/published/weights.json]

``GOLD_FOLDER`` holds ``gold.jsonl`` and the folders ``pages`` (HTML) and ``texts`` (plain-text dumps). Every row is cleaned,
its candidates are described by the features of ``decide.published.features``, and a conditional logit over the days of a
document (plus "none of them") is fitted for pages and for dumps. Dumps are few for what they must teach, so each page's visible
dates serve as a second rendering of the same document when the weights for dumps are fitted (never when they are measured), and
so do, at a small weight, the dumps with their own day erased: what is left teaches what documents without a day of their own show.
Figures printed are of whole decisions out of fold: five folds, all pages of a domain in the same one. Needs scipy, which the
project itself does not. Data card: docs/data-cards/published.md.
"""

import argparse
import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from dossier_etl.clean import clean
from dossier_etl.decide.published import DEFAULT, decide_published
from dossier_etl.decide.published.features import describe
from dossier_etl.decide.published.model import DateModel
from dossier_etl.decide.published.set_aside import set_aside
from dossier_etl.decide.published.utc_days import local_days
from dossier_etl.enrich.published import published_candidates
from dossier_etl.enrich.published.day_month_order import country_of, page_order
from dossier_etl.enrich.published.visible import visible_candidates
from dossier_etl.enrich.written_dates.scan import scan_written_dates
from dossier_etl.model.documents import Article, OffsetMap
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.evidence import Candidate, Decision
from dossier_etl.model.records import Record

FOLDS = 5
PENALTY = {"page": 2.0, "dump": 4.0}
"""Ridge penalty; 0.3, 1, 2 and 4 were tried on pages, 2, 3, 3.5, 4, 4.5 and 6 on dumps: the best of each."""
UNCONFIRMED = {"page": 1.0, "dump": 0.7}
"""Weight of a row whose gold day nothing on the page confirms. Pages give more missing days at 0.5; on dumps 0.2 to 0.7 beat 1."""
ERASED = 0.1
"""Weight of a dump with its own day erased; 0.05 to 0.4 were tried. More makes the model timid: real dumps mostly state their day."""
SHARPNESS = 3.0
"""Softened maximum over a day's candidates; 1 and 3 were tried."""
RARE = {"page": 3, "dump": 5}
"""Features seen on fewer documents (counting both renderings) are dropped."""
UPDATED = {"label=mod", "label_above=mod", "label_after=mod"}
"""Tokens of a date that words like "Updated" name."""
Floats = npt.NDArray[np.float64]


@dataclass
class Example:
    """One document: its distinct days, the features of each candidate, and which day is the gold one."""

    domain: str
    candidates: Sequence[Candidate]
    accepted: set[str]
    """The gold day and its alternatives."""
    days: list[dt.date]
    features: list[list[str]]
    day_of: list[int]
    right: list[bool]
    weak: bool
    in_text: bool
    weight: float = 1.0
    """In the fit."""


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("published_day") and not row.get("gold_date_suspect"):
            yield row


def article_of(folder: Path, row: dict[str, Any], kind: str) -> Article:
    name, media = (
        (f"pages/{row['id']}.html", "text/html") if kind == "page" else (f"texts/{row['id']}.txt", "text/plain")
    )
    cleaned = clean(Record(name, "", media, (folder / name).read_bytes()))
    whole = Article(cleaned.document, 0, "", OffsetMap(()), window=(0, len(cleaned.document.text)))
    return cleaned.articles[0] if cleaned.articles else whole


def accepted(row: dict[str, Any]) -> set[str]:
    return {row["published_day"], *row.get("published_alt_days", [])}


def erased(article: Article, row: dict[str, Any], candidates: Sequence[Candidate]) -> list[Candidate]:
    """What the document would show without its own day, its neighbours (UTC) and every date called an update; nothing if the
    document does not show its day."""
    own = accepted(row)
    if not any(c.value[:10] in own for c in candidates):
        return []
    near = {
        (dt.date.fromisoformat(day) + dt.timedelta(days=n)).isoformat() for day in own for n in (-1, 0, 1)
    }  # fmt: skip
    updates = {c.start for c in candidates if UPDATED & {*c.features}}
    found = scan_written_dates(article.document.text, article.language)
    left = [d for d in found if d.start not in updates and not near & {day.isoformat() for day in d.readings}]
    return list(visible_candidates(article, left, page_order(article, country_of(article), found)))


def as_dump(candidates: Sequence[Candidate]) -> list[Candidate]:
    """A page's visible dates as a dump would show them: without the names of the elements around them."""
    seen = [c for c in candidates if c.rule.startswith("text.")]
    return [
        c._replace(
            rule=f"dump.{c.rule.partition('.')[2]}",
            features=tuple(t for t in c.features if not t.startswith("context=")),
        )
        for c in seen
    ]


def example(row: dict[str, Any], candidates: Sequence[Candidate], kind: str, weight: float = 1.0) -> Example:
    usable = competing(candidates)
    days = local_days([c for c, _ in usable], [d for _, d in usable])
    distinct = sorted(set(days))
    own = accepted(row)
    right = [d.isoformat() in own for d in distinct]
    unsure = row["gold_date_weak"] and not any(right)
    return Example(
        row["domain"],
        candidates,
        own,
        distinct,
        describe([c for c, _ in usable], days),
        [distinct.index(d) for d in days],
        right,
        bool(row["gold_date_weak"]),
        bool(row["date_in_text"]),
        weight * (UNCONFIRMED[kind] if unsure else 1.0),
    )


def competing(candidates: Sequence[Candidate]) -> list[tuple[Candidate, dt.date]]:
    """Return the candidates that name a day and that the decision does not set aside, with their days."""
    readings = [parsed(c.value) for c in candidates]
    why = set_aside(candidates, readings, DEFAULT.earliest_plausible, DEFAULT.latest_plausible)
    return [
        (c, r.earliest)
        for c, r, against in zip(candidates, readings, why, strict=True)
        if r is not None and r.is_day and not against
    ]


def parsed(value: str) -> Edtf | None:
    try:
        return Edtf.parse(value)
    except ValueError:
        return None


def vocabulary(data: Sequence[Example], rare: int) -> dict[str, int]:
    seen = Counter(name for e in data for name in {n for f in e.features for n in f})
    return {name: i for i, name in enumerate(sorted(n for n, count in seen.items() if count >= rare))}


@dataclass
class Arrays:
    """All examples side by side: candidates × features, and which day and document each belongs to."""

    matrix: Any
    day: npt.NDArray[np.int64]
    document: npt.NDArray[np.int64]
    right: npt.NDArray[np.bool_]
    weight: Floats
    documents: int


def arrays(data: Sequence[Example], names: dict[str, int]) -> Arrays:
    rows: list[int] = []
    columns: list[int] = []
    day: list[int] = []
    document: list[int] = []
    right: list[bool] = []
    for number, e in enumerate(data):
        offset = len(document)
        for features, index in zip(e.features, e.day_of, strict=True):
            known = [names[n] for n in features if n in names]
            rows += [len(day)] * len(known)
            columns += known
            day.append(offset + index)
        document += [number] * len(e.days)
        right += e.right
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(day), len(names)))
    weight = np.array([e.weight for e in data])
    return Arrays(matrix, np.array(day, int), np.array(document, int), np.array(right, bool), weight, len(data))


def log_sum(values: Floats, group: npt.NDArray[np.int64], n: int) -> Floats:
    top = np.full(n, -1e9)
    np.maximum.at(top, group, values)
    total = np.zeros(n)
    np.add.at(total, group, np.exp(values - top[group]))
    return np.asarray(top + np.log(np.maximum(total, 1e-300)))


def day_scores(a: Arrays, weights: Floats) -> tuple[Floats, Floats]:
    score = a.matrix @ weights[:-1]
    return score, log_sum(score * SHARPNESS, a.day, len(a.document)) / SHARPNESS


def fit(data: Sequence[Example], names: dict[str, int], penalty: float) -> Floats:
    """Weights of the features, then the score of "none"; maximum likelihood of the gold day (or of "none")."""
    a = arrays(data, names)
    found = np.zeros(a.documents, bool)
    np.logical_or.at(found, a.document, a.right)
    group = np.concatenate([a.document, np.arange(a.documents)])
    good = np.concatenate([a.right, ~found])

    def loss(weights: Floats) -> tuple[float, Floats]:
        score, days = day_scores(a, weights)
        values = np.concatenate([days, np.full(a.documents, weights[-1])])
        everything = log_sum(values, group, a.documents)
        wanted = log_sum(np.where(good, values, -1e8), group, a.documents)
        slope = np.exp(values - everything[group]) - np.where(good, np.exp(values - wanted[group]), 0)
        slope *= a.weight[group]
        share = np.exp(score * SHARPNESS - days[a.day] * SHARPNESS)
        gradient = a.matrix.T @ (slope[: len(a.document)][a.day] * share) + 2 * penalty * weights[:-1]
        total = float(a.weight @ (everything - wanted) + penalty * weights[:-1] @ weights[:-1])
        return total, np.concatenate([gradient, [slope[len(a.document) :].sum()]])

    result = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(result.x)


def predict(data: Sequence[Example], names: dict[str, int], weights: Floats) -> list[Floats]:
    a = arrays(data, names)
    _, days = day_scores(a, weights)
    group = np.concatenate([a.document, np.arange(a.documents)])
    values = np.concatenate([days, np.full(a.documents, weights[-1])])
    probability = np.exp(values - log_sum(values, group, a.documents)[group])
    return [probability[: len(a.document)][a.document == i] for i in range(a.documents)]


def fold_of(e: Example) -> int:
    return int(hashlib.md5(e.domain.encode()).hexdigest(), 16) % FOLDS


def out_of_fold(
    data: Sequence[Example], more: Sequence[Example], kind: str
) -> tuple[list[DateModel], list[tuple[float, float]]]:
    """A model for each fold whose weights saw nothing of the fold's domains, and the calibration of all their probabilities.

    Args:
        more: further examples to learn from.
    """
    probabilities: list[Floats] = [np.array([])] * len(data)
    fitted = []
    for k in range(FOLDS):
        training = [e for e in (*data, *more) if fold_of(e) != k]
        names = vocabulary(training, RARE[kind])
        weights = fit(training, names, PENALTY[kind])
        fitted.append((names, weights))
        held = [i for i, e in enumerate(data) if fold_of(e) == k]
        for i, p in zip(held, predict([data[i] for i in held], names, weights), strict=True):
            probabilities[i] = p
    sure = [(e, p) for e, p in zip(data, probabilities, strict=True) if not e.weak]
    points = calibration([e for e, _ in sure], [p for _, p in sure])
    return [
        DateModel(float(w[-1]), SHARPNESS, {n: float(w[i]) for n, i in names.items()}, tuple(points))
        for names, w in fitted
    ], points


def calibration(data: Sequence[Example], probabilities: Sequence[Floats]) -> list[tuple[float, float]]:
    """(mean raw probability, share right) in bins, made monotone by pooling neighbours that violate the order."""
    edges = [0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.87, 0.92, 0.95, 0.97, 0.98, 0.99, 1.01]
    pairs = [(p, r) for e, ps in zip(data, probabilities, strict=True) for p, r in zip(ps, e.right, strict=True)]
    pooled: list[tuple[float, float, int]] = []
    for low, high in zip([0.0, *edges], edges, strict=False):
        inside = [(p, r) for p, r in pairs if low <= p < high]
        if len(inside) < 10:
            continue
        pooled.append((float(np.mean([p for p, _ in inside])), float(np.mean([r for _, r in inside])), len(inside)))
        while len(pooled) > 1 and pooled[-1][1] <= pooled[-2][1]:
            (x0, y0, n0), (x1, y1, n1) = pooled[-2:]
            n = n0 + n1
            pooled[-2:] = [((x0 * n0 + x1 * n1) / n, (y0 * n0 + y1 * n1) / n, n)]
    return [(round(x, 4), round(min(y, 0.999), 4)) for x, y, _ in pooled]


def outcome(e: Example, decision: Decision) -> str:
    """``exact``, ``holds`` (an interval that holds the gold day), ``wrong`` or ``nothing``."""
    if decision.value is None:
        return "nothing"
    value = Edtf.parse(decision.value)
    low, high = value.earliest.isoformat(), value.latest.isoformat()
    if not any(low <= day <= high for day in e.accepted):
        return "wrong"
    return "exact" if low == high else "holds"


def report(kind: str, data: Sequence[Example], models: Sequence[DateModel]) -> None:
    """Shares of outcomes with the shipped thresholds and with others, and how often stated confidences are right."""
    shipped = DEFAULT.accept_page if kind == "page" else DEFAULT.accept_dump
    for threshold in (shipped, 0.5, 0.6, 0.7, 0.8, 0.9):
        settings = replace(DEFAULT, accept_page=threshold, accept_dump=threshold)
        decided = [
            (
                e,
                decide_published(
                    e.candidates,
                    captured_at=None,
                    settings=settings,
                    models=dict.fromkeys(("page", "dump"), models[fold_of(e)]),
                ),
            )
            for e in data
        ]
        print(f"{kind} from {threshold:.2f} on")
        for label, chosen in (
            ("all", decided),
            ("gold confirmed", [x for x in decided if not x[0].weak]),
            ("day in the text", [x for x in decided if x[0].in_text]),
        ):
            counts = Counter(outcome(e, d) for e, d in chosen)
            shares = " ".join(
                f"{k} {100 * counts[k] / len(chosen):.1f}" for k in ("exact", "holds", "wrong", "nothing")
            )
            print(f"  {label} (n {len(chosen)}): {shares}")
        if threshold == shipped:
            reliability(decided)


def reliability(decided: Sequence[tuple[Example, Decision]]) -> None:
    """How many of the days given with a confidence are right."""
    for low, high in ((0.0, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 1.01)):
        days = [(e, d) for e, d in decided if d.value and Edtf.parse(d.value).is_day and low <= d.confidence < high]
        for label, inside in (("all", days), ("gold confirmed", [(e, d) for e, d in days if not e.weak])):
            right = sum(outcome(e, d) == "exact" for e, d in inside)
            print(
                f"  confidence {low:.2f}-{high:.2f}, {label}: n {len(inside)}, right {100 * right / max(len(inside), 1):.1f}"
            )


def read_examples(gold: Path) -> tuple[dict[str, list[Example]], dict[str, list[Example]]]:
    """Return the examples of pages and dumps, and further ones to learn from."""
    read: dict[str, list[Example]] = {"page": [], "dump": []}
    more: dict[str, list[Example]] = {"page": [], "dump": []}
    for row in rows(gold):
        page, dump = (article_of(gold, row, kind) for kind in ("page", "dump"))
        on_page, on_dump = published_candidates(page), published_candidates(dump)
        read["page"].append(example(row, on_page, "page"))
        read["dump"].append(example(row, on_dump, "dump"))
        more["dump"].append(example(row, as_dump(on_page), "dump"))
        if left := erased(dump, row, on_dump):
            more["dump"].append(example(row, left, "dump", ERASED))
    return read, more


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    models = {}
    read, more = read_examples(arguments.gold)
    for kind, data in read.items():
        fold_models, points = out_of_fold(data, more[kind], kind)
        report(kind, data, fold_models)
        names = vocabulary([*data, *more[kind]], RARE[kind])
        weights = fit([*data, *more[kind]], names, PENALTY[kind])
        models[kind] = {
            "none": round(float(weights[-1]), 4),
            "sharpness": SHARPNESS,
            "calibration": points,
            "weights": {n: round(float(weights[i]), 3) for n, i in names.items() if abs(weights[i]) >= 0.01},
        }
    if arguments.out:
        note = "conditional logit over a document's days; see docs/data-cards/published.md"
        arguments.out.write_text(
            json.dumps({"note": note, "models": models}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
