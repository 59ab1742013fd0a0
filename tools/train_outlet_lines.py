"""Train the weights with which outlets named in visible lines are weighed (``src/dossier_etl/enrich/outlet/line_weights.json``).

    python tools/train_outlet_lines.py GOLD_DIR OUT.json

GOLD_DIR holds ``gold.jsonl`` (``id, domain, outlet, outlet_list, outlet_aliases, outlet_in_text``), ``texts/<id>.txt`` (dumps
of whole pages) and ``pages/<id>.html`` (the same pages saved). A sighting is right when its name is one of the page's names
or its outlet is registered under the page's domain; for pages without a listed outlet, when it bears the name that
the saved page's own metadata decides on. A conditional logit: the sightings of a page compete with each other and with "none of
these". Pages with a listed outlet count three times, pages of which nothing is known not at all. Printed for several
thresholds, five folds with no domain in two folds: exact, wrong, and named although the name is not in the text. Needs scipy,
which the project itself does not.
"""

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from train_choice import FOLDS, fit, norm, shares

from dossier_etl.clean import clean
from dossier_etl.decide.outlet import decide_outlet
from dossier_etl.enrich.outlet import outlet_candidates
from dossier_etl.enrich.outlet.features import features
from dossier_etl.enrich.outlet.mentions import find_outlets
from dossier_etl.enrich.outlet.resolve import countries_of
from dossier_etl.model.records import Record
from dossier_etl.registry import load

THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)
SURE = 0.6
"""Confidence from which a saved page's own outlet stands in for a gold name."""
LISTED_WEIGHT = 3


@dataclass
class Page:
    """One text dump: its sightings' features, which of them are right, and what the gold says."""

    fold: int
    features: list[dict[str, float]]
    right: list[bool]
    named: list[bool]
    """Whether the sighting's name is one of the gold names, as the scorer compares them."""
    listed: bool
    known: bool
    """Whether anything says which outlet is right: a gold name, the page's metadata, the registry."""
    in_text: bool


def gold_names(row: dict[str, object]) -> set[str]:
    aliases = row.get("outlet_aliases")
    values = [row.get("outlet"), row.get("outlet_list"), *(aliases if isinstance(aliases, list) else [])]
    return {norm(str(v)) for v in values if v}


def own_name(path: Path) -> str | None:
    """What the saved page's addresses and metadata decide on; None when unsure or only an address is known."""
    if not path.exists():
        return None
    cleaned = clean(Record(path.name, "", "text/html", path.read_bytes()))
    if not cleaned.articles:
        return None
    decision = decide_outlet(outlet_candidates(cleaned.articles[0]))
    if decision.value is None or decision.confidence < SURE or "." in decision.value:
        return None
    return norm(decision.value)


def read(gold: Path) -> list[Page]:
    registry = load()
    pages = []
    for line in (gold / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        path = gold / "texts" / f"{row['id']}.txt"
        if not path.exists():
            continue
        cleaned = clean(Record(path.name, "", "text/plain", path.read_bytes()))
        if not cleaned.articles:
            continue
        article = cleaned.articles[0]
        names = gold_names(row)
        own = own_name(gold / "pages" / f"{row['id']}.html")
        accepted = names | ({own} if own else set())
        home = registry.by_domain(row["domain"])
        found = find_outlets(article, registry, countries_of(None, article.language))
        pages.append(
            Page(
                crc32(row["domain"].encode()) % FOLDS,
                [features(s, found) for s in found],
                [norm(s.name) in accepted or (home is not None and s.outlet_id == home.outlet_id) for s in found],
                [norm(s.name) in names for s in found],
                bool(names),
                bool(accepted) or home is not None,
                bool(row.get("outlet_in_text")),
            )
        )
    return pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    pages = read(args.gold)
    names = sorted({n for p in pages for f in p.features for n in f})
    index = {n: i + 1 for i, n in enumerate(names)}
    owner = np.array([i for i, p in enumerate(pages) for _ in p.features])
    right = np.array([r for p in pages for r in p.right], bool)
    x = np.zeros((len(owner), len(names) + 1))
    x[:, 0] = 1
    for at, described in enumerate(f for p in pages for f in p.features):
        for name, value in described.items():
            x[at, index[name]] = value
    weight = np.array([(LISTED_WEIGHT if p.listed else 1.0) * p.known for p in pages])
    fold = np.array([p.fold for p in pages])
    chance = np.zeros(len(owner))
    for k in range(FOLDS):
        w = fit(x, right, owner, np.where(fold == k, 0.0, weight))
        mine = fold[owner] == k
        chance[mine] = shares(x @ w, owner, len(pages))[mine]
    report(pages, chance)
    w = fit(x, right, owner, weight)
    weights = {n: round(float(w[i]), 3) for n, i in index.items() if abs(w[i]) >= 0.005}
    document = {"field": "outlet", "bias": round(float(w[0]), 3), "weights": weights}
    args.out.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def report(pages: list[Page], chance: np.ndarray) -> None:
    """What each threshold would give on pages with a listed outlet."""
    for threshold in THRESHOLDS:
        c: Counter[str] = Counter()
        at = 0
        for page in pages:
            mine = chance[at : at + len(page.features)]
            at += len(page.features)
            if not page.listed:
                continue
            best = int(np.argmax(mine)) if len(mine) else -1
            given = best >= 0 and mine[best] >= threshold
            right = bool(given and page.named[best])
            kind = "answerable" if page.in_text else "not in text"
            c[kind] += 1
            c[kind + " exact"] += right
            c[kind + " wrong"] += given and not right
        print(
            f"{threshold:.2f}  n {c['answerable']} exact {c['answerable exact'] / max(1, c['answerable']):.3f} "
            f"wrong {c['answerable wrong'] / max(1, c['answerable']):.3f} | "
            f"n {c['not in text']} invented {c['not in text wrong'] / max(1, c['not in text']):.3f}"
        )


if __name__ == "__main__":
    main()
