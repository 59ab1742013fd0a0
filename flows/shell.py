"""Running a flow from the shell: messages to standard error, exit codes as `dossier` gives them."""

import sys
from collections.abc import Callable
from typing import Any

from dossier_etl.errors import DossierError


def tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def exit_with(run: Callable[[], Any]) -> None:
    """Call ``run``; end the process with the code its outcome has."""
    try:
        run()
    except DossierError as error:
        tell(f"dossier: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
