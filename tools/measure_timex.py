"""Predict the dates of a TIMEX3 corpus for scoring, and measure words per CPU second.

    python tools/measure_timex.py CORPUS.jsonl PRED.jsonl

Rows of the corpus are ``{"id", "text", "dct"?}``; rows written are ``{"id", "date_mentions": [{start, end, kind, value, timex}]}``.
"""

import json
import sys
import time
from pathlib import Path

from dossier_etl.enrich.timex import tag_timexes
from dossier_etl.model.edtf import Edtf


def main(corpus: Path, out: Path) -> None:
    """Tag every row; print the speed of the tagging alone."""
    rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines() if line.strip()]
    seconds = 0.0
    with out.open("w", encoding="utf-8") as sink:
        for row in rows:
            anchor = Edtf.parse(row["dct"][:10]) if row.get("dct") else None
            start = time.process_time()
            found = tag_timexes(row["text"], anchor=anchor)
            seconds += time.process_time() - start
            mentions = [
                {"start": m.start, "end": m.end, "kind": m.kind, "value": m.value, "timex": m.timex} for m in found
            ]
            sink.write(json.dumps({"id": row["id"], "date_mentions": mentions}) + "\n")
    words = sum(len(row["text"].split()) for row in rows)
    print(f"{len(rows)} texts, {words} words, {words / max(seconds, 1e-9):,.0f} words per CPU second")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
