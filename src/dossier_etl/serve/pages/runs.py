"""Runs: the accounting of each, per source, its validations, and the damage it met."""

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.lake.run_queries import RUNS
from dossier_etl.model.counts import COUNT_NAMES
from dossier_etl.serve.connections import Reader
from dossier_etl.serve.pages.endpoints import NotFound, listing, reading
from dossier_etl.serve.parameters import paging_of, text_of
from dossier_etl.serve.render import page

_SOURCES = 500
"""Sources shown of one run."""


def runs(request: Request, reader: Reader) -> Response:
    """Answer with a page of the runs, newest first."""
    found = listing(reader, paging_of(request), "*", f"FROM ({RUNS})", "started_at DESC, run_id")
    return page(request, "runs.html", found=found, counts=COUNT_NAMES)


def run(request: Request, reader: Reader) -> Response:
    """Answer with one run."""
    run_id = request.path_params["run_id"]
    rows = reader.records(f"SELECT * FROM ({RUNS}) WHERE run_id = ?", [run_id])
    if not rows:
        raise NotFound(f"no run {run_id!r}")
    sums = ", ".join(f"sum({name})::BIGINT AS {name}" for name in COUNT_NAMES)
    parameters = reader.rows("SELECT parameters, code_version FROM lake.runs WHERE run_id = ?", [run_id])
    return page(
        request,
        "run.html",
        run=rows[0],
        counts=COUNT_NAMES,
        parameters=json.loads(parameters[0][0] or "{}") if parameters else {},
        version=parameters[0][1] if parameters else "",
        sources=reader.records(
            f"SELECT source_uri, {sums} FROM lake.batches WHERE run_id = ? GROUP BY ALL ORDER BY 1 LIMIT {_SOURCES}",
            [run_id],
        ),
        n_sources=reader.count("SELECT count(DISTINCT source_uri) FROM lake.batches WHERE run_id = ?", [run_id]),
        n_incidents=reader.count("SELECT count(*) FROM lake.incidents WHERE run_id = ?", [run_id]),
        n_loaded=reader.count("SELECT count(*) FROM lake.publications WHERE run_id = ?", [run_id]),
        validations=reader.records(
            """SELECT suite, expectation, "column", success, count(*) AS batches, sum(n_unexpected)::BIGINT AS unexpected
               FROM lake.validations WHERE run_id = ? GROUP BY ALL ORDER BY success, suite, expectation, "column" """,
            [run_id],
        ),
    )


def incidents(request: Request, reader: Reader) -> Response:
    """Answer with a page of the damage that was met."""
    of_run = text_of(request, "run")
    found = listing(
        reader,
        paging_of(request),
        "*",
        "FROM lake.incidents WHERE $run = '' OR run_id = $run",
        "source_uri, byte_start, locator, kind",
        {"run": of_run},
    )
    return page(request, "incidents.html", found=found, of_run=of_run)


ROUTES = [
    Route("/runs", reading(runs)),
    Route("/runs/{run_id}", reading(run)),
    Route("/incidents", reading(incidents)),
]
