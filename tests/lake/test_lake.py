"""The lake: created, migrated, read safely."""

from pathlib import Path

import duckdb
import pytest
from support import query

from dossier_etl.errors import WarehouseMissing
from dossier_etl.lake.connect import CATALOG, connect, extension_file
from dossier_etl.lake.maintain import maintain
from dossier_etl.lake.read import reader
from dossier_etl.lake.views import VIEWS
from dossier_etl.model.tables import TABLES
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.pipeline.run import Run
from dossier_etl.settings import Settings


@pytest.fixture
def empty(warehouse: Settings) -> Settings:
    with Run(warehouse, "init", {}):
        pass
    return warehouse


def test_no_warehouse_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing, match="no warehouse"), reader(Settings(warehouse=tmp_path)):
        pass


def test_every_table_of_the_contract_is_there_with_its_comments(empty: Settings) -> None:
    rows = query(empty, "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE database_name = 'lake'")
    found = {(table, column): comment for table, column, comment in rows}
    for table, schema in TABLES.items():
        for field in schema:
            assert found[table, field.name], f"{table}.{field.name} has no comment"


def test_a_column_added_later_reaches_an_old_lake(empty: Settings) -> None:
    con = connect(empty, read_only=False)
    con.execute(f"ALTER TABLE {CATALOG}.publications DROP COLUMN posted_by")
    con.close()
    with Run(empty, "init", {}):
        pass
    assert query(empty, "SELECT posted_by FROM lake.publications") == []


def test_a_view_worded_otherwise_since_is_rewritten_in_an_old_lake(
    warehouse: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setitem(VIEWS, "inbox", "SELECT 1 AS old_wording")
        with Run(warehouse, "init", {}):
            pass
    assert query(warehouse, "SELECT old_wording FROM lake.inbox") == [(1,)]
    with Run(warehouse, "init", {}):
        pass
    assert query(warehouse, "SELECT item_id, reasons FROM lake.inbox") == []


def test_readers_cannot_write(empty: Settings) -> None:
    with reader(empty) as con, pytest.raises(duckdb.Error):
        con.execute(f"DELETE FROM {CATALOG}.publications")


@pytest.mark.parametrize(
    "attack",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/stolen.csv'",
        "ATTACH '/tmp/other.db'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "DROP TABLE lake.publications",
    ],
)
def test_a_query_from_outside_reaches_neither_files_nor_settings(empty: Settings, attack: str) -> None:
    with reader(empty, guarded=True) as con, pytest.raises(duckdb.Error):
        con.execute(attack)


def test_a_guarded_reader_still_reads_the_lake(warehouse: Settings, seeds: Path) -> None:
    ingest(warehouse, [str(seeds / "01-harbour.html")])
    with reader(warehouse, guarded=True) as con:
        assert con.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]
        assert con.execute("SELECT count(*) FROM coverage").fetchall() == [(1,)]
        assert con.execute("SELECT count(*) > 3 FROM why").fetchall() == [(True,)]
        assert con.execute("FROM timeline('Halvern')").fetchall()


def test_maintenance_keeps_the_contents(warehouse: Settings, seeds: Path) -> None:
    for name in ("01-harbour.html", "09-deutsch.html", "10-francais.html"):
        ingest(warehouse, [str(seeds / name)])
    before = query(warehouse, "SELECT * FROM lake.publications ORDER BY article_id")
    files_before = len(list((warehouse.warehouse / "data").rglob("*.parquet")))
    steps = maintain(warehouse, keep_days=0, orphan_hours=0)
    assert [s["step"] for s in steps] == [
        "expire snapshots",
        "merge adjacent files",
        "remove expired files",
        "remove orphan files",
    ]
    assert query(warehouse, "SELECT * FROM lake.publications ORDER BY article_id") == before
    maintain(warehouse, keep_days=0, orphan_hours=0)
    assert len(list((warehouse.warehouse / "data").rglob("*.parquet"))) < files_before


def test_a_moved_warehouse_opens_where_it_lies(warehouse: Settings, seeds: Path, tmp_path: Path) -> None:
    ingest(warehouse, [str(seeds / "01-harbour.html")])
    moved = tmp_path / "elsewhere" / "w"
    moved.parent.mkdir()
    warehouse.warehouse.rename(moved)
    assert query(Settings(warehouse=moved), "SELECT count(*) FROM articles") == [(1,)]


def test_a_missing_extension_names_the_package_to_install() -> None:
    with pytest.raises(WarehouseMissing, match="not installed") as error:
        extension_file("no_such")
    assert "pip install duckdb-extension-no-such" in str(error.value)
