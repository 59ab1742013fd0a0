"""Entities: the list, and of each one its names, its time, its outlets, whom it is met with, and its sentences."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.serve.charts import daily_counts
from dossier_etl.serve.connections import Reader
from dossier_etl.serve.pages.endpoints import NotFound, listing, reading
from dossier_etl.serve.parameters import paging_of, text_of
from dossier_etl.serve.publications import Filter
from dossier_etl.serve.render import page

_MET = 20
_SENTENCES = 20
_EVENTS = 40
_AROUND = 110
"""Characters shown before and after a name."""
_SIZES = """
    SELECT entity_id, count(*) AS mentions, count(DISTINCT article_id) AS articles FROM lake.mentions
    WHERE entity_id IS NOT NULL GROUP BY ALL
"""


def entities(request: Request, reader: Reader) -> Response:
    """Answer with a page of the entities, those named most often first."""
    kind, words = text_of(request, "type"), text_of(request, "q")
    found = listing(
        reader,
        paging_of(request),
        "e.entity_id, e.name, e.type, e.aliases, coalesce(s.mentions, 0) AS mentions",
        f"""FROM lake.entities e LEFT JOIN ({_SIZES}) s USING (entity_id)
            WHERE ($kind = '' OR e.type = $kind) AND ($words = '' OR contains(lower(e.name), lower($words)))""",
        "mentions DESC, e.name, e.entity_id",
        {"kind": kind, "words": words},
    )
    types = reader.kept(
        "entity types",
        lambda: reader.rows("SELECT type, count(*) AS n FROM lake.entities GROUP BY 1 ORDER BY 2 DESC, 1"),
    )
    return page(request, "entities.html", found=found, kind=kind, words=words, types=types)


def entity(request: Request, reader: Reader) -> Response:
    """Answer with one entity."""
    entity_id = request.path_params["entity_id"]
    rows = reader.records("SELECT * FROM lake.entities WHERE entity_id = ?", [entity_id])
    if not rows:
        raise NotFound(f"no entity {entity_id!r}; it may have been merged into another one")
    mine = {"entity_id": entity_id}
    chosen = Filter(copies="all", entity=entity_id)
    source, parameters = chosen.sql()
    return page(
        request,
        "entity.html",
        entity=rows[0],
        articles=reader.count(f"SELECT count(*) {source}", parameters),
        chart=daily_counts(reader, "publications", source, parameters),
        surfaces=reader.rows(
            """SELECT surface, count(*) AS n FROM lake.mentions WHERE entity_id = $entity_id
               GROUP BY ALL ORDER BY n DESC, surface LIMIT 30""",
            mine,
        ),
        outlets=reader.rows(
            f"SELECT p.outlet, count(*) AS n {source} GROUP BY ALL ORDER BY n DESC, 1 LIMIT 20", parameters
        ),
        met=reader.rows(
            f"""SELECT c.other_id, e.name, e.type, c.articles FROM lake.co_mentions c
                JOIN lake.entities e ON e.entity_id = c.other_id WHERE c.entity_id = $entity_id
                ORDER BY c.articles DESC, e.name, c.other_id LIMIT {_MET}""",
            mine,
        ),
        sentences=reader.records(
            f"""SELECT p.article_id, p.title, p.outlet, p.published, m.surface, p.language,
                       substr(p.body, greatest(1, m.start + 1 - {_AROUND}), least({_AROUND}, m.start)) AS before,
                       substr(p.body, m."end" + 1, {_AROUND}) AS after
                FROM (SELECT article_id, min_by(start, start) AS start, min_by("end", start) AS "end",
                             min_by(surface, start) AS surface
                      FROM lake.mentions WHERE entity_id = $entity_id GROUP BY ALL) m
                JOIN lake.publications p USING (article_id)
                ORDER BY p.published_on, p.article_id LIMIT {_SENTENCES}""",
            mine,
        ),
        events=reader.records(
            f"""SELECT d.value, d.earliest, d.surface, p.published, p.article_id, p.title, p.outlet
                FROM lake.date_mentions d JOIN lake.publications p USING (article_id)
                WHERE d.earliest IS NOT NULL AND d.kind = 'date'
                  AND d.article_id IN (SELECT article_id FROM lake.mentions WHERE entity_id = $entity_id)
                ORDER BY d.earliest, p.published_on, p.article_id, d.start LIMIT {_EVENTS}""",
            mine,
        ),
    )


ROUTES = [Route("/entities", reading(entities)), Route("/entities/{entity_id}", reading(entity))]
