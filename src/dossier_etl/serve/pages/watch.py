"""Watch lists: what they found, the newest first."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.serve.connections import Reader
from dossier_etl.serve.pages.endpoints import listing, reading
from dossier_etl.serve.parameters import paging_of, text_of
from dossier_etl.serve.render import page

_ALERTS = """FROM lake.alerts a JOIN lake.publications p USING (article_id)
    WHERE a.is_new AND ($watch = '' OR a.watch_id = $watch)"""


def watch(request: Request, reader: Reader) -> Response:
    """Answer with the watches and a page of what they found since they were added."""
    chosen = text_of(request, "watch")
    found = listing(
        reader,
        paging_of(request),
        "a.found_at, a.watch_id, a.article_id, p.title, p.outlet, p.published, p.language",
        _ALERTS,
        "a.found_at DESC, a.watch_id, a.article_id",
        {"watch": chosen},
    )
    watches = reader.records("SELECT watch_id, query, label, added_at FROM lake.watches ORDER BY label, query")
    for one in watches:
        one["found"] = reader.count(f"SELECT count(*) {_ALERTS}", {"watch": one["watch_id"]})
    return page(request, "watch.html", found=found, watches=watches, chosen=chosen)


ROUTES = [Route("/watch", reading(watch))]
