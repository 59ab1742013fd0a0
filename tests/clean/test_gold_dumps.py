"""Floors on the measuring data, where it exists (DOSSIER_GOLD: a folder with gold.jsonl and texts/)."""

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from dossier_etl.clean import clean
from dossier_etl.model.records import Record

BODY_FLOOR = 0.90
"""On every 12th page; the shipped model has seen these pages, held-out figures stand in docs/data-cards/dump-lines.md."""
_WIDE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
_TOKEN = re.compile(rf"[{_WIDE}]|[^\W{_WIDE}]+")


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text.casefold())
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


@pytest.mark.gold
def test_bodies_of_gold_dumps_stay_over_the_floor_and_whole() -> None:
    folder = os.environ.get("DOSSIER_GOLD")
    if not folder or not (Path(folder) / "gold.jsonl").exists():
        pytest.skip("set DOSSIER_GOLD to the unpacked gold folder")
    with (Path(folder) / "gold.jsonl").open(encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row.get("body_text")][::12]
    scores, split = [], 0
    for row in rows:
        content = (Path(folder) / "texts" / f"{row['id']}.txt").read_bytes()
        articles = clean(Record(f"{row['id']}.txt", "", "text/plain", content)).articles
        want = shingles(row["body_text"])
        split += len(articles) > 1
        got = [shingles(a.body) for a in articles]
        scores.append(
            max((2 * sum((g & want).values()) / (sum(g.values()) + sum(want.values())) for g in got), default=0.0)
        )
    assert sum(scores) / len(scores) >= BODY_FLOOR
    assert split <= 0.01 * len(rows)
