"""Entities: the list, and of each one its names, its time, its outlets, whom it is met with, and its sentences."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.serve.charts import daily_counts
from dossier_etl.serve.connections import Reader
from dossier_etl.serve.pages.endpoints import NotFound, listing, reading
from dossier_etl.serve.parameters import paging_of, text_of
from dossier_etl.serve.render import page

_MET = 20
_SENTENCES = 20
_EVENTS = 40
_AROUND = 110
"""Characters shown before and after a name."""
_SIZES = """
    SELECT entity_id, count(*) AS mentions FROM lake.mentions
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
    return page(
        request, "entity.html", entity=rows[0], **reader.kept(("entity", entity_id), lambda: _known(reader, entity_id))
    )


def _known(reader: Reader, entity_id: str) -> dict[str, Any]:
    """Return what the lake knows of an entity; its mentions and publications are gathered once."""
    reader.execute(
        'CREATE TEMP TABLE mine AS SELECT article_id, surface, start, "end" FROM lake.mentions WHERE entity_id = ?',
        [entity_id],
    )
    reader.execute(
        """CREATE TEMP TABLE mine_in AS SELECT p.article_id, p.outlet, p.published_on FROM lake.publications p
           SEMI JOIN mine USING (article_id) SEMI JOIN lake.story_members m ON m.article_id = p.article_id"""
    )
    earliest = reader.rows(f"SELECT article_id FROM mine_in ORDER BY published_on, article_id LIMIT {_SENTENCES}")
    values = {
        "articles": reader.count("SELECT count(*) FROM mine_in"),
        "chart": daily_counts(reader, "publications", "FROM mine_in p", {}),
        "surfaces": reader.rows(
            "SELECT surface, count(*) AS n FROM mine GROUP BY ALL ORDER BY n DESC, surface LIMIT 30"
        ),
        "outlets": reader.rows("SELECT outlet, count(*) AS n FROM mine_in GROUP BY ALL ORDER BY n DESC, 1 LIMIT 20"),
        "met": reader.rows(
            f"""WITH met AS (
                    SELECT other_id, articles FROM lake.co_mentions WHERE entity_id = ? ORDER BY articles DESC, other_id LIMIT {_MET})
                SELECT other_id, e.name, e.type, articles FROM met JOIN lake.entities e ON e.entity_id = other_id
                ORDER BY articles DESC, e.name, other_id""",
            [entity_id],
        ),
        "sentences": reader.records(
            f"""SELECT p.article_id, p.title, p.outlet, p.published, m.surface, p.language,
                       substr(p.body, greatest(1, m.start + 1 - {_AROUND}), least({_AROUND}, m.start)) AS before,
                       substr(p.body, m."end" + 1, {_AROUND}) AS after
                FROM (SELECT article_id, min(start) AS start, min_by("end", start) AS "end", min_by(surface, start) AS surface
                      FROM mine WHERE article_id IN (SELECT unnest($ids)) GROUP BY ALL) m
                JOIN lake.publications p USING (article_id) WHERE p.article_id IN (SELECT unnest($ids))
                ORDER BY p.published_on, p.article_id""",
            {"ids": [row[0] for row in earliest]},
        ),
        "events": reader.records(
            f"""WITH dates AS (
                    SELECT article_id, start, value, earliest, surface FROM lake.date_mentions d SEMI JOIN mine_in USING (article_id)
                    WHERE earliest IS NOT NULL AND kind = 'date' ORDER BY earliest, article_id, start LIMIT {_EVENTS})
                SELECT d.value, d.earliest, d.surface, p.published, p.article_id, p.title, p.outlet
                FROM dates d JOIN lake.publications p USING (article_id)
                ORDER BY d.earliest, p.published_on, p.article_id, d.start"""
        ),
    }
    reader.execute("DROP TABLE mine")
    reader.execute("DROP TABLE mine_in")
    return values


ROUTES = [Route("/entities", reading(entities)), Route("/entities/{entity_id}", reading(entity))]
