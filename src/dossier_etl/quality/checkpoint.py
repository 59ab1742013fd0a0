"""Running the suites over staged tables with Great Expectations, inside the loader's transaction."""

import importlib.util
import json
import logging
import os
import sys
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import duckdb
import pyarrow as pa

from dossier_etl.errors import ExpectationsFailed
from dossier_etl.quality.deferred import deferred, known_by_name, loaded, passed_on, without_collecting
from dossier_etl.quality.room import with_room
from dossier_etl.quality.suites import Suite
from dossier_etl.unneeded import with_all

os.environ.setdefault(
    "GX_ANALYTICS_ENABLED", "false"
)  # read by Great Expectations at import: no network without being asked


_BATCH = "all rows"


@dataclass(frozen=True, slots=True)
class Validation:
    """One expectation evaluated."""

    suite: str
    expectation: str
    column: str
    success: bool
    observed: str
    n_unexpected: int
    protects: str
    sample: tuple[str, ...] = ()


def _exception_message(info: dict[str, Any]) -> str | None:
    """Great Expectations keeps one flat record, or one a metric."""
    records = [info, *(v for v in info.values() if isinstance(v, dict))]
    return next((str(r["exception_message"]) for r in records if r.get("exception_message")), None)


def _validation(suite: Suite, result: Any) -> Validation:
    config = result.expectation_config
    outcome = result.result or {}
    columns = [str(config.kwargs[k]) for k in ("column", "column_A", "column_B") if k in config.kwargs]
    error = _exception_message(result.exception_info or {})
    observed = outcome.get("observed_value", outcome.get("unexpected_percent"))
    unexpected = outcome.get("unexpected_count", outcome.get("observed_value") if not result.success else 0)
    rows = outcome.get("partial_unexpected_list") or outcome.get("details", {}).get("unexpected_rows") or []
    return Validation(
        suite=suite.name,
        expectation=config.type,
        column=", ".join(columns),
        success=bool(result.success),
        observed=str(error or observed),
        n_unexpected=int(str(unexpected)) if str(unexpected).isdigit() else int(not result.success),
        protects=str((config.meta or {}).get("protects", "")),
        sample=tuple(str(r)[:200] for r in rows[:5]),
    )


_KINDS_OF_SOURCE = ("sql_datasource", "invalid_datasource", "postgres_datasource", "databricks_sql_datasource")
"""Ours, the one for what is none, and two that ours asks for by name."""


def _other_source(name: str) -> bool:
    return name == "fabric" or (name.endswith("_datasource") and name not in _KINDS_OF_SOURCE)


def _expectation(name: str) -> bool:
    return name.startswith("expect_")


def _register(types: Iterable[str]) -> None:
    """Great Expectations knows an expectation by its type once the module of that name is loaded."""
    for name in types:
        module = f"great_expectations.expectations.core.{name}"
        if module not in sys.modules and importlib.util.find_spec(module):
            importlib.import_module(module)


def _isna(value: object) -> Any:
    """pandas.isna, which says no of what is neither a number nor a list: of Great Expectations' own objects it need not be asked."""
    return False if hasattr(value, "to_json_dict") else loaded("pandas").isna(value)


@cache
@with_room
def library() -> ModuleType:
    """Great Expectations, imported once a process at a third of the usual cost; safe to call from a thread of its own.

    Its distribution tests and their charts pull in scipy.stats and altair (.5 s of CPU), its data sources for other engines
    define 100 models (.2 s), pandas itself takes .2 s, the expectations .1 s (`_register` loads those that a suite names),
    jsonschema .03 s, its own pages .02 s. They still load should somebody ask. Where that cannot be done because the library
    is made otherwise than it was, it is imported as anybody does.
    """
    pa.array([])  # pyarrow asks once whether there is pandas, and would not like the answer while that is known by name
    with without_collecting():
        try:
            with (
                deferred("altair", "jsonschema", "scipy.stats"),
                passed_on("great_expectations.datasource.fluent", _other_source),
                passed_on("great_expectations.expectations.core", _expectation),
                passed_on("great_expectations.render", "view".__eq__),
                known_by_name(
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
            with with_all():
                import great_expectations
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    return great_expectations


@with_room
def run_suites(con: duckdb.DuckDBPyConnection, suites: Sequence[Suite]) -> list[Validation]:
    """Evaluate every suite over its ``staged_…`` temporary table on ``con``; empty tables pass.

    Great Expectations is the gate and the report, not the router: which row goes where was decided before, row by row.
    """
    gx = library()
    _register({e["type"] for suite in suites for e in suite.expectations})
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    from dossier_etl.quality.dialect import shared

    validations: list[Validation] = []
    with warnings.catch_warnings(), shared("lake", con) as url:
        warnings.simplefilter("ignore")
        # The default project makes a temporary folder for pages that nobody asked for.
        config = DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            progress_bars=ProgressBarsConfig(globally=False),
            analytics_enabled=False,
        )
        context = gx.get_context(mode="ephemeral", project_config=config)
        # With all its assets at once: the project is written out anew for everything that is added to it.
        source = context.data_sources.add_sql(
            "lake",
            connection_string=url,
            assets=[
                {"type": "table", "name": s.name, "table_name": s.table, "batch_definitions": [{"name": _BATCH}]}
                for s in suites
            ],
        )
        definitions = []
        for suite in suites:
            batch = source.get_asset(suite.name).get_batch_definition(_BATCH)
            rules = gx.ExpectationSuite(name=suite.name, expectations=[dict(e) for e in suite.expectations])
            added = context.suites.add(rules)
            definitions.append(
                context.validation_definitions.add(gx.ValidationDefinition(name=suite.name, data=batch, suite=added))
            )
        checkpoint = context.checkpoints.add(
            gx.Checkpoint(name="gate", validation_definitions=definitions, result_format="BASIC")
        )
        by_name = {s.name: s for s in suites}
        for outcome in checkpoint.run().run_results.values():
            validations += [_validation(by_name[outcome.suite_name], r) for r in outcome.results]
    return sorted(validations, key=lambda v: (v.suite, v.expectation, v.column, v.protects))


def failures(validations: Sequence[Validation]) -> list[Validation]:
    return [v for v in validations if not v.success]


def require_success(validations: Sequence[Validation]) -> None:
    """Raises ExpectationsFailed, naming every expectation that did not hold."""
    if failed := failures(validations):
        lines = "\n".join(
            f"  {v.suite}: {v.expectation} {v.column} – {v.protects} ({v.n_unexpected} rows; {'; '.join(v.sample) or v.observed})"
            for v in failed
        )
        raise ExpectationsFailed(
            f"{len(failed)} expectations failed:\n{lines}",
            hint="nothing of this batch was loaded; the report in the warehouse's reports folder shows all",
        )


def meta_json(validation: Validation) -> str:
    return json.dumps({"protects": validation.protects, "sample": list(validation.sample)}, ensure_ascii=False)
