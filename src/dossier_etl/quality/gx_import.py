"""Importing Great Expectations without what it drags in and we never use."""

import importlib.util
import logging
import sys
from collections.abc import Iterable
from functools import cache
from types import ModuleType
from typing import Any

import pyarrow as pa

from dossier_etl.startup.blocked_imports import allow_all_imports
from dossier_etl.startup.deferred_imports import defer_reexports, deferred, loaded, stub_module, without_collecting
from dossier_etl.startup.environment import set_library_defaults
from dossier_etl.startup.stack import with_stack_room

_KINDS_OF_SOURCE = ("sql_datasource", "invalid_datasource", "postgres_datasource", "databricks_sql_datasource")
"""Ours, the one for what is none, and two that ours asks for by name."""


def _other_source(name: str) -> bool:
    return name == "fabric" or (name.endswith("_datasource") and name not in _KINDS_OF_SOURCE)


def _expectation(name: str) -> bool:
    return name.startswith("expect_")


def register_expectations(types: Iterable[str]) -> None:
    """Great Expectations knows an expectation by its type once the module of that name is loaded."""
    for name in types:
        module = f"great_expectations.expectations.core.{name}"
        if module not in sys.modules and importlib.util.find_spec(module):
            importlib.import_module(module)


def _isna(value: object) -> Any:
    """pandas.isna, which says no of what is neither a number nor a list: of Great Expectations' own objects it need not be asked."""
    return False if hasattr(value, "to_json_dict") else loaded("pandas").isna(value)


@cache
@with_stack_room
def load_great_expectations() -> ModuleType:
    """Great Expectations, imported once a process at a third of the usual cost; safe to call from a thread of its own.

    Its distribution tests and their charts pull in scipy.stats and altair (.5 s of CPU), its data sources for other engines
    define 100 models (.2 s), pandas itself takes .2 s, the expectations .1 s (`register_expectations` loads those that a suite names),
    jsonschema .03 s, its own pages .02 s. They still load when something needs them. If the library's layout has changed, fall back
    to a plain import.
    """
    set_library_defaults()
    pa.array([])  # pyarrow asks once whether there is pandas, and would not like the answer while that is known by name
    with without_collecting():
        try:
            with (
                deferred("altair", "jsonschema", "scipy.stats"),
                defer_reexports("great_expectations.datasource.fluent", _other_source),
                defer_reexports("great_expectations.expectations.core", _expectation),
                defer_reexports("great_expectations.render", "view".__eq__),
                stub_module(
                    "pandas",
                    classes=("DataFrame", "Index", "Series"),
                    values=("NA", "NaT"),
                    functions={"isna": _isna},
                ),
            ):
                import great_expectations
        except Exception as error:  # whatever it is, it may come of our ways, and if not it comes again
            logging.getLogger(__name__).info("Great Expectations is imported whole: %s", error)
            for name in [name for name in sys.modules if name.partition(".")[0] == "great_expectations"]:
                del sys.modules[name]
            with allow_all_imports():
                import great_expectations
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    return great_expectations
