"""One loader at a time: an advisory lock that names its owner and dies with it."""

import fcntl
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dossier_etl.errors import WarehouseLocked

LOCK_FILE = "loader.lock"


def owner(warehouse: Path) -> dict[str, object] | None:
    """Who holds or held the lock last, as written by themselves; None if unreadable or nobody."""
    try:
        note = json.loads((warehouse / LOCK_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) else None


@contextmanager
def loader_lock(
    warehouse: Path, *, since: str, wait_seconds: float = 600.0, on_wait: Callable[[str], None] = lambda _: None
) -> Iterator[None]:
    """Hold the warehouse for writing. The kernel releases it when this process ends, however it ends.

    Args:
        since: when the owner started, for the message others see.
        on_wait: told once, for whom we wait.
    Raises:
        WarehouseLocked: still taken after ``wait_seconds``.
    """
    warehouse.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    told = False
    with (warehouse / LOCK_FILE).open("a+", encoding="utf-8") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                who = owner(warehouse) or {}
                message = (
                    f"{warehouse} is being written by process {who.get('pid', '?')} on {who.get('host', '?')} "
                    f"since {who.get('since', '?')}"
                )
                if time.monotonic() >= deadline:
                    raise WarehouseLocked(message, hint="wait for it, or look at it with `dossier runs`") from None
                if not told:
                    on_wait(message + "; waiting")
                    told = True
                time.sleep(0.2)
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since}))
        file.flush()
        yield
        file.truncate(0)
