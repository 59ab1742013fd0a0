"""A Prefect server and a worker as a user starts them: processes of their own, on this machine, with an empty home."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from support import ROOT

_RECORD = re.compile(r"^(?=\d\d:\d\d:\d\d\.\d{3} \| )", re.M)
_BAD = re.compile(r"\| (?:WARNING|ERROR|CRITICAL) |Traceback \(most recent call last\)")
_HARMLESS = "sqlite3.OperationalError: database is locked"
"""On a busy machine Prefect's transactions on SQLite overtake each other; it then tries again. PostgreSQL knows none."""
PATIENCE = 120
"""Seconds after which something that was awaited is taken never to come; nothing is asserted about the time it took."""


def wait_for(what: str, found: Callable[[], Any], *, seconds: float = PATIENCE) -> Any:
    """Return the first true value of ``found()``; fail when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := found():
            return value
        time.sleep(0.25)
    raise AssertionError(f"{what}: did not happen within {seconds:.0f} s")


@dataclass
class Server:
    """A running server, and the folder of a project that is deployed to it."""

    folder: Path
    port: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def project(self) -> Path:
        return self.folder / "project"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of this process without what configures Prefect or the pipeline in it."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "DOSSIER_", "MAKE"))}
        return kept | {"DOSSIER_WORKERS": "1", "DOSSIER_ENTITIES": "no"}

    def make(self, *arguments: str) -> list[str]:
        """Return the command line of a target of the Makefile, with this interpreter and the server's own home and port."""
        tools = Path(sys.executable).parent
        variables = [f"BIN={tools}", f"PORT={self.port}", f"PREFECT_HOME={self.folder / 'home'}"]
        return ["make", "--no-print-directory", "-o", ".venv/ready", *variables, *arguments]

    def start(self, name: str, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a command in a session of its own; its output goes to ``<name>.log``."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=self.project,
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes[name] = process
        return process

    def run(self, *command: str, **environment: str) -> str:
        """Run a command to its end in the project's folder; return what it printed."""
        done = subprocess.run(
            command,
            cwd=self.project,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def prefect(self, *arguments: str) -> str:
        """Run the `prefect` command against this server."""
        home = str(self.folder / "home")
        return self.run(
            sys.executable, "-m", "prefect", *arguments, PREFECT_API_URL=self.api, PREFECT_HOME=home, NO_COLOR="1"
        )

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask the API; return its answer. A server that is busy (503) is asked again, as Prefect's clients do."""

        def asked() -> list[httpx.Response]:
            answer = httpx.request(method, f"{self.api}{path}", json=body, timeout=60)
            return [] if answer.status_code == 503 else [answer]

        [answer] = wait_for("the server has time", asked)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Post to the API; return its answer."""
        return self.ask("POST", path, body or {})

    def get(self, path: str) -> Any:
        """Read from the API."""
        return self.ask("GET", path)

    def delete_automations(self) -> None:
        """Delete all automations, so that no later run calls a webhook that is no more."""
        for found in self.post("/automations/filter"):
            self.ask("DELETE", f"/automations/{found['id']}")

    def create_run(self, deployment: str, **parameters: Any) -> str:
        """Have a deployment run now; return the run's id."""
        [found] = self.post("/deployments/filter", {"deployments": {"name": {"any_": [deployment]}}})
        run: str = self.post(f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters})["id"]
        return run

    def runs(self, deployment: str, **state: list[str]) -> list[dict[str, Any]]:
        """Return the runs of a deployment, the earliest first; ``state`` is e.g. ``any_=["COMPLETED"]``."""
        found: list[dict[str, Any]] = self.post(
            "/flow_runs/filter",
            {
                "deployments": {"name": {"any_": [deployment]}},
                "flow_runs": {"state": {"type": state}} if state else {},
                "sort": "EXPECTED_START_TIME_ASC",
            },
        )
        return found

    def log(self, name: str = "server") -> str:
        return (self.folder / f"{name}.log").read_text("utf-8", errors="replace")

    def complaints(self) -> list[str]:
        """Return the records of the server's log at WARNING or above, and tracebacks, but for SQLite's locks."""
        return [r for r in _RECORD.split(self.log()) if _BAD.search(r) and _HARMLESS not in r]

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        """Signal a process and everything it started, and wait for it."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):  # it ended by itself, with its children
            os.killpg(process.pid, how)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


def project_of(folder: Path) -> None:
    """Copy into ``folder`` what a deployment needs of this project."""
    shutil.copytree(ROOT / "flows", folder / "flows", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "prefect.yaml"):
        shutil.copy(ROOT / name, folder / name)


@contextlib.contextmanager
def server(folder: Path) -> Iterator[Server]:
    """Serve from ``folder`` until the block ends."""
    served = Server(folder, free_port())
    project_of(served.project)
    served.start("server", *served.make("serve-prefect"))
    try:
        wait_for("the server answers", lambda: _healthy(served))
        yield served
    finally:
        for name in reversed(list(served.processes)):
            served.stop(name)


def _healthy(served: Server) -> bool:
    assert served.processes["server"].poll() is None, served.log()
    try:
        return httpx.get(f"{served.api}/health", timeout=5).is_success
    except httpx.TransportError:
        return False
