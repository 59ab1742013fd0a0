"""Lists of publications: words, filters, facets with counts, a histogram that is a filter, export of all hits."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.serve.charts import Chart, chart_of
from dossier_etl.serve.connections import Reader
from dossier_etl.serve.pages.endpoints import Listing, reading
from dossier_etl.serve.parameters import Paging, paging_of
from dossier_etl.serve.publications import SOURCE, Filter
from dossier_etl.serve.render import cell, page
from dossier_etl.serve.searching import Desk, look_up, marked_snippet, request_of

_FACET_ROWS = 10
_HITS = 25
"""Hits a page: of 50, their beginnings alone took 120 ms of 200,000 articles' Parquet files."""
_FACETS = {"outlet": "p.outlet", "language": "p.language", "basis": "p.published_basis"}
"""Parameter of the filter → column."""
_FILE_COLUMNS = (
    "p.article_id, p.published, p.published_basis, p.outlet, p.title, p.authors, p.language, p.url, m.role, m.story_id"
)
_ORDER = "p.published_on DESC, p.article_id"
FILE_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted over all hits, in one pass over the lake."""

    total: int
    facets: dict[str, list[tuple[Any, int]]]
    chart: Chart | None


def counted(reader: Reader, chosen: Filter) -> Counted:
    """Return the number of hits, of hits per value of each facet (the commonest ones), and per time."""
    source, parameters = chosen.sql()
    columns = [*_FACETS.values(), "p.published_on"]
    sets = ", ".join(f"({column})" for column in columns)
    found: dict[int, list[tuple[Any, int]]] = {}
    for kind, *values, n in reader.rows(
        f"""SELECT grouping({", ".join(columns)}) AS kind, {", ".join(columns)}, count(*) AS n {source}
            GROUP BY GROUPING SETS ({sets}, ()) ORDER BY n DESC, 2, 3, 4, 5""",
        parameters,
    ):
        # A bit of `kind` is set for each column that is not grouped by, the first column's bit the highest.
        at = next((i for i in range(len(columns)) if not kind >> (len(columns) - 1 - i) & 1), len(columns))
        found.setdefault(at, []).append((values[at] if at < len(columns) else None, n))
    facets = {name: found.get(i, [])[:_FACET_ROWS] for i, name in enumerate(_FACETS)}
    days = sorted((day, n) for day, n in found.get(len(_FACETS), []) if day is not None)
    total = found[len(columns)][0][1] if len(columns) in found else 0
    return Counted(total, facets, chart_of([("hits", day, n) for day, n in days]))


def _in_full(reader: Reader, ids: list[str]) -> list[dict[str, Any]]:
    """Return what the list shows of some publications, in their order."""
    rows = reader.records(
        """SELECT p.article_id, p.title, p.outlet, p.published, p.published_basis, p.language, left(p.body, 240) AS beginning
           FROM lake.publications p WHERE p.article_id IN (SELECT unnest($ids))""",
        {"ids": ids},
    )
    members = reader.records(
        """WITH mine AS (SELECT article_id, role, story_id FROM lake.story_members WHERE article_id IN (SELECT unnest($ids)))
           SELECT any_value(n.article_id) AS article_id, any_value(n.role) AS role, n.story_id, count(*) - 1 AS copies
           FROM mine n JOIN lake.story_members s USING (story_id) GROUP BY n.story_id, n.article_id""",
        {"ids": ids},
    )
    known = {row["article_id"]: row for row in rows}
    of_story = {row["article_id"]: row for row in members}
    return [{**known[i], **of_story[i]} for i in ids if i in known and i in of_story]


def _of_index(request: Request, reader: Reader, chosen: Filter, paging: Paging) -> dict[str, Any] | None:
    """Return the values of the page for words; None when there is no index."""
    desk: Desk = request.app.state.desk
    search = desk.search()
    if search is None:
        return None
    key = (search.snapshot, chosen, paging.rows, paging.offset)
    found = reader.kept(("found", *key), lambda: look_up(search, chosen, paging.rows, paging.offset))
    snippets = {hit.article_id: marked_snippet(hit) for hit in found.hits}
    rows = reader.kept(("rows", *key), lambda: _in_full(reader, list(snippets)))
    hits = [{**row, "snippet": snippets[row["article_id"]]} for row in rows]
    shown = {name: values[:_FACET_ROWS] for name, values in found.facets.items()}
    return {"found": Listing(found.total, hits, paging), "facets": shown, "chart": found.chart, "exact": False}


def _rows(reader: Reader, chosen: Filter, paging: Paging) -> list[dict[str, Any]]:
    """Return a page of hits. First the ids alone: sorted together with their texts, 200,000 articles took 250 MB."""
    source, parameters = chosen.sql()
    limits = f"LIMIT {int(paging.rows)} OFFSET {int(paging.offset)}"
    ids = reader.rows(f"SELECT p.article_id {source} ORDER BY {_ORDER} {limits}", parameters)
    return _in_full(reader, [row[0] for row in ids])


def _of_lake(reader: Reader, chosen: Filter, paging: Paging) -> dict[str, Any]:
    counts = reader.kept(("counted", chosen), lambda: counted(reader, chosen))
    rows = reader.kept(("hits", chosen, paging.rows, paging.offset), lambda: _rows(reader, chosen, paging))
    found = Listing(counts.total, rows, paging)
    return {"found": found, "facets": counts.facets, "chart": counts.chart, "exact": True}


def search(request: Request, reader: Reader) -> Response:
    """Answer with a page of hits: words from the index, the best first; without words from the lake, the newest first."""
    chosen, paging = Filter.of(request), paging_of(request, rows=_HITS)
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
