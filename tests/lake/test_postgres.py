"""A team's lake: the catalog in PostgreSQL, loaders on several machines."""

import dataclasses
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, contents, dossier, query

from dossier_etl.errors import DossierError, UsageError, WarehouseLocked, WarehouseMissing
from dossier_etl.lake.connect import connect
from dossier_etl.lake.lock import loader_lock
from dossier_etl.lake.postgres import split_password, with_timeout, without_password
from dossier_etl.lake.read import reader
from dossier_etl.load import transaction
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings

MARK = "zebra71"
PASSWORD = rf"it's a \{MARK}"
SEEDS = ("01-harbour.html", "09-deutsch.html")
HOLD = """
import sys
import tempfile
from pathlib import Path
from dossier_etl.lake.lock import loader_lock
from dossier_etl.settings import Settings
with loader_lock(Settings(warehouse=Path(sys.argv[1]), catalog=sys.argv[2]), since="noon"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def _binaries() -> Path | None:
    found = [Path(p) for p in (shutil.which("pg_ctl"),) if p]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
    return found[0].resolve().parent if found else None


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Connection string (without a database) of a PostgreSQL server that lives as long as these tests."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server installed (pg_ctl not found)")
    psycopg = pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
    user = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = next((name for name in ("postgres", "nobody") if name in names), None)
        if user is None:
            pytest.skip("running as root, and no user `postgres` or `nobody` to run the server as")
    # pytest's folders are closed to other users; the server needs one that it can enter.
    home = Path(tempfile.mkdtemp(prefix="dossier-pg-"))
    (home / "password").write_text(PASSWORD, "utf-8")
    if user:
        shutil.chown(home, user)
        shutil.chown(home / "password", user)

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, capture_output=True, cwd=home, timeout=60)

    port = _free_port()
    data = str(home / "data")
    try:
        run(
            *(str(binaries / "initdb"), "-D", data, "-U", "loader", "-N", "-E", "UTF8"),
            *("--auth=scram-sha-256", f"--pwfile={home / 'password'}"),
        )
        options = f"-F -p {port} -c listen_addresses=127.0.0.1 -k {home}"
        # The server's own output goes to a file: a pipe that it inherits would keep `run` waiting.
        run(str(binaries / "pg_ctl"), "-D", data, "-w", "-l", str(home / "log"), "-o", options, "start")
        base = f"host=127.0.0.1 port={port} user=loader"
        try:
            with psycopg.connect(base, dbname="postgres", password=PASSWORD):
                yield base
        finally:
            run(str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


@pytest.fixture(scope="module")
def team(server: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A lake with two seeds whose catalog lies in PostgreSQL."""
    settings = _lake(server, "filled", tmp_path_factory.mktemp("team") / "here")
    ingest(settings, [str(ROOT / "seeds" / name) for name in SEEDS])
    return settings


def _lake(server: str, database: str, warehouse: Path) -> Settings:
    import psycopg

    with psycopg.connect(server, dbname="postgres", password=PASSWORD, autocommit=True) as con:
        con.execute(f'CREATE DATABASE "{database}"')
    catalog = f"postgres:{server} dbname={database} password={_quoted(PASSWORD)}"
    return Settings(warehouse=warehouse, catalog=catalog, workers=1, entities=False)


def _elsewhere(settings: Settings, folder: Path) -> Settings:
    return dataclasses.replace(settings, warehouse=folder / "there")


def test_a_lake_with_its_catalog_in_postgres_holds_what_one_with_sqlite_holds(team: Settings, tmp_path: Path) -> None:
    alone = Settings(warehouse=tmp_path / "alone", workers=1, entities=False)
    ingest(alone, [str(ROOT / "seeds" / name) for name in SEEDS])
    found = contents(team)
    assert found == contents(alone)
    assert len(found["publications"]) == 2


def test_dossier_sql_reads_it_from_a_machine_that_knows_only_the_catalog(team: Settings, tmp_path: Path) -> None:
    result = dossier(
        *("--warehouse", str(tmp_path / "none"), "sql", "--csv", "SELECT count(*) AS n FROM articles"),
        DOSSIER_CATALOG=team.catalog,
    )
    assert (result.returncode, result.stdout) == (0, "n\n2\n"), result.stderr


def test_a_loader_with_another_warehouse_folder_writes_beside_the_first(team: Settings, tmp_path: Path) -> None:
    before = contents(team)
    summary = ingest(_elsewhere(team, tmp_path), [str(ROOT / "seeds" / name) for name in SEEDS])
    assert summary.total.known == summary.total.items_in == 2
    assert contents(team) == before == contents(_elsewhere(team, tmp_path))
    assert not (tmp_path / "there" / "data").exists()


def test_two_loaders_at_once_on_two_machines_lose_and_double_nothing(server: str, tmp_path: Path) -> None:
    here = _lake(server, "both", tmp_path / "here")
    there = _elsewhere(here, tmp_path)
    names = ["01-harbour.html", "09-deutsch.html", "10-francais.html"]
    orders = [(here, names), (there, names[::-1])]
    command = [sys.executable, "-m", "dossier_etl.cli"]
    environment = {**os.environ, "DOSSIER_CATALOG": here.catalog, "DOSSIER_ENTITIES": "false", "DOSSIER_WORKERS": "1"}
    loaders = [
        subprocess.Popen(
            [*command, "--warehouse", str(s.warehouse), "ingest", *(str(ROOT / "seeds" / n) for n in order)],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for s, order in orders
    ]
    said = [loader.communicate(timeout=200)[0] for loader in loaders]
    assert [loader.returncode for loader in loaders] == [0, 0], said
    alone = Settings(warehouse=tmp_path / "alone", workers=1, entities=False)
    ingest(alone, [str(ROOT / "seeds" / n) for n in names])
    assert contents(here) == contents(alone)
    assert query(
        here, "SELECT sum(items_in), sum(loaded + duplicates + quarantined), sum(known) FROM lake.batches"
    ) == [(6, 3, 3)]
    assert not any(MARK in text for text in said)


def _hold(settings: Settings) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(settings.warehouse), settings.catalog],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


def test_the_catalog_is_locked_for_all_machines_and_freed_by_a_death(team: Settings, tmp_path: Path) -> None:
    holder = _hold(team)
    told: list[str] = []
    there = _elsewhere(team, tmp_path)
    with (
        pytest.raises(WarehouseLocked) as error,
        loader_lock(there, since="now", wait_seconds=0.3, on_wait=told.append),
    ):
        pass
    assert error.value.exit_code == 5
    assert f"{holder.pid}@{socket.gethostname()[:8]}" in str(error.value) and "since noon" in told[0]
    assert MARK not in str(error.value) + told[0]
    holder.kill()
    holder.wait()
    with loader_lock(there, since="now", wait_seconds=20):
        pass


def _cut_the_lock(server: str, database: str) -> None:
    import psycopg

    with psycopg.connect(server, dbname=database, password=PASSWORD, autocommit=True) as other:
        other.execute(
            """SELECT pg_terminate_backend(pid, 5000) FROM pg_locks JOIN pg_stat_activity USING (pid)
               WHERE locktype = 'advisory' AND granted AND datname = current_database()"""
        )


def test_a_lock_lost_on_the_way_is_told(team: Settings, server: str) -> None:
    with pytest.raises(WarehouseLocked, match="was lost while writing"), loader_lock(team, since="now"):
        _cut_the_lock(server, "filled")
    with loader_lock(team, since="now", wait_seconds=0):
        pass


def test_a_run_that_lost_the_lock_commits_nothing_more(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = _lake(server, "lost", tmp_path / "here")
    ingest(lake, [str(ROOT / "seeds" / SEEDS[0])])
    before = contents(lake)

    def cut(*arguments: Any) -> None:
        _cut_the_lock(server, "lost")
        write_ledger(*arguments)

    write_ledger = transaction.write_ledger
    monkeypatch.setattr(transaction, "write_ledger", cut)
    with pytest.raises(WarehouseLocked, match="was lost while writing"):
        ingest(lake, [str(ROOT / "seeds" / SEEDS[1])])
    assert contents(lake) == before
    monkeypatch.undo()
    assert ingest(lake, [str(ROOT / "seeds" / SEEDS[1])]).total.loaded == 1


def test_data_in_another_place_than_the_catalog_says_is_refused(team: Settings, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has its data in"):
        connect(dataclasses.replace(team, data_path=str(tmp_path)))


def test_a_database_without_a_lake_is_a_clear_error(team: Settings) -> None:
    with pytest.raises(WarehouseMissing, match="no warehouse in the catalog"):
        connect(dataclasses.replace(team, catalog=team.catalog.replace("dbname=filled", "dbname=template1")))


@pytest.mark.parametrize("open_it", ["connect", "lock"])
def test_a_wrong_password_is_told_without_telling_it(team: Settings, tmp_path: Path, open_it: str) -> None:
    wrong = dataclasses.replace(
        _elsewhere(team, tmp_path), catalog=team.catalog.replace(_quoted(PASSWORD), f"wrong-{MARK}")
    )
    with pytest.raises(DossierError, match="authentication failed") as error:
        if open_it == "connect":
            connect(wrong)
        else:
            with loader_lock(wrong, since="now"):
                pass
    assert MARK not in str(error.value) and "port=" in str(error.value)


def test_nothing_that_a_query_can_see_or_a_report_holds_is_the_password(team: Settings) -> None:
    with reader(team, guarded=True) as con:
        assert con.execute("SELECT count(*) FROM articles").fetchall() == [(2,)]
        for sql in ("FROM duckdb_databases()", "FROM duckdb_secrets()", "FROM duckdb_settings()", "FROM lake.runs"):
            assert MARK not in repr(con.execute(sql).fetchall())
    assert not any(MARK in file.read_text("utf-8") for file in team.reports.iterdir())


@pytest.mark.parametrize("attack", ["SELECT * FROM read_text('/etc/passwd')", "COPY (SELECT 1) TO '/tmp/stolen.csv'"])
def test_a_query_from_outside_reaches_no_files(team: Settings, attack: str) -> None:
    import duckdb

    with reader(team, guarded=True) as con, pytest.raises(duckdb.Error):
        con.execute(attack)


@pytest.mark.parametrize(
    ("catalog", "bare", "password"),
    [
        ("postgres:dbname=d host=h", "postgres:dbname=d host=h", ""),
        ("postgres:dbname=d password=p host=h", "postgres:dbname=d host=h", "p"),
        (r"postgres:password='a \'b\\' dbname='x y'", "postgres:dbname='x y'", "a 'b\\"),
        ("postgres:postgresql://u:p%40q@h:5/d?sslmode=require", "postgres:postgresql://u@h:5/d?sslmode=require", "p@q"),
        ("postgres:postgresql://u@h/d?password=p", "postgres:postgresql://u@h/d", "p"),
        ("postgres:", "postgres:", ""),
    ],
)
def test_the_password_is_taken_out_of_a_connection_string(catalog: str, bare: str, password: str) -> None:
    assert split_password(catalog) == (bare, password)
    if password:
        assert password not in without_password(f"cannot open {catalog}, not even with {password}", catalog)


def test_a_silent_server_is_given_up_on() -> None:
    assert with_timeout("dbname=d") == "dbname=d connect_timeout=20"
    assert with_timeout("postgresql://h/d?a=b") == "postgresql://h/d?a=b&connect_timeout=20"
    assert with_timeout("dbname=d connect_timeout=3") == "dbname=d connect_timeout=3"
