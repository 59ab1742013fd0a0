"""Publishing at the end of a run, and by itself."""

from pathlib import Path

from click.testing import CliRunner

from dossier_etl.cli import cli
from dossier_etl.publish.read_model import open_published
from dossier_etl.search import Search, SearchRequest
from dossier_etl.settings import Settings


def run(settings: Settings, *arguments: str) -> str:
    done = CliRunner().invoke(
        cli, ["-w", str(settings.warehouse), *arguments], env={"DOSSIER_PUBLISH": "yes"}, catch_exceptions=False
    )
    assert done.exit_code == 0, done.stderr
    return done.stderr


def test_a_run_publishes_at_its_end_unless_told_not_to(warehouse: Settings, seeds: Path) -> None:
    said = run(warehouse, "ingest", str(seeds / "01-harbour.html"), "--no-entities", "--no-publish")
    assert "published:" not in said and not (warehouse.warehouse / "published").exists()
    said = run(warehouse, "ingest", str(seeds / "02-harbour-copy.html"), "--no-entities")
    assert "published: read model built anew" in said
    con = open_published(warehouse)
    (count,) = con.execute("SELECT count(*) FROM article").fetchall()[0]
    with Search.open(warehouse) as search:
        assert count == search.run(SearchRequest()).total > 1
    assert "published: nothing changed" in run(warehouse, "publish")
    assert "built anew" in run(warehouse, "publish", "--rebuild")
