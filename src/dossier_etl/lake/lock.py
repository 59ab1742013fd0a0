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
from dossier_etl.lake.postgres import catalog_lock, is_postgres
from dossier_etl.settings import Settings

LOCK_FILE = "loader.lock"


def owner(warehouse: Path) -> dict[str, object] | None:
    """Return who holds or held the lock last, as written by themselves; None if unreadable or nobody."""
    try:
        note = json.loads((warehouse / LOCK_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) else None


@contextmanager
def loader_lock(
    settings: Settings,
    *,
    since: str,
    wait_seconds: float | None = None,
    on_wait: Callable[[str], None] = lambda _: None,
) -> Iterator[Callable[[], None]]:
    """Hold the warehouse for writing: its folder on this machine, and a PostgreSQL catalog for all machines.

    Whoever holds a lock loses it when this process ends, however it ends; a catalog's also with the connection. Yields what to
    call before a commit: it raises WarehouseLocked when the catalog is not held any more.

    Args:
        since: when the owner started, for the message others see.
        wait_seconds: how long to wait for another owner; default as configured.
        on_wait: told once for each of the two, for whom we wait.
    Raises:
        WarehouseLocked: still taken after ``wait_seconds``.
    """
    deadline = time.monotonic() + (settings.lock_seconds if wait_seconds is None else wait_seconds)
    with _folder_lock(settings.warehouse, since=since, deadline=deadline, on_wait=on_wait):
        if is_postgres(settings.catalog):
            left = max(0.0, deadline - time.monotonic())
            with catalog_lock(settings.catalog, since=since, wait_seconds=left, on_wait=on_wait) as confirm:
                yield confirm
        else:
            yield lambda: None


@contextmanager
def _folder_lock(warehouse: Path, *, since: str, deadline: float, on_wait: Callable[[str], None]) -> Iterator[None]:
    """The kernel releases it with the process."""
    warehouse.mkdir(parents=True, exist_ok=True)
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
        try:
            yield
        finally:
            file.truncate(0)
