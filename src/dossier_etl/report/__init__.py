"""Reports on a name, a query or a story: extracted and counted, never written, every line with its source."""

from dossier_etl.report.as_html import to_html
from dossier_etl.report.as_json import to_json
from dossier_etl.report.as_markdown import to_markdown
from dossier_etl.report.compose import report
from dossier_etl.report.model import Report, ReportRequest
from dossier_etl.report.verify import verify

__all__ = ["Report", "ReportRequest", "report", "to_html", "to_json", "to_markdown", "verify"]
