"""Words looked up in the search index: the request that an address means, and hits as the pages show them."""

import threading
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from dossier_etl.errors import WarehouseMissing
from dossier_etl.search import Hit, Search, SearchRequest
from dossier_etl.serve.charts import Chart, chart_of
from dossier_etl.serve.plain_text import printable
from dossier_etl.serve.publications import Filter
from dossier_etl.settings import Settings


class Desk:
    """Opens the index when it is first asked for. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._search: Search | None = None

    def search(self) -> Search | None:
        """Return the index; None while there is none."""
        with self._lock:
            if self._search is None:
                try:
                    self._search = Search.open(self._settings)
                except WarehouseMissing:
                    return None
            return self._search

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            if self._search is not None:
                self._search.close()


def request_of(chosen: Filter, limit: int, offset: int) -> SearchRequest:
    """Return the request to the index for a filter; what the request has no field for goes into its query."""
    query = chosen.words
    if chosen.basis:
        query = f'({query}) basis:"{chosen.basis}"'
    if chosen.copies == "copies":
        query = f"({query}) -role:first"
    return SearchRequest(
        query,
        chosen.from_day,
        chosen.to_day,
        chosen.outlet or None,
        chosen.entity or None,
        chosen.language or None,
        chosen.copies == "first",
        limit,
        offset,
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What the index found."""

    total: int
    hits: list[Hit]
    facets: dict[str, list[tuple[Any, int]]]
    chart: Chart | None


def look_up(search: Search, chosen: Filter, limit: int, offset: int) -> Found:
    """Return a page of hits with facets and histogram. Raises UsageError when the query cannot be read."""
    result = search.run(request_of(chosen, limit, offset))
    months = [("hits", date(int(month[:4]), int(month[5:]), 1), n) for month, n in result.histogram]
    chart = chart_of([row for row in months if row[1].year > 1])
    return Found(result.total, result.hits, dict(result.facets), chart)


def marked_snippet(hit: Hit) -> Markup:
    """Return a hit's part of the text with its words marked."""
    out, at = [], 0
    for start, end in hit.marks:
        first, last = start - hit.snippet_start, end - hit.snippet_start
        if at <= first < last <= len(hit.snippet):
            out += [escape(printable(hit.snippet[at:first])), Markup("<mark>")]
            out += [escape(printable(hit.snippet[first:last])), Markup("</mark>")]
            at = last
    return Markup("").join([*out, escape(printable(hit.snippet[at:]))])
