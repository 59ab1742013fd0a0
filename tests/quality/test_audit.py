"""The audit finds damage planted in a lake, and calls a sound lake sound."""

from pathlib import Path

import pytest

from dossier_etl.errors import ExpectationsFailed
from dossier_etl.lake.connect import connect
from dossier_etl.pipeline.audit import audit
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.quality.checkpoint import failures, require_success
from dossier_etl.settings import Settings

DAMAGE = {
    "UPDATE lake.publications SET outlet = NULL": "publications",
    "UPDATE lake.date_mentions SET surface = surface || '!'": "date_mentions",
    "DELETE FROM lake.evidence WHERE field = 'published'": "evidence",
    "INSERT INTO lake.story_members FROM lake.story_members": "appearances",
    "UPDATE lake.publications SET body_sha256 = 'same'": "articles",
    "UPDATE lake.documents SET sha256 = 'x'": "documents",
}


def test_a_sound_lake_passes_and_planted_damage_fails(warehouse: Settings, seeds: Path) -> None:
    ingest(warehouse, [str(seeds / name) for name in ("01-harbour.html", "09-deutsch.html")])
    report, validations = audit(warehouse)
    assert failures(validations) == [] and validations
    assert Path(report).is_file()

    con = connect(warehouse, read_only=False)
    for sql in DAMAGE:
        con.execute(sql)
    con.close()
    report, validations = audit(warehouse)
    assert {v.suite for v in failures(validations)} >= set(DAMAGE.values())
    assert "failed" in Path(report).read_text("utf-8")
    with pytest.raises(ExpectationsFailed) as error:
        require_success(validations)
    assert error.value.exit_code == 4
