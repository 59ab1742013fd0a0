"""Every warehouse holds a script with which a plain DuckDB shell reads it."""

from pathlib import Path

import duckdb

from dossier_etl.lake.attach_script import write_attach_script
from dossier_etl.lake.connect import extension_file
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings
from dossier_etl.sql import sql_literal


def test_a_plain_shell_reads_the_warehouse_by_its_script(warehouse: Settings, seeds: Path) -> None:
    ingest(warehouse, [str(seeds / "01-harbour.html")])
    con = duckdb.connect()
    for name in ("ducklake", "sqlite_scanner"):  # INSTALL would ask the network
        con.execute(f"LOAD {sql_literal(str(extension_file(name)))}")
    lines = (warehouse.warehouse / "attach.sql").read_text("utf-8").splitlines()
    con.execute("\n".join(line for line in lines if not line.startswith(("INSTALL", "LOAD"))))
    assert con.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]


def test_the_script_of_a_shared_lake_names_what_it_needs_and_no_password(tmp_path: Path) -> None:
    catalog = "postgres:host=db.example dbname=news user=reader password=hunter2"
    write_attach_script(Settings(warehouse=tmp_path, catalog=catalog), "s3://bucket/news/")
    script = (tmp_path / "attach.sql").read_text("utf-8")
    assert "hunter2" not in script and "CREATE SECRET" in script
    assert [line for line in script.splitlines() if line.startswith("LOAD")] == [
        "LOAD ducklake;",
        "LOAD postgres;",
        "LOAD httpfs;",
    ]
    assert "ATTACH 'ducklake:postgres:host=db.example dbname=news user=reader' AS lake (READ_ONLY" in script
