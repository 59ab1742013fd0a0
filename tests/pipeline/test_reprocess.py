"""Reprocessing: all documents or some of them, chosen by id or by a condition."""

from collections.abc import Callable

import pytest
from support import contents, dossier, query

from dossier_etl.errors import UsageError
from dossier_etl.pipeline.reprocess import reprocess, select_documents
from dossier_etl.settings import Settings

NAMES = ("01-harbour.html", "09-deutsch.html", "04-doubled-body.txt")


@pytest.fixture
def filled(fill: Callable[..., Settings]) -> Settings:
    return fill(*NAMES)


def test_reprocessing_what_has_not_changed_changes_nothing(filled: Settings) -> None:
    before = contents(filled)
    assert reprocess(filled).total.items_in == 3
    assert contents(filled) == before


def test_a_condition_chooses_documents_by_their_items(filled: Settings) -> None:
    loaded = select_documents(filled, "outlet IS NOT NULL")
    assert len(loaded) == 2
    assert len(select_documents(filled, "list_contains(reasons, 'date_missing')")) == 1
    query_ids = {row[0] for row in query(filled, "SELECT document_id FROM lake.publications")}
    assert set(loaded) == query_ids
    assert reprocess(filled, loaded).total.items_in == 2


@pytest.mark.parametrize(
    "condition", ["no_such_column = 1", "outlet = ", "(SELECT count(*) FROM read_text('/etc/hostname')) > 0"]
)
def test_a_condition_that_cannot_be_evaluated_is_a_usage_error(filled: Settings, condition: str) -> None:
    with pytest.raises(UsageError, match="--where"):
        select_documents(filled, condition)


def test_the_command_reports_what_it_derived(filled: Settings) -> None:
    done = dossier("-w", str(filled.warehouse), "reprocess", "--where", "outlet IS NOT NULL")
    assert done.returncode == 0, done.stderr
    assert "2 items" in done.stderr
    both = dossier("-w", str(filled.warehouse), "reprocess", "--where", "true", "--documents", "x")
    assert both.returncode == 2


def test_reasons_of_an_old_lake_get_the_codes_of_today(filled: Settings) -> None:
    from dossier_etl.dedup.tables import TABLES
    from dossier_etl.dedup.views import VIEWS
    from dossier_etl.lake.connect import connect
    from dossier_etl.lake.create import ensure

    con = connect(filled, read_only=False)
    before = con.execute("SELECT reasons FROM lake.quarantine").fetchall()
    con.execute("UPDATE lake.quarantine SET reasons = ['outlet missing', 'publication date missing', 'http_404']")
    con.execute("COMMENT ON VIEW lake.coverage IS 'of version 0.3'")
    ensure(con, TABLES, VIEWS)
    assert con.execute("SELECT reasons FROM lake.quarantine").fetchall() == [
        (["outlet_missing", "date_missing", "http_404"],)
    ]
    con.close()
    assert before
