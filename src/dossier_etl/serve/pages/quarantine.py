"""The quarantine: what was refused, why, and what a person may say about it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.curate.items import lacking_values, suggested_values
from dossier_etl.serve.connections import Reader
from dossier_etl.serve.pages.endpoints import Listing, listing, reading
from dossier_etl.serve.pages.overview import BY_REASON
from dossier_etl.serve.parameters import choice_of, paging_of, text_of
from dossier_etl.serve.render import page

STATUSES = ("open", "rejected", "not_article")


def queue(reader: Reader, request: Request, status: str, reason: str, source: str) -> Listing:
    """Return a page of the quarantine."""
    found = listing(
        reader,
        paging_of(request),
        """q.item_id, q.reasons, q.title, q.suggestion, left(q.text, 240) AS text, d.source_uri, d.locator,
           EXISTS (SELECT 1 FROM lake.decisions a WHERE a.item_id = q.item_id
                   AND a.decision_id NOT IN (SELECT decision_id FROM lake.applied_decisions)) AS decided""",
        """FROM lake.quarantine q JOIN lake.documents d USING (document_id)
           WHERE q.status = $status AND ($reason = '' OR list_contains(q.reasons, $reason))
             AND ($source = '' OR d.source_uri GLOB $source)""",
        "d.source_uri, d.locator, q.position",
        {"status": status, "reason": reason, "source": source},
    )
    return replace(found, rows=[{**row, **_choices(row)} for row in found.rows])


def _choices(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is suggested for an item, what is missing, and whether accepting the suggestions would do."""
    suggestion = suggested_values(json.loads(row["suggestion"] or "{}"))
    lacking = lacking_values(row["reasons"], suggestion)
    return {"suggestion": suggestion, "lacking": lacking, "acceptable": bool(suggestion) and not lacking}


def quarantine(request: Request, reader: Reader) -> Response:
    """Answer with a page of the queue."""
    status = choice_of(request, "status", *STATUSES)
    reason, source = text_of(request, "reason"), text_of(request, "source")
    return page(
        request,
        "quarantine.html",
        found=queue(reader, request, status, reason, source),
        status=status,
        statuses=[(s, reader.count("SELECT count(*) FROM lake.quarantine WHERE status = ?", [s])) for s in STATUSES],
        reason=reason,
        source=source,
        reasons=reader.rows(BY_REASON, {"status": status}),
    )


ROUTES = [Route("/quarantine", reading(quarantine))]
