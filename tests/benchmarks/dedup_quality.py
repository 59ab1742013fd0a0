"""How well stories are found on documents whose true stories are known.

    python tests/benchmarks/dedup_quality.py DOCS.parquet [--column text] [--batch 1000]

DOCS has doc_id, date, outlet, cluster_id, kind and the text column. Loads it in shuffled batches into a lake in memory, without
a stop-list and then with one built from that lake, and prints story-pair and B-cubed figures and how many documents of each kind
ended in a story most of whose members belong to another one.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1] / "dedup"))

from dedup_lake import Lake
from dedup_texts import Text

from dossier_etl.dedup.stoplist import refresh_stoplist

Row = tuple[str, str, str]
"""(found story, true story, kind)"""


def _pairs(counts: Mapping[Any, int]) -> int:
    return sum(n * (n - 1) // 2 for n in counts.values())


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def figures(rows: list[Row]) -> str:
    """Story-pair and B-cubed precision, recall and F1, and the wrongly merged by kind."""
    both = Counter((found, true) for found, true, _ in rows)
    found_sizes, true_sizes = Counter(found for found, _, _ in rows), Counter(true for _, true, _ in rows)
    precision, recall = _pairs(both) / max(1, _pairs(found_sizes)), _pairs(both) / max(1, _pairs(true_sizes))
    b_precision = sum(both[f, t] / found_sizes[f] for f, t, _ in rows) / len(rows)
    b_recall = sum(both[f, t] / true_sizes[t] for f, t, _ in rows) / len(rows)
    main = {pair[0]: pair[1] for pair, _ in sorted(both.items(), key=lambda item: (item[1], item[0]))}
    wrong, kinds = Counter(k for f, t, k in rows if main[f] != t), Counter(k for _, _, k in rows)
    merged = ", ".join(f"{kind} {wrong[kind]}/{n}" for kind, n in sorted(kinds.items()))
    return (
        f"story pairs P {precision:.4f} R {recall:.4f} F1 {_f1(precision, recall):.4f}; "
        f"B-cubed P {b_precision:.4f} R {b_recall:.4f} F1 {_f1(b_precision, b_recall):.4f}; wrongly merged: {merged}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--column", default="text")
    parser.add_argument("--batch", type=int, default=1000)
    args = parser.parse_args()
    docs = duckdb.execute(
        f"SELECT doc_id, {args.column}, date::DATE, outlet, cluster_id, kind FROM read_parquet(?) ORDER BY doc_id",
        [str(args.docs)],
    ).fetchall()
    truth = {d[0]: (d[4], d[5]) for d in docs}
    texts = [Text(article_id=d[0], body=d[1], day=d[2], outlet=d[3]) for d in docs]
    random.Random(1).shuffle(texts)
    lake = Lake()
    started = time.process_time()
    for start in range(0, len(texts), args.batch):
        lake.load(texts[start : start + args.batch])
    spent = (time.process_time() - started) * 1000 / len(texts)

    def show(name: str) -> None:
        members = lake.rows("SELECT article_id, story_id FROM story_members")
        sys.stdout.write(f"{name}: {figures([(str(s), *truth[str(a)]) for a, s in members])}\n")

    show(f"no stop-list, {spent:.2f} ms CPU a document")
    lake.con.execute("BEGIN")
    built = refresh_stoplist(lake.con, "lake", "quality")
    lake.con.execute("COMMIT")
    show(f"stop-list of {built.shingles} shingles")


if __name__ == "__main__":
    main()
