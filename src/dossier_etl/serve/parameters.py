"""Query parameters, checked."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

PAGE_ROWS = 50
_LONGEST = 2_000
_LAST_PAGE = 1_000_000


class BadParameter(Exception):
    """A parameter of the address that cannot be understood."""


def text_of(request: Request, name: str) -> str:
    """Return a text parameter, empty without one. Raises BadParameter when it is too long."""
    value = request.query_params.get(name, "").strip()
    if len(value) > _LONGEST:
        raise BadParameter(f"{name} is longer than {_LONGEST:,} characters")
    return value.replace("\x00", "")


def choice_of(request: Request, name: str, *choices: str) -> str:
    """Return one of the choices; the first one without a parameter. Raises BadParameter for anything else."""
    value = text_of(request, name) or choices[0]
    if value not in choices:
        raise BadParameter(f"{name} is one of {', '.join(filter(None, choices))}, not {value[:40]!r}")
    return value


def day_of(request: Request, name: str) -> dt.date | None:
    """Return a day. Raises BadParameter when it is none."""
    value = text_of(request, name)
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise BadParameter(f"{name} is a day such as 2014-06-17, not {value[:40]!r}") from error


@dataclass(frozen=True, slots=True)
class Paging:
    """Where in a list a page stands."""

    page: int
    """1 for the first."""
    path: str
    others: tuple[tuple[str, str], ...]
    """The address's other parameters."""
    rows: int = PAGE_ROWS

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.rows

    def pages(self, total: int) -> int:
        """Return the number of pages of a list."""
        return max(1, -(-total // self.rows))

    def at(self, page: int) -> str:
        """Return the address of another page of the list."""
        return f"{self.path}?{urlencode([*self.others, ('page', str(page))])}"


def paging_of(request: Request, *, rows: int = PAGE_ROWS) -> Paging:
    """Return the paging that the address asks for. Raises BadParameter when ``page`` is no number from 1 on."""
    value = text_of(request, "page") or "1"
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:9]) <= _LAST_PAGE:
        raise BadParameter(f"page is a number from 1 on, not {value[:40]!r}")
    others = tuple((k, v) for k, v in request.query_params.multi_items() if k != "page")
    return Paging(int(value[:9]), request.url.path, others, rows)
