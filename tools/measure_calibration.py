"""Measure how often values given with a confidence are right, on domains that the weights never saw.

    python tools/measure_calibration.py GOLD_DIR [--figures FIGURES.json] [--only FIELD …] [--names CORPUS.jsonl ANNOTATED.jsonl]

GOLD_DIR is that of the training tools (``train_published``, ``train_outlet_lines``, ``train_choice``), whose folds are used: five, all
pages of a domain in one. Weights of dates, of outlets in dumps, of authors and of titles are fitted without the fold they are
measured on; the calibration table of dates is fitted on all folds, as shipped. Outlets of saved pages have no trained weights. A
value counts from the confidence at which it is given. Prints a Markdown table per field; ``--figures`` writes the share right among the
values with at least .9. ``--names`` adds names in a text, right where span and label are those of the corpus; ANNOTATED is what
``dossier annotate --json --no-dates CORPUS.jsonl`` prints. Needs scipy.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import train_choice
import train_outlet_lines
import train_published
from outlet_identity import gold_names, is_same

from dossier_etl.clean import clean
from dossier_etl.decide import authors as authors_decision
from dossier_etl.decide import title as title_decision
from dossier_etl.decide.outlet import ACCEPT_LINES, ACCEPT_NEW, decide_outlet
from dossier_etl.decide.published import DEFAULT, decide_published
from dossier_etl.enrich.outlet import outlet_candidates
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.records import Record

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
SURE = 0.9
ENOUGH = 20
"""Values that a share right is stated for."""
Given = list[tuple[float, bool]]
"""Confidence and whether the value is right, of every value given."""


def dates(gold: Path) -> dict[str, Given]:
    """Return whole days, by held-out weights; apart, those whose gold something on the page confirms."""
    read, more = train_published.read_examples(gold)
    found: dict[str, Given] = {}
    for kind, data in read.items():
        models, _ = train_published.out_of_fold(data, more[kind], kind)
        name = {"page": "date, pages", "dump": "date, dumps"}[kind]
        found[name], found[f"{name}, gold confirmed"] = [], []
        for e in data:
            model = models[train_published.fold_of(e)]
            decision = decide_published(
                e.candidates, captured_at=None, settings=DEFAULT, models=dict.fromkeys(("page", "dump"), model)
            )
            if decision.value is not None and Edtf.parse(decision.value).is_day:
                given = decision.confidence, train_published.outcome(e, decision) == "exact"
                found[name].append(given)
                if not e.weak:
                    found[f"{name}, gold confirmed"].append(given)
    return found


def outlets(gold: Path) -> dict[str, Given]:
    """Return outlets of dumps, by held-out weights, and of pages."""
    dumps = train_outlet_lines.read_pages(gold, train_outlet_lines.read_dumps(gold))
    _, x, right, owner = train_outlet_lines.design(dumps)
    chance = train_outlet_lines.held_out(dumps, x, right, owner)
    found: dict[str, Given] = {"outlet, pages": []}
    for number, page in enumerate(dumps):
        mine = chance[owner == number]
        best = int(np.argmax(mine)) if page.weight and len(mine) else -1
        if best >= 0 and mine[best] >= (ACCEPT_LINES if page.registered[best] else ACCEPT_NEW):
            found.setdefault(f"outlet, dumps, {page.group}", []).append((float(mine[best]), page.right[best]))
    for line in (gold / "gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        path = gold / "pages" / f"{row['id']}.html"
        if not (known := gold_names(row)) or not path.exists():
            continue
        cleaned = clean(Record(path.name, "", "text/html", path.read_bytes()))
        decision = decide_outlet(outlet_candidates(cleaned.articles[0])) if cleaned.articles else None
        if decision is not None and decision.value is not None:
            chosen = next(v.candidate for v in decision.verdicts if v.chosen)
            same = is_same(row["domain"], known, decision.value, chosen.ref_id)
            found["outlet, pages"].append((decision.confidence, same))
    return found


def choices(gold: Path, field: str, accept: float) -> dict[str, Given]:
    """Return titles or author lists of pages and of dumps, by held-out weights."""
    found: dict[str, Given] = {}
    shapes = train_choice.SHAPES[field]
    parts = [train_choice.read_pages(field, gold, [shape]) for shape in shapes]
    pages = [page for part in parts for page in part]
    _, x, right, owner = train_choice.design(pages)
    chance = train_choice.shares(train_choice.held_out(pages, x, right, owner), owner, len(pages))
    first = 0
    for (folder, _, _), part in zip(shapes, parts, strict=True):
        shape = "page" if folder == "pages" else "dump"
        ceiling = authors_decision.CEILING[shape] if field == "authors" else title_decision.CEILING
        given = found.setdefault(f"{field}, {shape}s", [])
        for number in range(first, first + len(part)):
            mine = np.flatnonzero(owner == number)
            if len(mine):
                best = mine[np.argmax(chance[mine])]
                confidence = min(ceiling, float(chance[best]))
                if confidence >= accept:
                    given.append((confidence, bool(right[best])))
        first += len(part)
    return found


def names_in(corpus: Path, annotated: Path) -> Given:
    """Return persons, organisations and places; countries and cities count as places."""
    label_of = {"PER": "PERSON", "GPE": "LOC"}
    lines = [json.loads(line) for line in corpus.read_text("utf-8").splitlines()]
    gold = {row["id"]: {(s, e, label_of.get(label, label)) for s, e, label, *_ in row["spans"]} for row in lines}
    return [
        (m["confidence"], (m["start"], m["end"], label) in gold[row["id"]])
        for row in map(json.loads, annotated.read_text("utf-8").splitlines())
        for m in row["mentions"]
        if (label := label_of.get(m["label"], m["label"])) in ("PERSON", "ORG", "LOC")
    ]


def table(name: str, given: Given) -> str:
    """Return the reliability of a field as rows of a Markdown table."""
    lines = []
    for low, high in zip(EDGES, (*EDGES[1:-1], 1.01), strict=False):
        inside = [(c, r) for c, r in given if low <= c < high]
        if inside:
            mean, right = (float(np.mean([v[i] for v in inside])) for i in range(2))
            lines.append(f"| {name} | {low:.2f}–{min(high, 1):.2f} | {len(inside)} | {mean:.3f} | {right:.3f} |")
    return "\n".join(lines)


def sure_share(given: Sequence[tuple[float, bool]]) -> float:
    """Return the share right, in percent, of the values with at least `SURE`."""
    return round(100 * float(np.mean([r for c, r in given if c >= SURE])), 1)


def main() -> None:
    fields: dict[str, Callable[[Path], dict[str, Given]]] = {
        "date": dates,
        "outlet": outlets,
        "authors": lambda gold: choices(gold, "authors", authors_decision.ACCEPT),
        "title": lambda gold: choices(gold, "title", title_decision.ACCEPT),
    }
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--figures", type=Path)
    parser.add_argument("--only", nargs="*", choices=fields, default=list(fields))
    parser.add_argument("--names", nargs=2, type=Path, default=[], metavar=("CORPUS", "ANNOTATED"))
    arguments = parser.parse_args()
    print("| field | confidence | values | mean confidence | share right |\n|---|---|---|---|---|")
    figures = {}
    found = [item for field in arguments.only for item in fields[field](arguments.gold).items()]
    if arguments.names:
        found.append(("names", names_in(*arguments.names)))
    for name, given in found:
        print(table(name, given))
        if sum(c >= SURE for c, _ in given) >= ENOUGH:
            figures[f"{name}: right from .9 on"] = sure_share(given)
    if arguments.figures:
        arguments.figures.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
