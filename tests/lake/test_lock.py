"""One loader at a time, and everybody knows who."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dossier_etl.errors import WarehouseLocked
from dossier_etl.lake.lock import loader_lock, owner
from dossier_etl.settings import Settings

HOLD = """
import sys, pathlib
from dossier_etl.lake.lock import loader_lock
from dossier_etl.settings import Settings
with loader_lock(Settings(warehouse=pathlib.Path(sys.argv[1])), since="noon"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


def test_the_second_is_told_for_whom_it_waits(tmp_path: Path) -> None:
    holder = hold(tmp_path)
    told: list[str] = []
    with (
        pytest.raises(WarehouseLocked) as error,
        loader_lock(Settings(warehouse=tmp_path), since="now", wait_seconds=0.3, on_wait=told.append),
    ):
        pass
    assert error.value.exit_code == 5
    assert f"process {holder.pid}" in str(error.value) and "since noon" in told[0]
    holder.communicate("\n")


def test_a_killed_owner_leaves_no_lock(tmp_path: Path) -> None:
    holder = hold(tmp_path)
    holder.kill()
    holder.wait()
    told: list[str] = []
    with loader_lock(Settings(warehouse=tmp_path), since="now", wait_seconds=0, on_wait=told.append):
        assert owner(tmp_path) == {"pid": os.getpid(), "host": owner(tmp_path)["host"], "since": "now"}  # type: ignore[index]
    assert told == []
