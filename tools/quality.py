"""Score the project on the measuring data and hold it against the floors. See `make quality`.

Usage: quality.py SHARED [--raise] [--sample N]

SHARED is the folder with `tools/score.py`, `tools/unpack`, `gold/`, `ner/`, `timex/`, `dedup/`. The figures are compared with
``tests/floors.json``: one below its floor fails the command; ``--raise`` writes every figure that is better (rounded down) as the
new floor. Lowering a floor is only possible by editing the file, where a review sees it.
"""

import argparse
import json
import math
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FLOORS = ROOT / "tests" / "floors.json"
DOSSIER = [sys.executable, "-m", "dossier_etl.cli"]
LOWER_IS_BETTER = ("wrong", "merged")


def run(arguments: list[str], output: Path | None = None) -> str:
    with output.open("w", encoding="utf-8") if output else tempfile.TemporaryFile("w+") as file:
        subprocess.run(arguments, stdout=file, check=True, cwd=ROOT)
        if output:
            return ""
        file.seek(0)
        return str(file.read())


def numbers(pattern: str, text: str) -> list[float]:
    found = re.search(pattern, text)
    if not found:
        raise SystemExit(f"the scorer's output has no {pattern!r}:\n{text}")
    return [float(x) for x in found.groups()]


def articles(shared: Path, gold: Path, kind: str, sample: int, work: Path) -> dict[str, float]:
    """Figures of `score.py articles` on saved pages (``html``) or dumps (``text``)."""
    rows = [json.loads(line) for line in (gold / "gold.jsonl").read_text("utf-8").splitlines()]
    chosen = rows[:: max(1, len(rows) // sample)] if sample else rows
    folder, suffix = ("pages", ".html") if kind == "html" else ("texts", ".txt")
    subset = work / "gold.jsonl"
    subset.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in chosen), "utf-8")
    named = work / kind
    named.mkdir()
    for row in chosen:
        (named / (row["id"] + suffix)).hardlink_to(gold / folder / (row["id"] + suffix))
    predicted = work / f"{kind}.jsonl"
    run([*DOSSIER, "-q", "extract", "--json", "--no-entities", str(named)], predicted)
    same = work / f"{kind}.same.tsv"
    same_outlets(chosen, predicted, same)
    scorer = [sys.executable, str(shared / "tools" / "score.py"), "articles", str(subset), str(predicted)]
    text = run([*scorer, "--same", str(same)])
    print(text)
    f = {}
    if kind == "html":
        f["date exact"], f["date wrong"] = numbers(r"date .*? exact\s+([\d.]+).*? wrong\s+([\d.]+)", text)
    else:
        (f["all dates wrong"],) = numbers(r"date .*? wrong\s+([\d.]+)", text)
        f["date exact"], f["date wrong"] = numbers(r"stands in the text: n \d+ exact\s+([\d.]+) wrong\s+([\d.]+)", text)
        (f["outlet wrong, not in the text"],) = numbers(r"listed domain.*wrong name given\s+([\d.]+)", text)
    (f["outlet exact, own"],) = numbers(r"own gold name\) n \d+\s+exact\s+([\d.]+)", text)
    (f["outlet exact, listed"],) = numbers(r"listed domain\) n \d+\s+exact\s+([\d.]+)", text)
    (f["authors F1"],) = numbers(r"authors .* F1 ([\d.]+)", text)
    (f["title exact"],) = numbers(r"title .* exact\s+([\d.]+)", text)
    (f["body F1"],) = numbers(r"mean F1 ([\d.]+)", text)
    return {f"{kind}: {k}": v for k, v in f.items()}


def same_outlets(rows: list[dict[str, Any]], predicted: Path, output: Path) -> None:
    """Write the name pairs (host, gold name, given name) of predictions that are the gold's outlet under another name."""
    from outlet_identity import gold_names, is_same

    gold = {row["id"]: row for row in rows}
    pairs: set[str] = set()
    for line in predicted.read_text("utf-8").splitlines():
        given = json.loads(line)
        row = gold.get(Path(str(given["source"]).partition("#")[0]).name.partition(".")[0])
        if row is None or not given["outlet"] or "//" not in row["url"]:
            continue
        host = row["url"].split("/")[2]
        names = gold_names(row)
        if is_same(row["domain"], names, given["outlet"], given["outlet_id"] or ""):
            pairs |= {"\t".join((host, name, given["outlet"])) for name in names if "\t" not in name}
    output.write_text("".join(f"{pair}\n" for pair in sorted(pairs)), "utf-8")


def outlets_by_fold(gold: Path, work: Path) -> dict[str, float]:
    """Outlets of text dumps by identity: five folds by domain, as listed, with the registry row hidden, in no list."""
    figures = work / "outlets.json"
    tool = str(ROOT / "tools" / "train_outlet_lines.py")
    print(run([sys.executable, tool, str(gold), str(work / "weights.json"), "--figures", str(figures)]))
    return {f"outlets by fold: {k}": v for k, v in json.loads(figures.read_text("utf-8")).items()}


def calibration(shared: Path, gold: Path, work: Path) -> dict[str, float]:
    """Share right, in percent, of values with a confidence of .9 and more, on domains their weights never saw."""
    figures, names = work / "calibration.json", work / "names.jsonl"
    corpus = shared / "ner" / "measure_only" / "worldwide_dev" / "dev.jsonl"
    run([*DOSSIER, "annotate", "--json", "--no-dates", str(corpus)], names)
    tool = [sys.executable, str(ROOT / "tools" / "measure_calibration.py")]
    print(run([*tool, str(gold), "--figures", str(figures), "--names", str(corpus), str(names)]))
    return {f"calibration: {k}": v for k, v in json.loads(figures.read_text("utf-8")).items()}


def annotated(shared: Path, verb: str, corpus: Path, flag: str, work: Path) -> str:
    predicted = work / "annotated.jsonl"
    run([*DOSSIER, "annotate", "--json", flag, str(corpus)], predicted)
    text = run([sys.executable, str(shared / "tools" / "score.py"), verb, str(corpus), str(predicted)])
    print(corpus.parent.name, text)
    return text


def entities(shared: Path, work: Path) -> dict[str, float]:
    found = {}
    for corpus in sorted(shared.glob("ner/**/dev.jsonl")):
        if corpus.stat().st_size:
            text = annotated(shared, "entities", corpus, "--no-dates", work)
            (f1,) = numbers(r"micro .* F1 ([\d.]+)", text)
            found[f"entities: {corpus.parent.name} F1"] = round(100 * f1, 1)
    return found


def timex(shared: Path, work: Path) -> dict[str, float]:
    found = {}
    for corpus in [shared / "timex" / "timebank" / "train.jsonl", shared / "timex" / "wikiwars" / "test.jsonl"]:
        text = annotated(shared, "timex", corpus, "--no-entities", work)
        values = numbers(r"relaxed F1 ([\d.]+)  strict F1 ([\d.]+)  value F1 ([\d.]+)", text)
        for name, value in zip(("relaxed", "strict", "value"), values, strict=True):
            found[f"timex: {corpus.parent.name} {name} F1"] = value
    return found


def dedup(shared: Path, work: Path) -> dict[str, float]:
    """The syndication gold through the whole pipeline: ingest, then the stories as they stand in the lake."""
    docs = shared / "dedup" / "docs.parquet"
    lake = ["-q", "-w", str(work / "lake")]
    run([*DOSSIER, *lake, "ingest", "--no-entities", "--quarantine-limit", "1", str(docs)])
    rows = work / "stories.jsonl"
    sql = """SELECT json_extract_string(d.hints, '$."row.id"') AS doc_id, m.story_id
             FROM lake.story_members m JOIN lake.publications p USING (article_id) JOIN lake.documents d USING (document_id)
             ORDER BY p.position DESC, p.article_id"""
    run([*DOSSIER, *lake, "sql", "--json", sql], rows)
    text = run([sys.executable, str(shared / "tools" / "score.py"), "dedup", str(docs), str(rows)])
    print(text)
    (pairs,) = numbers(r"cluster pairs .* F1 ([\d.]+)", text)
    (cubed,) = numbers(r"B-cubed .* F1 ([\d.]+)", text)
    wrong, of = numbers(r"'templated': '(\d+)/(\d+)'", text)
    return {
        "copies: story pairs F1": pairs,
        "copies: B-cubed F1": cubed,
        "copies: templated wrongly merged %": 100 * wrong / of,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--raise", dest="lift", action="store_true", help="write better figures as the new floors")
    parser.add_argument(
        "--sample", type=int, default=0, help="about so many pages instead of all (never raises floors)"
    )
    parser.add_argument("--only", default="", help="html, text, outlets, calibration, entities, timex or dedup")
    options = parser.parse_args()
    shared = options.shared.resolve()
    if not (shared / "tools" / "score.py").is_file():
        print(f"no measuring data in {shared}; nothing to score")
        return 0
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="quality-") as name:
        work = Path(name)
        if options.only in ("", "html", "text", "outlets", "calibration"):
            run([str(shared / "tools" / "unpack"), str(work / "data")])
        if options.only == "outlets" or (not options.only and not options.sample):
            figures |= outlets_by_fold(work / "data" / "gold", work)
        if options.only == "calibration" or (not options.only and not options.sample):
            figures |= calibration(shared, work / "data" / "gold", work)
        for kind in ("html", "text"):
            if options.only in ("", kind):
                figures |= articles(shared, work / "data" / "gold", kind, options.sample, work)
        for part, score in (("entities", entities), ("timex", timex), ("dedup", dedup)):
            if options.only in ("", part):
                figures |= score(shared, work)
    floors: dict[str, float] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.is_file() else {}
    below = []
    for key, value in figures.items():
        floor = floors.get(key)
        lower = any(word in key for word in LOWER_IS_BETTER)
        bad = floor is not None and (value > floor if lower else value < floor)
        below += [key] if bad else []
        print(f"{'BELOW' if bad else 'ok':<6} {key:<44} {value:>8.4g}   floor {floor if floor is not None else '-'}")
        if options.lift and not options.sample:
            digits = 3 if value <= 1 and not lower else 1
            step = 10**digits
            rounded = math.ceil(value * step) / step if lower else math.floor(value * step) / step
            best = min if lower else max
            floors[key] = rounded if floor is None else best(floor, rounded)
    if options.lift and not options.sample:
        FLOORS.write_text(json.dumps(floors, indent=2, sort_keys=True) + "\n", "utf-8")
    return 1 if below and not options.sample else 0


if __name__ == "__main__":
    sys.exit(main())
