"""The whole hostile collection through one ingest: no crash, no hang, exact books, bounded memory, good documents kept.

Set DOSSIER_HOSTILE to the folder with ``manifest.json`` to run it (`make hostile HOSTILE=…`).
"""

import json
import os
import resource
from pathlib import Path

import pytest
from support import dossier, query

from dossier_etl.settings import Settings

FOLDER = os.environ.get("DOSSIER_HOSTILE", "")
pytestmark = [
    pytest.mark.gold,
    pytest.mark.skipif(not (FOLDER and Path(FOLDER, "manifest.json").exists()), reason="needs DOSSIER_HOSTILE"),
]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(warehouse=tmp_path_factory.mktemp("hostile") / "w")
    arguments = ["-q", "-w", str(settings.warehouse), "ingest", "--no-entities", "--quarantine-limit", "1", FOLDER]
    done = dossier(*arguments)
    assert done.returncode == 0, done.stderr[-2000:]
    return settings


def test_every_source_is_accounted_for_and_holds_its_good_documents(lake: Settings) -> None:
    rows = query(
        lake,
        """SELECT source_uri, sum(items_in), sum(loaded + duplicates + quarantined + not_articles + known), sum(incidents)
           FROM lake.batches GROUP BY 1""",
    )
    found = {os.path.relpath(uri, FOLDER): (items, outcomes, incidents) for uri, items, outcomes, incidents in rows}
    for case in json.loads(Path(FOLDER, "manifest.json").read_text("utf-8")):
        items, outcomes, incidents = found[case["path"]]
        assert items == outcomes, case
        assert items + incidents > 0, case
        assert items >= case["canaries"] or case["kind"] == "rss", (case, items)


def test_no_page_was_lost_to_a_defect_of_ours(lake: Settings) -> None:
    assert query(lake, "SELECT text, detail FROM lake.quarantine WHERE list_contains(reasons, 'internal_error')") == []


def test_memory_stays_bounded(lake: Settings) -> None:
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    assert megabytes < 512, f"the largest process took {megabytes} MB"


def test_a_bomb_and_a_date_of_2099_end_in_quarantine(lake: Settings) -> None:
    reasons = query(
        lake, "SELECT DISTINCT unnest(reasons) FROM lake.quarantine JOIN lake.documents USING (document_id) ORDER BY 1"
    )
    assert {"decompression_limit", "too_large", "empty", "no_body", "http_404", "redirect"} <= {r for (r,) in reasons}
    assert query(lake, "SELECT count(*) FROM lake.publications WHERE published_on > DATE '2037-01-01'") == [(0,)]
