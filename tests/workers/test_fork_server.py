"""Workers are forked from one prepared process: their ends are told apart, and nothing outlives the run."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dossier_etl.errors import DossierError
from dossier_etl.settings import Settings
from dossier_etl.workers.fork_server import ForkServer
from dossier_etl.workers.pool import WorkerPool
from dossier_etl.workers.tasks import DeriveTask


@pytest.fixture
def server() -> Iterator[ForkServer]:
    server = ForkServer()
    yield server
    server.close()


def start(server: ForkServer) -> tuple[int, int]:
    """A worker that waits for tasks: its process id, and our end of its standard input."""
    stdin, ours = os.pipe()
    ours_out, stdout = os.pipe()
    pid = server.fork("read", stdin, stdout)
    for pipe in (stdin, stdout, ours_out):
        os.close(pipe)
    return pid, ours


def test_a_worker_ends_when_its_input_does(server: ForkServer) -> None:
    pid, stdin = start(server)
    os.close(stdin)
    assert server.wait(pid) == 0


def test_a_death_is_told_with_its_signal_and_others_live_on(server: ForkServer) -> None:
    (first, one), (second, other) = start(server), start(server)
    os.kill(first, signal.SIGXCPU)
    assert server.wait(first) == -signal.SIGXCPU
    os.kill(second, 0)
    os.close(other)
    assert server.wait(second) == 0
    os.close(one)


def test_without_the_server_there_are_no_workers_and_the_run_is_told(tmp_path: Path) -> None:
    others = set(children_of(os.getpid()))  # of tests that ran before in this process
    with WorkerPool(1) as pool:
        task = DeriveTask.of(Settings(), str(tmp_path / "missing.parquet"), str(tmp_path), ())
        with pytest.raises(DossierError, match="outside any document"):
            pool.derive(task)
        [server] = set(children_of(os.getpid())) - others
        os.kill(server, signal.SIGKILL)
        for _ in range(2):  # the second caller is not left waiting for the place of the first
            with pytest.raises(DossierError, match="that starts workers died"):
                pool.derive(task)


RUN = """
import json, os, sys
from dossier_etl.workers.fork_server import ForkServer
server = ForkServer()
stdin, ours = os.pipe()
theirs, stdout = os.pipe()
print(server.fork("read", stdin, stdout), flush=True)
sys.stdin.readline()
"""


def children_of(pid: int) -> list[int]:
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def running(pid: int) -> bool:
    """Dead processes whose parent has not asked for them yet do not run."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_killed_run_leaves_no_process_behind() -> None:
    with subprocess.Popen([sys.executable, "-c", RUN], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        worker = int(json.loads(run.stdout.readline()))
        server = children_of(run.pid)
        assert len(server) == 1 and running(worker)
        run.kill()
    deadline = time.monotonic() + 20
    while any(map(running, (worker, *server))) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(running, (worker, *server)))
