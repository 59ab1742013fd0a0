"""A real Prefect server and worker in processes of their own, and what their REST interface and logs say."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

BIN = Path(sys.executable).parent
_PATIENCE = 120.0
"""Seconds a state may take to appear on a slow machine; nothing is asserted about how long it took."""


def free_port() -> int:
    """Return a port of the loopback interface that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(question: Callable[[], Any], what: str) -> Any:
    """Ask until the answer is true; returns it. Raises TimeoutError."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(0.3)
    raise TimeoutError(f"waited {_PATIENCE:.0f} s for {what}")


@dataclass
class Prefect:
    """A server in a folder of its own."""

    home: Path
    port: int
    project: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def server_log(self) -> Path:
        return self.home / "server.log"

    @property
    def environment(self) -> dict[str, str]:
        own = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
        return own | {
            "PREFECT_HOME": str(self.home),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        }

    def start(self, *command: str, log: str) -> subprocess.Popen[bytes]:
        """Start a process of a group of its own, its output in a log."""
        with (self.home / log).open("ab") as out:
            process = subprocess.Popen(
                [str(BIN / command[0]), *command[1:]],
                cwd=self.project,
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def run(self, *command: str) -> str:
        """Run a command to its end; returns what it printed. Raises CalledProcessError."""
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=self.project,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def post(self, path: str, **body: Any) -> Any:
        """Ask the REST interface."""
        answer = httpx.post(f"{self.api}/{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def flow_runs(self, deployment: str = "") -> list[dict[str, Any]]:
        """Return the runs of a deployment that were due, oldest first."""
        chosen = {"deployments": {"name": {"any_": [deployment]}}} if deployment else {}
        runs: list[dict[str, Any]] = self.post("flow_runs/filter", sort="EXPECTED_START_TIME_ASC", limit=200, **chosen)
        return [run for run in runs if run["state_type"] != "SCHEDULED"]

    def finished(self, deployment: str, at_least: int) -> list[dict[str, Any]]:
        """Return a deployment's finished runs, once there are enough of them; else nothing."""
        final = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
        done = [run for run in self.flow_runs(deployment) if run["state_type"] in final]
        return done if len(done) >= at_least else []

    def complaints(self) -> list[str]:
        """Return the lines of the server's log that tell of errors or warnings."""
        lines = self.server_log.read_text("utf-8", "replace").splitlines()
        return [line for line in lines if any(word in line for word in ("ERROR", "CRITICAL", "Traceback", "WARNING"))]


def kill(process: subprocess.Popen[bytes], number: int = signal.SIGKILL) -> None:
    """Send a signal to a process and everything it started."""
    if process.poll() is None:
        os.killpg(process.pid, number)
    process.wait(30)


@contextmanager
def prefect(home: Path, project: Path) -> Iterator[Prefect]:
    """Run a server on loopback; everything it and its tests started is killed at the end."""
    home.mkdir(parents=True, exist_ok=True)
    server = Prefect(home, free_port(), project)
    server.start("prefect", "server", "start", "--host", "127.0.0.1", "--port", str(server.port), log="server.log")

    def healthy() -> bool:
        try:
            return httpx.get(f"{server.api}/health", timeout=2).is_success
        except httpx.HTTPError:
            return False

    try:
        eventually(healthy, "the server")
        yield server
    finally:
        for process in reversed(server.processes):
            kill(process)
