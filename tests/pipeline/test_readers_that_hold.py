"""A reader's open transaction delays a run, which says so; when it lasts too long, the run ends with a message and a row."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import dossier, query

from dossier_etl.lake import session
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings

READER = """
import pathlib, sys
from dossier_etl.lake.connect import connect
from dossier_etl.settings import Settings
con = connect(Settings(warehouse=pathlib.Path(sys.argv[1])))
con.execute("BEGIN")
print(con.execute("SELECT count(*) FROM documents").fetchall(), flush=True)
sys.stdin.readline()
print(con.execute("SELECT count(*) FROM documents").fetchall(), flush=True)
"""


@pytest.fixture
def settings(tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(session, "_SECONDS_UNTOLD", 0.2)
    settings = Settings(warehouse=tmp_path / "warehouse", workers=1, entities=False)
    ingest(settings, [str(seeds / "01-harbour.html")])
    return settings


@pytest.fixture
def reader(settings: Settings) -> Iterator["subprocess.Popen[str]"]:
    """Another process with a transaction open; it ends at a line on its standard input."""
    command = [sys.executable, "-c", READER, str(settings.warehouse)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "[(1,)]\n"
        yield process
        process.kill()


def test_a_run_waits_for_a_reader_says_so_and_loads(
    settings: Settings, reader: "subprocess.Popen[str]", seeds: Path
) -> None:
    told = threading.Event()
    seen: list[str] = []

    def end_the_reader() -> None:
        told.wait(60)
        seen.append(reader.communicate("\n")[0])

    ending = threading.Thread(target=end_the_reader)
    ending.start()

    def notify(message: str) -> None:
        if "waiting to commit" in message:
            told.set()

    assert ingest(settings, [str(seeds / "09-deutsch.html")], notify).total.loaded == 1
    ending.join()
    assert seen == ["[(1,)]\n"]  # what the reader saw did not change in mid-transaction


def test_a_run_that_waited_too_long_ends_with_a_message_and_leaves_its_row(
    settings: Settings, reader: "subprocess.Popen[str]", seeds: Path
) -> None:
    document = str(seeds / "09-deutsch.html")
    done = dossier("-w", str(settings.warehouse), "ingest", document, DOSSIER_LOCK_SECONDS="1")
    assert done.returncode == 5
    assert "another process has been reading the warehouse for 5 s" in done.stderr and "Traceback" not in done.stderr
    reader.communicate("\n")
    assert dossier("-w", str(settings.warehouse), "ingest", document).returncode == 0
    runs = query(settings, "SELECT status, loaded, message LIKE '%has been reading%' FROM runs ORDER BY started_at")
    assert runs == [("done", 1, False), ("failed", 0, True), ("done", 1, False)]
