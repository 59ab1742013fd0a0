"""Running the suites over staged tables with Great Expectations, inside the loader's transaction."""

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from dossier_etl.errors import ExpectationsFailed
from dossier_etl.quality.gx_import import load_great_expectations, register_expectations
from dossier_etl.quality.suites import Suite
from dossier_etl.startup.stack import with_stack_room

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


@with_stack_room
def run_suites(con: duckdb.DuckDBPyConnection, suites: Sequence[Suite]) -> list[Validation]:
    """Evaluate every suite over its ``staged_…`` temporary table on ``con``; empty tables pass.

    Great Expectations is the gate and the report, not the router: which row goes where was decided before, row by row.
    """
    gx = load_great_expectations()
    register_expectations({e["type"] for suite in suites for e in suite.expectations})
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
