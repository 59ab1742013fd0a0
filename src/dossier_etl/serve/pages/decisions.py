"""What a person decides in the pages: the rows the command line writes, with who decided; a run applies them."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossier_etl.curate.bulk import BulkDecision, Selection, decide_many, undo
from dossier_etl.curate.entities import merge_entities, rename_entity, split_entity
from dossier_etl.curate.items import decide_item
from dossier_etl.lake.connect import CATALOG
from dossier_etl.serve.connections import Lake, Reader
from dossier_etl.serve.jobs import Applying
from dossier_etl.serve.pages.endpoints import Form, deciding, reading
from dossier_etl.serve.parameters import BadParameter
from dossier_etl.serve.render import page
from dossier_etl.settings import Settings

_LOCK_SECONDS = 3.0
"""How long a decision waits for a run that holds the lock; then the page says by whom it is held."""
_SET = "set."
"""Fields ``set.outlet`` … of a form: the values to set."""
_WHO_SECONDS = 365 * 24 * 3600


def _settings(request: Request) -> Settings:
    lake: Lake = request.app.state.lake
    return replace(lake.settings, lock_seconds=_LOCK_SECONDS)


def _who(request: Request, form: Form) -> str:
    return " ".join(form.get("who", "").split())[:100] or str(request.app.state.who)


def _values(form: Form) -> dict[str, str]:
    """Return the values to set: ``set.FIELD``, or one choice ``choose`` (FIELD=VALUE)."""
    values = {k.removeprefix(_SET): v.strip() for k, v in form.items() if k.startswith(_SET) and v.strip()}
    field, _, value = form.get("choose", "").partition("=")
    return values | ({field: value} if field and value else {})


def _back(request: Request, form: Form) -> Response:
    """Lead back to the page the form stands on, and remember who decided."""
    path = form.get("back", "/")
    local = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    answer = RedirectResponse(path if local else "/", 303)
    answer.set_cookie("dossier_who", _who(request, form), max_age=_WHO_SECONDS, httponly=True, samesite="strict")
    return answer


def decide(request: Request, form: Form) -> Response:
    """Append a decision about one item."""
    values = _values(form)
    action = "set" if values else form.get("action", "")
    if action not in ("accept", "reject", "retry", "set") or (action == "set" and not values):
        raise BadParameter("nothing was decided: give a value, or accept, reject or retry")
    item_id = request.path_params["item_id"]
    decide_item(_settings(request), item_id, action, values, who=_who(request, form), note=form.get("note", "").strip())
    return _back(request, form)


def _least(form: Form) -> float:
    try:
        return float(form.get("at_least") or 0)
    except ValueError as error:
        raise BadParameter("the least confidence is a number from 0 to 1") from error


def decide_by_rule(request: Request, form: Form) -> Response:
    """Say how many items a rule is about; with ``yes``, decide about all of them."""
    chosen = Selection(form.get("reason", ""), form.get("source", "").strip(), _least(form))
    made: BulkDecision = decide_many(
        _settings(request),
        form.get("action", ""),
        chosen,
        _values(form) if form.get("action") == "set" else {},
        who=_who(request, form),
        note=form.get("note", "").strip(),
        dry_run=form.get("yes") != "yes",
    )
    return page(request, "by_rule.html", made=made, chosen=chosen, form=form, values=_values(form))


def undo_rule(request: Request, form: Form) -> Response:
    """Take a decision about many items back."""
    undo(_settings(request), form.get("bulk_id", ""), who=_who(request, form))
    return RedirectResponse("/apply", 303)


def decide_entity(request: Request, form: Form) -> Response:
    """Merge, split or rename an entity; it holds at once and for what comes later."""
    entity_id, settings, who = request.path_params["entity_id"], _settings(request), _who(request, form)
    action, value, note = form.get("action", ""), form.get("value", "").strip(), form.get("note", "").strip()
    if not value:
        raise BadParameter("say which entity, or which name")
    goes_to = entity_id
    if action == "merge":
        merge_entities(settings, entity_id, value, who=who, note=note)
        goes_to = ""
    elif action == "split":
        goes_to = split_entity(settings, entity_id, value, value, who=who, note=note)
    elif action == "rename":
        rename_entity(settings, entity_id, value, who=who, note=note)
    else:
        raise BadParameter("an entity is merged, split or renamed")
    return _back(request, {**form, "back": f"/entities/{goes_to}" if goes_to else "/entities"})


def _pending(reader: Reader) -> list[dict[str, Any]]:
    return reader.records(
        f"""SELECT d.item_id, d.action, d.field, d.value, d.who, d."at", d.note
            FROM {CATALOG}.decisions d
            WHERE d.decision_id NOT IN (SELECT decision_id FROM {CATALOG}.applied_decisions)
              AND d.item_id IN (SELECT item_id FROM {CATALOG}.quarantine UNION SELECT article_id FROM {CATALOG}.publications)
            ORDER BY d."at" DESC, d.decision_id"""
    )


def applying(request: Request, reader: Reader) -> Response:
    """Answer with what waits to be applied, and where the run stands."""
    job: Applying = request.app.state.applying
    return page(request, "apply.html", pending=_pending(reader), progress=job.progress)


def apply(request: Request, form: Form) -> Response:
    """Start the run that applies decisions."""
    request.app.state.applying.start()
    return RedirectResponse("/apply", 303)


ROUTES = [
    Route("/articles/{item_id}/decide", deciding(decide), methods=["POST"]),
    Route("/quarantine/decide", deciding(decide_by_rule), methods=["POST"]),
    Route("/quarantine/undo", deciding(undo_rule), methods=["POST"]),
    Route("/entities/{entity_id}/decide", deciding(decide_entity), methods=["POST"]),
    Route("/apply", deciding(apply), methods=["POST"]),
    Route("/apply", reading(applying)),
]
