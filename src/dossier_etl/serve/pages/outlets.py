"""Outlets: what is known of each, how well its articles are filled, and when it was silent."""

from itertools import pairwise
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.serve.charts import chart_of
from dossier_etl.serve.connections import Reader
from dossier_etl.serve.pages.endpoints import NotFound, listing, reading
from dossier_etl.serve.parameters import paging_of, text_of
from dossier_etl.serve.publications import Filter
from dossier_etl.serve.render import page

_FILLED = {
    "title": "p.title IS NOT NULL",
    "authors": "len(p.authors) > 0",
    "URL": "p.url IS NOT NULL",
    "language": "p.language <> 'und'",
    "day of publication": "p.published_precision IN ('day', 'time')",
}
"""What may be filled → when it is."""
_SILENCES = 5


def outlets(request: Request, reader: Reader) -> Response:
    """Answer with a page of the outlets, those with most publications first."""
    found = listing(
        reader,
        paging_of(request),
        "*",
        """FROM (SELECT p.outlet, count(*) AS publications, count(*) FILTER (m.role = 'first') AS articles,
                        min(p.published_on) AS earliest, max(p.published_on) AS latest
                 FROM lake.publications p JOIN lake.story_members m USING (article_id)
                 WHERE p.outlet IS NOT NULL GROUP BY ALL)""",
        "publications DESC, outlet",
    )
    return page(request, "outlets.html", found=found)


def outlet(request: Request, reader: Reader) -> Response:
    """Answer with one outlet, by name."""
    name = text_of(request, "name")
    values = reader.kept(("outlet", name), lambda: _known(reader, name))
    if not values["total"]:
        raise NotFound(f"no outlet {name!r}")
    return page(request, "outlet.html", name=name, **values)


def _known(reader: Reader, name: str) -> dict[str, Any]:
    """Return what the lake knows of an outlet."""
    source, parameters = Filter(copies="all", outlet=name).sql()
    shares = ", ".join(f"avg(({condition})::INT)" for condition in _FILLED.values())
    [(total, firsts, *filled)] = reader.rows(
        f"SELECT count(*), count(*) FILTER (m.role = 'first'), {shares} {source}", parameters
    )
    days = reader.rows(f"SELECT p.published_on, count(*) {source} GROUP BY ALL ORDER BY 1", parameters)
    known = [(day, n) for day, n in days if day is not None]
    silences = [(before, day, (day - before).days) for (before, _), (day, _) in pairwise(known)]
    return {
        "total": total,
        "firsts": firsts,
        "filled": list(zip(_FILLED, filled, strict=True)),
        "chart": chart_of([(name, day, n) for day, n in known]),
        "silences": sorted((s for s in silences if s[2] > 1), key=lambda s: (-s[2], s[0]))[:_SILENCES],
        "bases": reader.rows(
            f"SELECT p.published_basis, count(*) AS n {source} GROUP BY 1 ORDER BY 2 DESC, 1", parameters
        ),
        "entries": reader.records(
            """SELECT * FROM lake.outlets WHERE outlet_id IN (SELECT outlet_id FROM lake.publications WHERE outlet = $name)
               ORDER BY outlet_id""",
            {"name": name},
        ),
    }


ROUTES = [Route("/outlets", reading(outlets)), Route("/outlet", reading(outlet))]
