"""The first page: what the dossier holds, where it has gaps, what waits for a person."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.serve.charts import Chart, chart_of
from dossier_etl.serve.connections import Reader
from dossier_etl.serve.pages.endpoints import reading
from dossier_etl.serve.publications import SOURCE
from dossier_etl.serve.render import page

_OUTLETS = 12
"""Rows of the chart; all outlets are on their own page."""
_COUNTS = f"""
    SELECT (SELECT count(*) {SOURCE} WHERE m.role = 'first') AS articles,
           (SELECT count(*) {SOURCE} WHERE m.role <> 'first') AS copies,
           (SELECT count(DISTINCT story_id) FROM lake.story_members WHERE role <> 'first') AS stories,
           (SELECT count(DISTINCT outlet) FROM lake.publications) AS outlets,
           (SELECT count(*) FROM lake.entities) AS entities,
           (SELECT count(*) FROM lake.quarantine WHERE status = 'open') AS open,
           (SELECT count(*) FROM lake.incidents) AS incidents,
           (SELECT min(published_on) FROM lake.publications) AS earliest,
           (SELECT max(published_latest) FROM lake.publications) AS latest,
           (SELECT count(*) FROM lake.documents) AS documents,
           (SELECT count(*) FROM lake.mentions) AS mentions,
           (SELECT count(*) FROM lake.date_mentions) AS dates
"""
BY_REASON = """
    SELECT reason, count(*) AS n FROM (SELECT unnest(reasons) AS reason FROM lake.quarantine WHERE status = $status)
    GROUP BY ALL ORDER BY n DESC, reason
"""


def coverage(reader: Reader, outlets: int) -> Chart | None:
    """Return first publications over time of the outlets that have most of them."""
    rows = reader.rows(
        f"""WITH counted AS (SELECT p.outlet, p.published_on, count(*) AS n {SOURCE} WHERE m.role = 'first' GROUP BY ALL),
            most AS (SELECT outlet, sum(n) AS total FROM counted GROUP BY ALL ORDER BY total DESC, outlet LIMIT $outlets)
            SELECT outlet, published_on, n FROM counted JOIN most USING (outlet) ORDER BY total DESC, outlet, published_on""",
        {"outlets": outlets},
    )
    return chart_of(rows)


def _overview(reader: Reader) -> dict[str, Any]:
    return {
        "counts": reader.records(_COUNTS)[0],
        "chart": coverage(reader, _OUTLETS),
        "bases": reader.rows(
            f"SELECT p.published_basis, count(*) AS n {SOURCE} WHERE m.role = 'first' GROUP BY ALL ORDER BY n DESC, 1"
        ),
        "reasons": reader.rows(BY_REASON, {"status": "open"}),
        "runs": reader.records(
            "SELECT run_id, kind, started_at, status, items_in, loaded FROM lake.runs ORDER BY started_at DESC LIMIT 5"
        ),
    }


def overview(request: Request, reader: Reader) -> Response:
    """Answer with the overview."""
    values = reader.kept("overview", lambda: _overview(reader))
    return page(request, "overview.html", **values)


ROUTES = [Route("/", reading(overview))]
