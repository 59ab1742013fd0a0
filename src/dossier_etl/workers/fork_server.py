"""A process that has imported what workers need and forks them: the imports are paid once, and a worker after a death costs little.

The process of the run cannot fork workers itself: it has threads and open databases. This one has neither.
Requests and answers go over a socket (its standard input): ``read`` or ``derive``, with the two ends of pipes that a worker is to
have as standard input and output → its process id; ``wait PID`` → how it ended.
"""

import contextlib
import gc
import os
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable

from dossier_etl.errors import DossierError
from dossier_etl.startup.blocked_imports import BLOCKED_IMPORTS, block_imports

_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # a process with a single thread forks safely
}


class ForkServer:
    """The run's side; starts the process when first asked for a worker. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def _started(self) -> socket.socket:
        if self._control is None:
            self._control, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "dossier_etl.workers.fork_server"],
                    stdin=theirs.fileno(),
                    env={**os.environ, **_ENVIRONMENT},
                    start_new_session=True,  # Ctrl-C reaches the run only, which then ends its workers
                )
        return self._control

    def fork(self, task: str, stdin: int, stdout: int) -> int:
        """A new worker for tasks of a kind (``read``, ``derive``), with these pipe ends; its process id.

        Raises:
            DossierError: the fork server is not running.
        """
        with self._lock, contextlib.suppress(ConnectionError):
            control = self._started()
            socket.send_fds(control, [task.encode()], [stdin, stdout])
            if answer := control.recv(32):
                return int(answer)
        raise DossierError("the process that starts workers died", hint="run `dossier doctor`; look for lack of memory")

    def wait(self, pid: int) -> int:
        """Wait for a worker to end: its exit code, or minus the signal that killed it (1 where nobody knows any more)."""
        with self._lock, contextlib.suppress(ConnectionError):
            control = self._started()
            control.sendall(f"wait {pid}".encode())
            if answer := control.recv(32):
                return int(answer)
        return 1

    def close(self) -> None:
        with self._lock:
            if self._control is not None and self._process is not None:
                self._control.close()
                self._process.wait()


def run_worker(work: Callable[[], None], stdin: int, stdout: int) -> None:
    """Run the worker and exit with os._exit: interpreter shutdown takes longer than a small task. Never returns."""
    code = 0
    gc.enable()
    try:
        for pipe, standard in ((stdin, 0), (stdout, 1)):
            os.dup2(pipe, standard)
            os.close(pipe)
        work()
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def serve(work: Callable[[], None], prepare: Callable[[], None] = lambda: None) -> None:
    """Fork workers that do ``work`` until the run closes its end of the socket, however it ended.

    Args:
        prepare: loads what workers that derive need; called once, before the first of them.
    """
    os.dup2(2, 1)  # what a library prints goes to standard error
    control = socket.socket(fileno=0)
    prepared = False
    while True:
        request, pipes, _, _ = socket.recv_fds(control, 32, 2)
        if not request:
            control.detach()
            os._exit(0)
        if not pipes:
            _, status = os.waitpid(int(request.split()[1]), 0)
            control.sendall(str(os.waitstatus_to_exitcode(status)).encode())
            continue
        if request == b"derive" and not prepared:
            prepare()
            prepared = True
        gc.freeze()  # collections in the workers leave the shared pages shared
        pid = os.fork()
        if pid == 0:
            control.detach()  # its descriptor becomes the worker's standard input
            run_worker(work, *pipes)
        for pipe in pipes:
            os.close(pipe)
        control.sendall(str(pid).encode())


if __name__ == "__main__":
    gc.disable()  # what is imported stays
    with block_imports(*BLOCKED_IMPORTS):
        from dossier_etl.workers.worker import main, warm_up

        serve(main, warm_up)
