"""`dossier search` and `dossier publish` as a user calls them."""

import csv
import io
import json

import pytest
from click.testing import CliRunner
from search.search_lake import add, article_id, publication

from dossier_etl.cli import cli
from dossier_etl.errors import UsageError
from dossier_etl.settings import Settings


@pytest.fixture
def filled(warehouse: Settings) -> Settings:
    rows = [
        publication("a", "Bridge opens", "The old bridge opens."),
        publication("b", "Ferry", "A ferry.", published="2017"),
    ]
    add(warehouse, rows)
    run(warehouse, "publish")
    return warehouse


def run(settings: Settings, *arguments: str) -> str:
    done = CliRunner().invoke(cli, ["-w", str(settings.warehouse), *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_hits_as_csv_json_and_ids(filled: Settings) -> None:
    (row,) = csv.DictReader(io.StringIO(run(filled, "search", "bridges")))
    assert (row["title"], row["snippet"], row["article_id"]) == (
        "Bridge opens",
        "The old bridge opens.",
        article_id("a"),
    )
    found = json.loads(run(filled, "search", "bridge", "--json"))
    assert (found["total"], found["hits"][0]["marks"], found["histogram"]) == (1, [[8, 14]], [["2016-05", 1]])
    assert run(filled, "search", "--ids") == f"{article_id('b')}\n{article_id('a')}\n"
    assert run(filled, "search", "--ids", "--limit", "1") == f"{article_id('b')}\n"


def test_dates_are_edtf_and_whole_at_both_ends(filled: Settings) -> None:
    assert run(filled, "search", "--ids", "--from", "2016-06") == f"{article_id('b')}\n"
    assert run(filled, "search", "--ids", "--to", "2016") == f"{article_id('a')}\n"
    with pytest.raises(UsageError, match="--from cannot be 'May'"):
        run(filled, "search", "--ids", "--from", "May")
