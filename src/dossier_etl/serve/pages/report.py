"""Reports on an entity, a story or words, as a file: never shown here, for they bring their own style."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.report import ReportRequest, report, to_html
from dossier_etl.serve.connections import Lake
from dossier_etl.serve.parameters import BadParameter, text_of


def report_file(request: Request) -> Response:
    """Answer with the report that `dossier report` writes."""
    entity, story, query = (text_of(request, name) for name in ("entity", "story", "q"))
    if not (entity or story or query):
        raise BadParameter("a report is about an entity, a story or a query")
    lake: Lake = request.app.state.lake
    made = report(lake.settings, ReportRequest(entity=entity, story=story, query=query))
    return Response(
        to_html(made).encode("utf-8", "replace"),
        media_type="text/html; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="report.html"'},
    )


ROUTES = [Route("/report.html", report_file)]
