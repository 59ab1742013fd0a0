"""Environment variables that libraries read when they are imported; set by the entry points only."""

import os

_DEFAULTS = {
    # Arrow's own allocator keeps what was freed for a tenth of a second, in which a process that reads or writes documents asks
    # for 50 MB more. Workers inherit the variable.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    # Great Expectations makes no network request without being asked.
    "GX_ANALYTICS_ENABLED": "false",
}


def set_library_defaults() -> None:
    """Set the variables that the user's environment does not; call before pyarrow is imported."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
