"""Lists of publications: words, filters, facets with counts, a histogram that is a filter, export of all hits."""

import csv
import io
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.serve.charts import daily_counts
from dossier_etl.serve.connections import Reader
from dossier_etl.serve.pages.endpoints import Listing, listing, reading
from dossier_etl.serve.parameters import Paging, paging_of
from dossier_etl.serve.publications import SOURCE, Filter
from dossier_etl.serve.render import cell, page
from dossier_etl.serve.searching import Desk, look_up, marked_snippet, request_of

_FACET_ROWS = 10
_FACETS = {"outlet": "p.outlet", "language": "p.language", "basis": "p.published_basis"}
"""Parameter of the filter → column."""
_COLUMNS = """p.article_id, p.title, p.outlet, p.published, p.published_basis, p.language, left(p.body, 240) AS beginning,
    m.role, m.story_id, (SELECT count(*) - 1 FROM lake.story_members n WHERE n.story_id = m.story_id) AS copies"""
_FILE_COLUMNS = (
    "p.article_id, p.published, p.published_basis, p.outlet, p.title, p.authors, p.language, p.url, m.role, m.story_id"
)
_ORDER = "p.published_on DESC, p.article_id"
FILE_ROWS = 1_000_000


def facets(reader: Reader, chosen: Filter) -> dict[str, list[tuple[Any, int]]]:
    """Return, per facet, the commonest values among the hits with the number of hits."""
    source, parameters = chosen.sql()
    return {
        name: reader.rows(
            f"SELECT {column} AS value, count(*) AS n {source} GROUP BY ALL ORDER BY n DESC, value LIMIT {_FACET_ROWS}",
            parameters,
        )
        for name, column in _FACETS.items()
    }


def _of_index(request: Request, reader: Reader, chosen: Filter, paging: Paging) -> dict[str, Any] | None:
    """Return the values of the page for words; None when there is no index."""
    desk: Desk = request.app.state.desk
    search = desk.search()
    if search is None:
        return None
    found = look_up(search, chosen, paging.rows, paging.offset)
    ids = [hit.article_id for hit in found.hits]
    rows = reader.records(f"SELECT {_COLUMNS} {SOURCE} WHERE p.article_id IN (SELECT unnest($ids))", {"ids": ids})
    known = {row["article_id"]: row for row in rows}
    hits = [{**known[hit.article_id], "snippet": marked_snippet(hit)} for hit in found.hits if hit.article_id in known]
    shown = {name: values[:_FACET_ROWS] for name, values in found.facets.items()}
    return {"found": Listing(found.total, hits, paging), "facets": shown, "chart": found.chart, "exact": False}


def _of_lake(reader: Reader, chosen: Filter, paging: Paging) -> dict[str, Any]:
    source, parameters = chosen.sql()
    return {
        "found": listing(reader, paging, _COLUMNS, source, _ORDER, parameters),
        "facets": reader.kept(("facets", chosen), lambda: facets(reader, chosen)),
        "chart": reader.kept(("histogram", chosen), lambda: daily_counts(reader, "hits", source, parameters)),
        "exact": True,
    }


def search(request: Request, reader: Reader) -> Response:
    """Answer with a page of hits: words from the index, the best first; without words from the lake, the newest first."""
    chosen, paging = Filter.of(request), paging_of(request)
    ranked = _of_index(request, reader, chosen, paging) if chosen.words and not chosen.run else None
    entity = reader.rows("SELECT name FROM lake.entities WHERE entity_id = ?", [chosen.entity]) if chosen.entity else []
    return page(
        request,
        "search.html",
        chosen=chosen,
        entity_name=entity[0][0] if entity else chosen.entity,
        sql="" if ranked else f"SELECT {_FILE_COLUMNS}\n{chosen.as_text()}\nORDER BY {_ORDER}",
        **(ranked or _of_lake(reader, chosen, paging)),
    )


def search_file(request: Request, reader: Reader) -> Response:
    """Answer with all hits as CSV, in the order of the page."""
    chosen = Filter.of(request)
    desk: Desk = request.app.state.desk
    index = desk.search() if chosen.words and not chosen.run else None
    if index is not None:
        ids = index.ids(request_of(chosen, 0, 0))
        source = f"{SOURCE} JOIN (SELECT unnest($ids) AS article_id, generate_subscripts($ids, 1) AS place) USING (article_id)"
        parameters, order = {"ids": ids}, "place"
    else:
        source, parameters = chosen.sql()
        order = _ORDER
    result = reader.execute(f"SELECT {_FILE_COLUMNS} {source} ORDER BY {order} LIMIT {FILE_ROWS}", parameters)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([c[0] for c in result.description or []])
    writer.writerows([cell(value) for value in row] for row in result.fetchall())
    return Response(
        text.getvalue().encode("utf-8", "replace"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="hits.csv"'},
    )


ROUTES = [Route("/search", reading(search)), Route("/search.csv", reading(search_file))]
