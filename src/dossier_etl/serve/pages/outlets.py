"""Outlets: what is known of each, how well its articles are filled, and when it was silent."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.serve.charts import daily_counts
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
    source, parameters = Filter(copies="all", outlet=name).sql()
    total = reader.count(f"SELECT count(*) {source}", parameters)
    if not total:
        raise NotFound(f"no outlet {name!r}")
    shares = ", ".join(f"avg(({condition})::INT)" for condition in _FILLED.values())
    return page(
        request,
        "outlet.html",
        name=name,
        total=total,
        firsts=reader.count(f"SELECT count(*) {source} AND m.role = 'first'", parameters),
        entries=reader.records(
            """SELECT * FROM lake.outlets WHERE outlet_id IN (SELECT outlet_id FROM lake.publications WHERE outlet = $name)
               ORDER BY outlet_id""",
            {"name": name},
        ),
        filled=list(zip(_FILLED, reader.rows(f"SELECT {shares} {source}", parameters)[0], strict=True)),
        bases=reader.rows(
            f"SELECT p.published_basis, count(*) AS n {source} GROUP BY 1 ORDER BY 2 DESC, 1", parameters
        ),
        chart=daily_counts(reader, name, source, parameters),
        silences=reader.rows(
            f"""SELECT before, day, day - before AS days FROM (
                    SELECT day, lag(day) OVER (ORDER BY day) AS before FROM (SELECT DISTINCT p.published_on AS day {source}))
                WHERE days > 1 ORDER BY days DESC, day LIMIT {_SILENCES}""",
            parameters,
        ),
    )


ROUTES = [Route("/outlets", reading(outlets)), Route("/outlet", reading(outlet))]
