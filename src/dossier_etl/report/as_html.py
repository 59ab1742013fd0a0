"""A report as one HTML file that asks for nothing outside itself."""

import re
from importlib.resources import files

import jinja2
from markupsafe import Markup, escape

from dossier_etl.report.as_json import to_json
from dossier_etl.report.model import Report
from dossier_etl.report.pictures import event_bars, month_bars

_BACKTICKS = re.compile(r"`([^`]*)`")
TWIN_ID = "report-json"
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""Inside a JSON string these are the same characters, and no text can end the element it lies in."""


def to_html(report: Report) -> str:
    """Return a report as HTML; its machine-readable twin is inside."""
    folder = files("dossier_etl.report")
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["code"] = _code
    template = environment.from_string((folder / "report.html.j2").read_text("utf-8"))
    return template.render(
        report=report,
        style=Markup((folder / "report.css").read_text("utf-8")),
        pictures={"coverage": Markup(month_bars(report.months)), "chronology": Markup(event_bars(report.events))},
        twin=Markup(to_json(report).translate(_ESCAPES)),
        twin_id=TWIN_ID,
    )


def _code(text: str) -> Markup:
    """Return our own prose with what stands between backticks as code."""
    return Markup(_BACKTICKS.sub(r"<code>\1</code>", str(escape(text))))
