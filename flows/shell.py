"""Where a flow's messages go, and how it ends: started from a shell as `dossier` does it, from a deployment as Prefect's pages show it."""

import sys
from collections.abc import Callable
from typing import Any

from prefect import runtime
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed

from dossier_etl.errors import DossierError, LockLost, WarehouseLocked


def scheduled() -> bool:
    """Return True in a run of a deployment."""
    return runtime.deployment.id is not None


def tell(message: str) -> None:
    """Print a message for people; in a run of a deployment add it to the log on the run's page."""
    if scheduled():
        get_run_logger().info(message)
    else:
        print(message, file=sys.stderr, flush=True)


def skipped(locked: WarehouseLocked) -> State[Any]:
    """Return the state of a scheduled run that found another one writing; the next one does what it would have done.

    Raises:
        WarehouseLocked: started from a shell, or the lock was lost while writing.
    """
    if isinstance(locked, LockLost) or not scheduled():
        raise locked
    return Completed(name="Skipped", message=locked.message)


def exit_with(run: Callable[[], Any]) -> None:
    """Call ``run`` and exit with its exit code."""
    try:
        run()
    except DossierError as error:
        tell(f"dossier: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
