"""An article or a quarantined item: its text with marks, and for each value the characters, the rule and the rivals."""

import json
from itertools import groupby
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossier_etl.clean import clean
from dossier_etl.curate.items import lacking_values, suggested_values
from dossier_etl.errors import UsageError
from dossier_etl.lake.item_queries import evidence_rows, find_item, resolve_id
from dossier_etl.model.decisions import SETTABLE
from dossier_etl.model.reasons import Reason
from dossier_etl.serve.connections import Reader
from dossier_etl.serve.pages.endpoints import NotFound, reading
from dossier_etl.serve.render import page
from dossier_etl.serve.text_marks import Mark, marked_text
from dossier_etl.shards.records import record_of

MAX_CHARACTERS = 400_000
"""Characters of a text that a page shows; a browser lays out more only slowly."""
_MAX_CLEANED_BYTES = 3_000_000
"""Larger documents are shown undecoded: reading them again takes more than a second."""
_NEVER_AGAIN = {Reason.CPU_TIME.value, Reason.MEMORY.value, Reason.CRASH.value, Reason.TOO_LARGE.value}
"""Documents that cost a worker its life are not read again in the server."""
_CLASSES = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}
_ID_LENGTH = 32


def _item(reader: Reader, item_id: str) -> dict[str, Any]:
    item = find_item(reader.con, item_id)
    if item is None:
        raise NotFound(f"no article or quarantined item {item_id!r}")
    suggested = suggested_values(json.loads(item.get("suggestion") or "{}"))
    acceptable = bool(suggested) and not lacking_values(item.get("reasons") or (), suggested)
    return {"language": None, "url": None, "acceptable": acceptable, **item}


def evidence_by_field(reader: Reader, item_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return an item's evidence: field → candidates, the winner first."""
    columns, rows = evidence_rows(reader.con, item_id)
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    return {field: list(of_field) for field, of_field in groupby(found, key=lambda e: e["field"])}


def _evidence_marks(evidence: dict[str, list[dict[str, Any]]], source: str) -> list[Mark]:
    return [
        Mark(e["start"], e["end"], "evidence")
        for candidates in evidence.values()
        for e in candidates
        if e["source"] == source and e["start"] is not None and e["end"] is not None
    ]


def _body_marks(reader: Reader, item_id: str) -> list[Mark]:
    names = reader.rows(
        """SELECT m.start, m."end", m.label, m.entity_id, e.name FROM lake.mentions m
           LEFT JOIN lake.entities e USING (entity_id) WHERE m.article_id = ?""",
        [item_id],
    )
    dates = reader.rows(
        'SELECT start, "end", coalesce(value, timex) FROM lake.date_mentions WHERE article_id = ?', [item_id]
    )
    return [
        *(
            Mark(
                start,
                end,
                _CLASSES.get(label, "other"),
                f"/entities/{entity}" if entity else "",
                f"{_CLASSES.get(label, label.lower())}: {name}" if name else label,
            )
            for start, end, label, entity, name in names
        ),
        *(Mark(start, end, "date", "", f"date: {value}") for start, end, value in dates),
    ]


def _copies(reader: Reader, item_id: str) -> list[dict[str, Any]]:
    return reader.records(
        """SELECT p.article_id, p.outlet, p.title, p.published, m.role, m.relation, m.containment, m.story_id
           FROM lake.story_members m JOIN lake.publications p USING (article_id)
           WHERE m.story_id = (SELECT story_id FROM lake.story_members WHERE article_id = ?)
           ORDER BY m.role <> 'first', p.published_on, m.article_id LIMIT 51""",
        [item_id],
    )


def article(request: Request, reader: Reader) -> Response:
    """Answer with an article or a quarantined item; a beginning of its id leads to its address."""
    asked = request.path_params["item_id"]
    if len(asked) != _ID_LENGTH:
        try:
            whole = resolve_id(reader.con, asked)
        except UsageError as error:
            raise NotFound(str(error)) from error
        if whole is None:
            raise NotFound(f"no article or quarantined item {asked!r}")
        return RedirectResponse(f"/articles/{whole}", 307)
    item = _item(reader, asked)
    text = item.get("body") or item.get("text") or ""
    evidence = evidence_by_field(reader, asked)
    shown = text[:MAX_CHARACTERS]
    marks = [*_evidence_marks(evidence, "body"), *_body_marks(reader, asked)]
    return page(
        request,
        "article.html",
        item=item,
        text=marked_text(shown, marks),
        left_out=len(text) - len(shown),
        evidence=evidence,
        copies=_copies(reader, asked),
        decisions=reader.records(
            'SELECT action, field, value, who, "at", note FROM lake.decisions WHERE item_id = ? ORDER BY "at"', [asked]
        ),
        settable=SETTABLE,
    )


def _document(reader: Reader, document_id: str) -> dict[str, Any]:
    rows = reader.records("SELECT * FROM lake.documents WHERE document_id = ?", [document_id])
    if not rows:
        raise NotFound(f"no document {document_id!r}")
    return rows[0]


def captured(request: Request, reader: Reader) -> Response:
    """Answer with the document as it was captured: its readable text with the evidence found there, and its bytes as text."""
    item = _item(reader, request.path_params["item_id"])
    row = _document(reader, item["document_id"])
    cleaned = row["n_bytes"] <= _MAX_CLEANED_BYTES and not _NEVER_AGAIN.intersection(item.get("reasons") or ())
    text = clean(record_of(row)).document.text if cleaned and not row["refused"] else ""
    evidence = evidence_by_field(reader, item["id"])
    raw = (row["content"] or b"")[:MAX_CHARACTERS].decode(
        row["charset"] if _known(row["charset"]) else "utf-8", "replace"
    )
    return page(
        request,
        "captured.html",
        item=item,
        document=row,
        evidence=evidence,
        text=marked_text(text[:MAX_CHARACTERS], _evidence_marks(evidence, "document")),
        raw=raw,
        cut=(row["n_bytes"] or 0) > MAX_CHARACTERS,
    )


def _known(charset: str | None) -> bool:
    try:
        return bool(charset) and "".encode(charset or "") == b""
    except LookupError:
        return False


def raw(request: Request, reader: Reader) -> Response:
    """Answer with the captured bytes as a file to keep; never with a type that a browser would run or draw."""
    item = _item(reader, request.path_params["item_id"])
    row = _document(reader, item["document_id"])
    name = quote(f"{item['document_id'][:12]}.bin")
    return Response(
        row["content"] or b"",
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


ROUTES = [
    Route("/articles/{item_id}", reading(article)),
    Route("/articles/{item_id}/captured", reading(captured)),
    Route("/articles/{item_id}/raw", reading(raw)),
]
