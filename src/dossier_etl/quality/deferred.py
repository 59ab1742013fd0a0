"""Importing a library without what it drags in and we never use."""

import gc
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any


class _Deferred(ModuleType):
    """Stands for a module until something is asked of it; then the module is imported and answers in its place."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system's own questions load nothing
            raise AttributeError(f"module {self.__name__!r} is not loaded yet, so it has no {name!r}")
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        real = importlib.import_module(self.__name__)
        self.__dict__.update(real.__dict__)
        return getattr(real, name)


@contextmanager
def deferred(*names: str) -> Iterator[None]:
    """Within the block ``import name`` binds a stand-in that imports the module at its first use, then or later.

    Afterwards nobody else meets the stand-ins: a later import of these modules is an ordinary one. Modules that are loaded
    already, or not installed, are left as they are. ``from name import thing`` uses the module at once, so it saves nothing.
    """
    stand_ins = {}
    for name in names:
        package, _, child = name.rpartition(".")
        try:
            absent = name not in sys.modules and importlib.util.find_spec(package or name) is not None
        except ImportError:
            absent = False
        if absent:
            stand_ins[name] = sys.modules[name] = _Deferred(name)
            if package:
                setattr(importlib.import_module(package), child, stand_ins[name])
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]
            package, _, child = name.rpartition(".")
            if package and sys.modules[package].__dict__.get(child) is stand_in:
                delattr(sys.modules[package], child)


@contextmanager
def without_collecting() -> Iterator[None]:
    """No garbage collection within the block, whose objects stay: thousands of classes and functions, scanned again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


class _Without(MetaPathFinder):
    """Lets a library be not installed."""

    def __init__(self, name: str) -> None:
        self._name = name

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname == self._name:
            raise ModuleNotFoundError(f"done without {fullname} here", name=fullname)


@contextmanager
def without(name: str) -> Iterator[None]:
    """Within the block a library cannot be found, unless it is loaded or `with_all` asks for it.

    For pandas: DuckDB would import it (.2 s of CPU) to ask of every parameter whether it is one of pandas' missing values, pyarrow
    to ask of every list whether it is a data frame.
    """
    finder = _Without(name)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


@contextmanager
def with_all() -> Iterator[None]:
    """Within the block libraries that are done `without` are found as ever."""
    finders = [finder for finder in sys.meta_path if isinstance(finder, _Without)]
    for finder in finders:
        sys.meta_path.remove(finder)
    try:
        yield
    finally:
        sys.meta_path[:0] = finders
