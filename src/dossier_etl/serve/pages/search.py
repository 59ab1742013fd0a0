"""Lists of publications: words, filters, facets with counts, a histogram that is a filter, export of all hits."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.serve.charts import daily_counts
from dossier_etl.serve.connections import Reader
from dossier_etl.serve.pages.endpoints import listing, reading
from dossier_etl.serve.parameters import paging_of
from dossier_etl.serve.publications import ROLES, Filter
from dossier_etl.serve.render import page

_FACET_ROWS = 10
_FACETS = {"outlet": "p.outlet", "language": "p.language", "basis": "p.published_basis"}
"""Parameter of the filter → column."""
_COLUMNS = """p.article_id, p.title, p.outlet, p.published, p.published_basis, p.language, left(p.body, 240) AS beginning,
    m.role, m.story_id, (SELECT count(*) - 1 FROM lake.story_members n WHERE n.story_id = m.story_id) AS copies"""
_ORDER = "p.published_on DESC, p.article_id"


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


def search(request: Request, reader: Reader) -> Response:
    """Answer with a page of hits."""
    chosen = Filter.of(request)
    source, parameters = chosen.sql()
    found = listing(reader, paging_of(request), _COLUMNS, source, _ORDER, parameters)
    entity = reader.rows("SELECT name FROM lake.entities WHERE entity_id = ?", [chosen.entity]) if chosen.entity else []
    return page(
        request,
        "search.html",
        chosen=chosen,
        found=found,
        roles=ROLES,
        entity_name=entity[0][0] if entity else chosen.entity,
        facets=reader.kept(("facets", chosen), lambda: facets(reader, chosen)),
        chart=reader.kept(("histogram", chosen), lambda: daily_counts(reader, "hits", source, parameters)),
    )


ROUTES = [Route("/search", reading(search))]
