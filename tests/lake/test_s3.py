"""Data in an object store: keys from the environment, nothing of the data on this machine."""

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from support import ROOT, contents, dossier

from dossier_etl.lake.credentials import create_store_secret, store_options
from dossier_etl.lake.maintain import maintain
from dossier_etl.lake.read import reader
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings

SEEDS = [str(ROOT / "seeds" / name) for name in ("01-harbour.html", "09-deutsch.html")]


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture(scope="module")
def store() -> Iterator[dict[str, str]]:
    """Environment that leads to a double of S3 with the bucket ``news``, which lives as long as these tests."""
    program = os.environ.get("DOSSIER_MOTO") or shutil.which("moto_server")
    if not program:
        pytest.skip("no moto_server: install moto[server] anywhere and put it on PATH or in DOSSIER_MOTO")
    endpoint = f"http://127.0.0.1:{(port := _free_port())}"
    process = subprocess.Popen(
        [program, "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        make = urllib.request.Request(f"{endpoint}/news", method="PUT")
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(make, timeout=10).close()
                break
            except urllib.error.URLError:
                assert process.poll() is None and time.monotonic() < deadline, "the double of S3 did not start"
                time.sleep(0.1)
        yield {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "key's",
            "AWS_SECRET_ACCESS_KEY": "zebra71's",
            "AWS_REGION": "eu-north-1",
        }
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def environment(store: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    return store


def _settings(tmp_path: Path, prefix: str) -> Settings:
    return Settings(warehouse=tmp_path / "w", data_path=f"s3://news/{prefix}", workers=1, entities=False)


def test_a_lake_in_a_bucket_holds_what_one_on_disk_holds(environment: dict[str, str], tmp_path: Path) -> None:
    settings = _settings(tmp_path, "lake")
    ingest(settings, SEEDS)
    assert ingest(settings, SEEDS).total.known == 2
    alone = Settings(warehouse=tmp_path / "alone", workers=1, entities=False)
    ingest(alone, SEEDS)
    found = contents(settings)
    assert found == contents(alone) and len(found["publications"]) == 2
    assert not list(settings.warehouse.rglob("*.parquet"))

    result = dossier(
        *("--warehouse", str(settings.warehouse), "sql", "--csv", "SELECT count(*) AS n FROM articles"),
        DOSSIER_DATA_PATH=settings.data_path,
    )
    assert (result.returncode, result.stdout) == (0, "n\n2\n"), result.stderr

    with reader(settings, guarded=True) as con:
        assert con.execute("SELECT count(*) FROM articles").fetchall() == [(2,)]
        assert "zebra71" not in repr(con.execute("FROM duckdb_secrets()").fetchall())
        for attack in ("s3://other/x", "/etc/passwd", environment["AWS_ENDPOINT_URL"]):
            with pytest.raises(duckdb.PermissionException):
                con.execute("SELECT * FROM read_text(?)", [attack])

    maintain(settings, keep_days=0, orphan_hours=0)
    assert contents(settings) == found
    assert not any("zebra71" in file.read_text("utf-8") for file in settings.reports.iterdir())


@pytest.mark.parametrize(
    ("environ", "options"),
    [
        ({}, {}),
        (
            {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"},
            {"KEY_ID": "k", "SECRET": "s", "SESSION_TOKEN": "t"},
        ),
        ({"AWS_DEFAULT_REGION": "a"}, {"REGION": "a"}),
        ({"AWS_DEFAULT_REGION": "a", "AWS_REGION": "b"}, {"REGION": "b"}),
        (
            {"AWS_ENDPOINT_URL": "http://h:9000"},
            {"ENDPOINT": "h:9000", "USE_SSL": False, "URL_STYLE": "path"},
        ),
        (
            {"AWS_ENDPOINT_URL": "http://h:9000", "AWS_ENDPOINT_URL_S3": "https://s3.example/"},
            {"ENDPOINT": "s3.example", "USE_SSL": True, "URL_STYLE": "path"},
        ),
    ],
)
def test_the_usual_variables_make_the_secret(environ: dict[str, str], options: dict[str, str | bool]) -> None:
    assert store_options(environ) == options


def test_a_secret_is_for_the_lake_s_folder_alone_and_cannot_break_out_of_its_quotes() -> None:
    from dossier_etl.lake.connect import extension_file

    con = duckdb.connect()
    con.execute(f"LOAD '{extension_file('httpfs')}'")
    keys = {"AWS_ACCESS_KEY_ID": "k'); DROP TABLE x; --", "AWS_SECRET_ACCESS_KEY": "s"}
    create_store_secret(con, "s3://it's/mine/", keys)
    [(scope, text)] = con.execute("SELECT scope, secret_string FROM duckdb_secrets()").fetchall()
    assert scope == ["s3://it's/mine/"] and keys["AWS_ACCESS_KEY_ID"] in text
