"""The application: pages, files, errors as pages."""

import contextlib
import getpass
from collections.abc import AsyncIterator
from importlib.resources import files

import duckdb
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.errors import DossierError, UsageError
from dossier_etl.serve.connections import STATEMENT_SECONDS, Lake, TooSlow
from dossier_etl.serve.jobs import Applying
from dossier_etl.serve.pages import (
    article,
    decisions,
    entities,
    outlets,
    overview,
    quarantine,
    report,
    runs,
    search,
    sql,
    stories,
    watch,
)
from dossier_etl.serve.pages.endpoints import NotFound
from dossier_etl.serve.parameters import BadParameter
from dossier_etl.serve.render import page
from dossier_etl.serve.searching import Desk
from dossier_etl.serve.security import LOOPBACK, FormRefused, Guard, new_token
from dossier_etl.settings import Settings

_PAGES = (overview, search, decisions, article, entities, stories, quarantine, outlets, runs, sql, report, watch)
_STATIC = {"room.css": "text/css", "room.js": "text/javascript", "room.svg": "image/svg+xml"}
_STATUS: dict[type[Exception], int] = {
    NotFound: 404,
    BadParameter: 400,
    FormRefused: 403,
    TooSlow: 503,
    UsageError: 400,
    DossierError: 409,
    duckdb.Error: 500,
}
"""Error → status of the page that tells it."""


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _STATIC:
        raise NotFound(f"no file {name!r}")
    content = files("dossier_etl.serve").joinpath("static", name).read_bytes()
    return Response(content, media_type=_STATIC[name])


def _told(request: Request, error: Exception) -> Response:
    """Return the page that tells an error."""
    if isinstance(error, HTTPException):
        return page(request, "message.html", http_status=error.status_code, message=error.detail, hint="")
    status = next(code for kind, code in _STATUS.items() if isinstance(error, kind))
    message, hint = str(error), ""
    if isinstance(error, DossierError):
        message, hint = error.message, error.hint or ""
    elif isinstance(error, duckdb.Error):
        message, hint = (
            f"The lake could not answer: {error}",
            "a lake of an older version is brought up to date by its next run",
        )
    return page(request, "message.html", http_status=status, message=message, hint=hint)


def create_app(
    settings: Settings,
    *,
    hosts: frozenset[str] = frozenset(LOOPBACK),
    addresses: bool = False,
    token: str = "",
    who: str = "",
    seconds: float = STATEMENT_SECONDS,
) -> Starlette:
    """Return the application for a warehouse.

    Args:
        hosts, addresses: what it is addressed by, as in `security.Guard`.
        token: what callers must show once; empty: nothing.
        who: who decides, unless the form says otherwise; default the user of this process.
        seconds: time a request may spend in the lake.
    """
    lake = Lake(settings, seconds=seconds)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        desk.close()
        lake.close()

    app = Starlette(
        routes=[*(route for module in _PAGES for route in module.ROUTES), Route("/static/{name}", _static)],
        middleware=[Middleware(Guard, hosts=hosts, addresses=addresses, token=token)],
        exception_handlers=dict.fromkeys((*_STATUS, HTTPException), _told),
        lifespan=lifespan,
    )
    app.state.lake = lake
    app.state.desk = desk = Desk(settings)
    app.state.applying = Applying(settings)
    app.state.csrf = new_token()
    app.state.who = who or getpass.getuser()
    return app
