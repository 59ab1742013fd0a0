"""Prefect flows over the pipeline: orchestration only; no parsing, no SQL.

Importing the package sets what Prefect should default to here, before Prefect is imported; the user's environment wins.
"""

import os

from dossier_etl.startup.environment import set_library_defaults

_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # A fresh home migrates its database first: 15–20 s on two cores.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}

set_library_defaults()
for _name, _value in _DEFAULTS.items():
    os.environ.setdefault(_name, _value)
