"""Importing a library without what it drags in and we never use."""

import gc
import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from dossier_etl.startup.blocked_imports import allow_all_imports, is_blocked


def _withdraw(stand_ins: Mapping[str, ModuleType]) -> None:
    """Take stand-ins out of the loaded modules, those aside whose modules have come in their place."""
    for name, stand_in in stand_ins.items():
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]


class _Deferred(ModuleType):
    """Stands for a module until something is asked of it; then the module is imported and answers in its place."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system's own questions load nothing
            raise AttributeError(f"module {self.__name__!r} is not loaded yet, so it has no {name!r}")
        _withdraw({self.__name__: self})
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
        _withdraw(stand_ins)
        for name, stand_in in stand_ins.items():
            package, _, child = name.rpartition(".")
            if package and sys.modules[package].__dict__.get(child) is stand_in:
                delattr(sys.modules[package], child)


class _PassedOn(_Deferred):
    """Deferred submodule that returns placeholders for the names its package re-exports."""

    def __getattr__(self, name: str) -> Any:
        # `from module import name` asks from the frame of the importing module.
        if name.startswith("__") or sys._getframe(1).f_globals.get("__name__") != self.__name__.rpartition(".")[0]:
            return super().__getattr__(name)
        return _Name(self.__name__, name)


@dataclass(frozen=True, slots=True)
class _Name:
    """What a submodule calls so, once somebody asks for it."""

    module: str
    name: str


@contextmanager
def defer_reexports(package: str, wanted: Callable[[str], bool]) -> Iterator[None]:
    """Within the block submodules of a package, ``wanted`` by name, stay unloaded where it only passes on what they define.

    Afterwards the package, or one around it, loads a submodule when it is asked for one of its names. Anybody else who imports
    from these submodules loads them at once. A package that is loaded already, or missing, is left as it is.
    """
    spec = None if package in sys.modules else _found(package)
    names = [m.name for m in pkgutil.iter_modules(spec.submodule_search_locations or ())] if spec else []
    stand_ins = {full: _PassedOn(full) for full in (f"{package}.{name}" for name in names if wanted(name))}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        _withdraw(stand_ins)
        for n in range(1, package.count(".") + 2):  # the packages around it may pass on what it does
            if lender := sys.modules.get(".".join(package.split(".")[:n])):
                _install_lazy_getattr(lender)


def _found(package: str) -> ModuleSpec | None:
    """Return where a package lies. Its parents are not imported to find out, for importing them may be what is to be prepared."""
    spec, path = None, None
    for n in range(1, package.count(".") + 2):
        spec = PathFinder.find_spec(".".join(package.split(".")[:n]), path)
        if spec is None:
            return None
        path = spec.submodule_search_locations
    return spec


def _install_lazy_getattr(package: ModuleType) -> None:
    """Have a package fetch the names that stand for nothing yet when it is asked for them."""
    later = {name: value for name, value in vars(package).items() if isinstance(value, _Name)}

    def fetch(name: str) -> Any:
        if name not in later:
            raise AttributeError(f"module {package.__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(later[name].module), later[name].name)
        setattr(package, name, value)
        return value

    if "__getattr__" in vars(package):  # it fetches names in a way of its own
        for name in later:
            fetch(name)
    elif later:
        for name in later:
            delattr(package, name)
        package.__getattr__ = fetch  # type: ignore[method-assign]


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


class _Unloaded(type):
    """Metaclass of a class that is known by name only: while its library is not loaded, nothing is an instance of it."""

    @property
    def _real(cls) -> Any:
        return getattr(sys.modules.get(cls.__module__), cls.__name__, cls)

    def __instancecheck__(cls, instance: object) -> bool:
        return cls._real is not cls and isinstance(instance, cls._real)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return subclass is cls or (cls._real is not cls and issubclass(subclass, cls._real))

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return getattr(loaded(cls.__module__), cls.__name__)(*args, **kwargs)

    def __getattr__(cls, name: str) -> Any:
        if cls._real is cls:
            raise AttributeError(f"class {cls.__module__}.{cls.__name__} is not loaded, so it has no {name!r}")
        return getattr(cls._real, name)


class _KnownByName(ModuleType):
    """Stands for a library of which some answers are known; what else is asked of it once it is in use loads it."""

    in_use = False
    values: Sequence[str] = ()

    def __getattr__(self, name: str) -> Any:
        real = sys.modules.get(self.__name__, self)
        if real is self:
            if not self.in_use or name in self.values or name.startswith("__"):
                raise AttributeError(f"module {self.__name__!r} is not loaded, so it has no {name!r}")
            real = loaded(self.__name__)
        self.__dict__.update(real.__dict__)
        return getattr(real, name)


def loaded(name: str) -> ModuleType:
    """A module, loaded even if it is done without."""
    with allow_all_imports():
        return importlib.import_module(name)


@contextmanager
def stub_module(
    library: str, *, classes: Sequence[str], values: Sequence[str], functions: Mapping[str, Callable[..., Any]]
) -> Iterator[None]:
    """Within the block a library that is done `without` can be imported, but only for what is named here.

    Args:
        classes: nothing is an instance of one as long as the library is not loaded; to make an instance loads it.
        values: not there as long as the library is not loaded. Only DuckDB asks for them, of every parameter of a statement.
        functions: what answers in place of the library's own.

    From the end of the block on, to ask for anything else loads the library. Does nothing where it is loaded or not done without.
    """
    if library in sys.modules or not is_blocked(library):
        yield
        return
    stand_in = _KnownByName(library)
    stand_in.values = values
    vars(stand_in).update(functions, **{name: _Unloaded(name, (), {"__module__": library}) for name in classes})
    sys.modules[library] = stand_in
    try:
        yield
    finally:
        stand_in.in_use = True
        _withdraw({library: stand_in})
