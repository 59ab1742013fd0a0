"""Floors on the measuring data, where it is at hand: a sample of saved pages and of their dumps."""

import json
import os
from pathlib import Path

import pytest

from dossier_etl.clean import clean
from dossier_etl.decide.published import decide_published
from dossier_etl.enrich.published import published_candidates
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.records import Record

SAMPLE = 100
KINDS = {"pages": ("html", "text/html", 0.88, 0.07), "texts": ("txt", "text/plain", 0.88, 0.06)}
"""Folder: suffix, media type, least share of exact days, most wrong ones; texts: of those that state the day. The sample is
small and the weights have seen it, so these floors catch a break, they do not measure."""


@pytest.mark.gold
@pytest.mark.parametrize("folder", KINDS)
def test_days_stay_as_good_as_they_were(folder: str) -> None:
    root = os.environ.get("DOSSIER_GOLD")
    if not root:
        pytest.skip("DOSSIER_GOLD names no folder with gold.jsonl, pages/ and texts/")
    rows = [json.loads(line) for line in (Path(root) / "gold.jsonl").read_text("utf-8").splitlines()]
    rows = [
        r
        for r in rows
        if r.get("published_day") and not r["gold_date_suspect"] and (folder == "pages" or r["date_in_text"])
    ]
    rows = rows[:: len(rows) // SAMPLE]
    suffix, media, least, most = KINDS[folder]
    exact = wrong = 0
    for row in rows:
        content = (Path(root) / folder / f"{row['id']}.{suffix}").read_bytes()
        for article in clean(Record(f"{row['id']}.{suffix}", "", media, content)).articles[:1]:
            value = decide_published(published_candidates(article), captured_at=None).value
            if value is None or not (day := Edtf.parse(value)).is_day:
                continue
            right = day.earliest.isoformat() in {row["published_day"], *row["published_alt_days"]}
            exact, wrong = exact + right, wrong + (not right)
    assert exact / len(rows) >= least
    assert wrong / len(rows) <= most
