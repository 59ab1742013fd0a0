"""Prefect settings this project needs; whatever the user's environment says wins. Import before prefect."""

import os

DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # A fresh home migrates its database first: 15–20 s on two cores.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}

for name, value in DEFAULTS.items():
    os.environ.setdefault(name, value)
