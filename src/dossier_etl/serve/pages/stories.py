"""Stories: texts that several outlets published, who had them first, how late the others were and what they changed."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossier_etl.dedup.story_report import story_report
from dossier_etl.lake.connect import CATALOG
from dossier_etl.serve.connections import Reader
from dossier_etl.serve.pages.endpoints import NotFound, listing, reading
from dossier_etl.serve.parameters import paging_of
from dossier_etl.serve.render import page


def stories(request: Request, reader: Reader) -> Response:
    """Answer with a page of the stories that have copies, those with most of them first."""
    found = listing(
        reader,
        paging_of(request),
        "s.story_id, s.members, p.title, p.outlet, p.published, p.language",
        """FROM (SELECT story_id, count(*) AS members, any_value(article_id) FILTER (role = 'first') AS first_id
                 FROM lake.story_members GROUP BY ALL HAVING members > 1) s
           JOIN lake.publications p ON p.article_id = s.first_id""",
        "s.members DESC, p.published_on DESC, s.story_id",
    )
    return page(request, "stories.html", found=found)


def story(request: Request, reader: Reader) -> Response:
    """Answer with one story; an id it had before leads to the one it has."""
    asked = request.path_params["story_id"]
    report = story_report(reader.con, CATALOG, asked)
    if report is None:
        raise NotFound(f"no story {asked!r}")
    if report.story_id != asked:
        return RedirectResponse(f"/stories/{report.story_id}", 307)
    return page(request, "story.html", story=report)


ROUTES = [Route("/stories", reading(stories)), Route("/stories/{story_id}", reading(story))]
