"""How well stories are found on documents whose true stories are known.

    python tests/benchmarks/dedup_quality.py DOCS.parquet [--of text|cleaned|body] [--words 0 250 120 60 30] [--batch 1000]

DOCS has doc_id, date, outlet, cluster_id, kind, ops, text (with furniture) and body (without). Each run loads it in shuffled
batches into a lake in memory: as it is (0), and with its stories cut to about so many words. It prints story-pair and B-cubed
figures of all documents, of each half of the stories (thresholds are chosen on half 0 and judged on half 1), of pairs by the words
of the shorter body, and of stories of 16 and more; then how many documents of each kind ended in a story most of whose members
belong to another one.
"""

import argparse
import datetime as dt
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import duckdb
import xxhash

sys.path.insert(0, str(Path(__file__).parents[1] / "dedup"))

from dedup_lake import Lake
from dedup_texts import Text
from short_copies import Doc, cut

from dossier_etl.clean import clean
from dossier_etl.model.records import Record

LENGTHS = (0, 60, 120, 250, 500, 10**9)
LARGE_STORY = 16
SIMILARITIES = (0.2, 0.3, 0.5, 0.7, 0.9, 1.01)


def _pairs(counts: Mapping[Any, int]) -> int:
    return sum(n * (n - 1) // 2 for n in counts.values())


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def figures(docs: Sequence[Doc], found: Mapping[str, str]) -> str:
    """Return story-pair precision, recall and F1, and B-cubed F1."""
    rows = [(found[d.doc_id], d.cluster_id) for d in docs]
    both, stories, truth = Counter(rows), Counter(f for f, _ in rows), Counter(t for _, t in rows)
    precision, recall = _pairs(both) / max(1, _pairs(stories)), _pairs(both) / max(1, _pairs(truth))
    b_precision = sum(both[row] / stories[row[0]] for row in rows) / max(1, len(rows))
    b_recall = sum(both[row] / truth[row[1]] for row in rows) / max(1, len(rows))
    return (
        f"pairs P {precision:.3f} R {recall:.3f} F1 {_f1(precision, recall):.3f}   B-cubed F1 {_f1(b_precision, b_recall):.3f}"
        f"   ({len(rows)} documents, {_pairs(truth)} true pairs)"
    )


def by_length(docs: Sequence[Doc], found: Mapping[str, str]) -> list[str]:
    """Return pair figures by the words of the shorter body of a pair."""
    groups: dict[str, list[Doc]] = defaultdict(list)
    for doc in docs:
        groups[f"true {doc.cluster_id}"].append(doc)
        groups[f"found {found[doc.doc_id]}"].append(doc)
    pairs = {tuple(sorted((a.doc_id, b.doc_id))) for g in groups.values() for a, b in combinations(g, 2)}
    by_id = {d.doc_id: d for d in docs}
    counts: Counter[tuple[int, str]] = Counter()
    for left, right in pairs:
        a, b = by_id[left], by_id[right]
        shorter = min(a.words, b.words)
        band = next(top for top in LENGTHS[1:] if shorter < top)
        is_true, is_found = a.cluster_id == b.cluster_id, found[left] == found[right]
        counts[band, "true"] += is_true
        counts[band, "found"] += is_found
        counts[band, "both"] += is_true and is_found
    lines = []
    for low, top in pairwise(LENGTHS):
        true, right = counts[top, "true"], counts[top, "both"]
        precision, recall = right / max(1, counts[top, "found"]), right / max(1, true)
        name = f"{low}–{top - 1} words" if top < LENGTHS[-1] else f"{low} words and more"
        lines.append(f"{name}: P {precision:.3f} R {recall:.3f} F1 {_f1(precision, recall):.3f} ({true} true pairs)")
    return lines


def wrongly_merged(docs: Sequence[Doc], found: Mapping[str, str]) -> str:
    """Return, by kind, the documents in a story most of whose members belong to another one."""
    both = Counter((found[d.doc_id], d.cluster_id) for d in docs)
    main = {pair[0]: pair[1] for pair, _ in sorted(both.items(), key=lambda item: (item[1], item[0]))}
    wrong, of = Counter(d.kind for d in docs if main[found[d.doc_id]] != d.cluster_id), Counter(d.kind for d in docs)
    return ", ".join(f"{kind} {wrong[kind]}/{n}" for kind, n in sorted(of.items()))


def cleaned_body(text: str) -> str:
    """Return the bodies that `clean` finds in a text dump."""
    articles = clean(Record("-", "", "text/plain", text.encode())).articles
    return "\n\n".join(article.body for article in articles)


def by_similarity(docs: Sequence[Doc], lake: Lake) -> list[str]:
    """Return how many copies and excerpts belong to the story of what they are said to be copied from, by similarity."""
    true = {d.doc_id: d.cluster_id for d in docs}
    query = "SELECT article_id, copy_of, relation, similarity, containment FROM story_members WHERE relation IN ('near', 'excerpt')"
    rows = [(r, s if r == "near" else c, true[str(a)] == true[str(o)]) for a, o, r, s, c in lake.rows(query)]
    lines = []
    for relation in ("near", "excerpt"):
        for low, top in pairwise(SIMILARITIES):
            right = [ok for r, share, ok in rows if r == relation and low <= float(str(share)) < top]
            if right:
                lines.append(f"{relation}, {low:.2f}–{min(top, 1):.2f}: {sum(right)} of {len(right)} right")
    return lines


def load(docs: Sequence[Doc], of: str, batch: int) -> tuple[Lake, float]:
    """Load documents in shuffled batches; return the lake, and milliseconds of CPU per document."""
    bodies = {d.doc_id: d.body if of == "body" else cleaned_body(d.text) if of == "cleaned" else d.text for d in docs}
    texts = [Text(d.doc_id, bodies[d.doc_id], dt.date.fromisoformat(d.date), outlet=d.outlet) for d in docs]
    random.Random(1).shuffle(texts)
    lake = Lake()
    started = time.process_time()
    for start in range(0, len(texts), batch):
        lake.load(texts[start : start + batch])
    spent = (time.process_time() - started) * 1000 / len(texts)
    return lake, spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--of", choices=("text", "cleaned", "body"), default="text")
    parser.add_argument("--words", type=int, nargs="+", default=[0, 250, 120, 60, 30])
    parser.add_argument("--batch", type=int, default=1000)
    args = parser.parse_args()
    query = "SELECT doc_id, date, outlet, cluster_id, kind, ops, text, body FROM read_parquet(?) ORDER BY doc_id"
    whole = [Doc(*row) for row in duckdb.execute(query, [str(args.docs)]).fetchall()]
    for words in args.words:
        docs = cut(whole, words) if words else whole
        lake, spent = load(docs, args.of, args.batch)
        found = {str(a): str(s) for a, s in lake.rows("SELECT article_id, story_id FROM story_members")}
        lines = [f"== {args.of}, {f'cut to {words} words' if words else 'as it is'}, {spent:.2f} ms CPU per document"]
        lines.append(figures(docs, found))
        for half in range(2):
            chosen = [d for d in docs if xxhash.xxh3_64_intdigest(d.cluster_id.encode()) % 2 == half]
            lines.append(f"half {half}: {figures(chosen, found)}")
        lines += by_length(docs, found)
        size = Counter(d.cluster_id for d in docs)
        large = [d for d in docs if size[d.cluster_id] >= LARGE_STORY]
        lines.append(f"stories of {LARGE_STORY} and more: {figures(large, found)}")
        lines += by_similarity(docs, lake)
        lines.append(f"wrongly merged: {wrongly_merged(docs, found)}")
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
