"""Optional modules that dependencies import only for isinstance checks; blocking them shortens start-up."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

BLOCKED_IMPORTS = ("pandas", "pyarrow.dataset")
"""DuckDB asks pandas whether a statement's parameter is one of its missing values, pyarrow whether a list is one of its data frames
(.2 s of CPU). DuckDB asks pyarrow.dataset whether a table is one of its data sets (.04 s)."""


class _Without:
    """Stands among Python's finders of modules and lets some be not installed."""

    def __init__(self, modules: tuple[str, ...]) -> None:
        self.modules = modules

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname in self.modules:
            raise ModuleNotFoundError(f"done without {fullname} here", name=fullname)


def _finders() -> list[_Without]:
    return [finder for finder in sys.meta_path if isinstance(finder, _Without)]


@contextmanager
def block_imports(*modules: str) -> Iterator[None]:
    """Within the block these modules cannot be found, unless they are loaded or `allow_all_imports` asks for them."""
    finder = _Without(modules)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


@contextmanager
def allow_all_imports() -> Iterator[None]:
    """Within the block modules that are done `block_imports` are found as ever."""
    finders = _finders()
    for finder in finders:
        sys.meta_path.remove(finder)
    try:
        yield
    finally:
        sys.meta_path[:0] = finders


def is_blocked(module: str) -> bool:
    """Return True if importing the module is currently blocked."""
    return any(module in finder.modules for finder in _finders())
