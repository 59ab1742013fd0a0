"""What all pages share: a reader for each request, and lists in pages."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from dossier_etl.serve.connections import Lake, Reader
from dossier_etl.serve.parameters import Paging
from dossier_etl.serve.security import read_form

Form = Mapping[str, str]


class NotFound(Exception):
    """There is nothing of that id."""


def reading(handler: Callable[[Request, Reader], Response]) -> Callable[[Request], Response]:
    """Return an endpoint that gives its handler a reader; it runs in a thread."""

    def endpoint(request: Request) -> Response:
        lake: Lake = request.app.state.lake
        with lake.read() as reader:
            return handler(request, reader)

    return endpoint


def deciding(handler: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that gives its handler a checked form; the handler runs in a thread."""

    async def endpoint(request: Request) -> Response:
        form = await read_form(request)
        return await run_in_threadpool(handler, request, form)

    return endpoint


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list, and how long the whole list is."""

    total: int
    rows: Sequence[Mapping[str, Any]]
    paging: Paging


def listing(
    reader: Reader, paging: Paging, columns: str, source: str, order: str, parameters: dict[str, Any] | None = None
) -> Listing:
    """Return a page of ``SELECT columns source ORDER BY order``; the total is counted by the same ``source``.

    ``columns``, ``source`` and ``order`` are the project's own text, values come as named parameters.
    """
    values = parameters or {}
    key = (source, tuple(sorted(values.items(), key=str)))
    total = reader.kept(key, lambda: reader.count(f"SELECT count(*) {source}", values))
    limits = f"LIMIT {int(paging.rows)} OFFSET {int(paging.offset)}"
    rows = reader.kept(
        (*key, columns, order, limits),
        lambda: reader.records(f"SELECT {columns} {source} ORDER BY {order} {limits}", values),
    )
    return Listing(total, rows, paging)
