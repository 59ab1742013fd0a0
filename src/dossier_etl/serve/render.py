"""Templates to responses: escaping, numbers, dates and addresses as the pages write them."""

import datetime as dt
import json
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from dossier_etl.model.reasons import sentence
from dossier_etl.serve.plain_text import printable
from dossier_etl.serve.text_marks import anchor


def address(path: str, **parameters: Any) -> str:
    """Return a path with a query; empty parameters are left out, ``from_`` is written ``from``."""
    query = urlencode([(k.rstrip("_"), printable(str(v))) for k, v in parameters.items() if v not in (None, "", False)])
    return f"{path}?{query}" if query else path


def _shown(value: Any) -> Any:
    """Return what is printed for a value: nothing for None, signs for what a browser would drop."""
    if value is None:
        return ""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def number(value: float | None) -> str:
    """Return a whole number with thousands separated."""
    return "–" if value is None else f"{value:,.0f}"


def percent(value: float | None) -> str:
    """Return a share (0-1) in per cent; a little is not called none."""
    if value is None:
        return "–"
    return "<1 %" if 0 < value < 0.005 else f"{100 * value:.0f} %"


def moment(value: dt.datetime | dt.date | None) -> str:
    """Return a time in UTC to the minute, or a day."""
    return "–" if value is None else value.strftime("%Y-%m-%d %H:%M" if isinstance(value, dt.datetime) else "%Y-%m-%d")


def cell(value: Any) -> str:
    """Return any value of a table as text."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("dossier_etl.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        {
            "number": number,
            "percent": percent,
            "moment": moment,
            "cell": cell,
            "sentence": sentence,
        }
    )
    env.globals.update({"address": address, "anchor": anchor})
    return env


_ENVIRONMENT = _environment()


def page(request: Request, template: str, *, http_status: int = 200, **values: Any) -> HTMLResponse:
    """Return a template filled with values, as a response."""
    state = request.app.state
    html = _ENVIRONMENT.get_template(template).render(
        values, csrf=state.csrf, who=request.cookies.get("dossier_who", state.who), here=request.url.path
    )
    return HTMLResponse(html.encode("utf-8", "replace"), http_status)
