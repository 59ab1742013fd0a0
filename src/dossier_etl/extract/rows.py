"""A row of named values (JSON object, table row) → a record."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from dossier_etl.extract import fields, media
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.text import encoded
from dossier_etl.model.records import Incident, Record

HINT_LIMIT = 4_000
"""Longer values of columns nobody asked for are cut: hints are facts about a document, not documents."""
_HINTS = ("title", "date", "modified", "publisher", "authors", "language")


def is_incident(item: ReadResult) -> TypeGuard[Incident]:
    return isinstance(item, Incident)


def items(row: Mapping[str, Any], ctx: Context, inner: str) -> Iterator[ReadResult]:
    """Return the record a row holds; an incident if no column holds a text, or if the text had to be repaired.

    Args:
        inner: locator of the row in its container.
    """
    columns = ctx.options.columns
    flat = fields.flattened(row)
    used: set[str] = set()

    def take(target: str) -> str | None:
        if target in columns:
            used.add(fields.normalised(columns[target]))
            return fields.as_text(fields.paths(row, columns[target]))
        for name in fields.NAMES[target]:
            if name in flat and (value := fields.as_text(flat[name])):
                used.add(name)
                return value
        return None

    found = _body(row, flat, columns)
    if found is None:
        yield ctx.incident("no_text", _without_text(row, flat, columns), inner)
        return
    name, body, media_type = found
    used.add(name)
    content, repaired = (body, False) if isinstance(body, bytes) else encoded(body)
    if repaired:
        yield ctx.incident("bad_bytes", "half a surrogate pair in the text; replaced", inner)
    hints = dict(ctx.hints)
    for target in _HINTS:
        if value := take(target):
            hints[target] = _clean(value)
    url = take("url")
    captured = _moment(take("captured_at"))
    if identity := take("id"):
        hints["row.id"] = _clean(identity)
    for key, value in fields.scalars(flat, used | {*fields.BODY_TEXT, *fields.BODY_HTML}):
        hints.setdefault(f"row.{key}", _clean(value[:HINT_LIMIT]))
    refused = "too_large" if len(content) > ctx.options.max_document_bytes else None
    yield Record(
        source_uri=ctx.uri,
        locator=ctx.locator(inner),
        media_type=media_type,
        content=content[: ctx.options.prefix_bytes] if refused else content,
        url=_clean(url) if url else None,
        charset=None if isinstance(body, bytes) else "utf-8",
        captured_at=captured,
        hints=hints,
        refused=refused,
    )


def _without_text(row: Mapping[str, Any], flat: Mapping[str, Any], columns: Mapping[str, str]) -> str:
    """Return what to report about a row without a text: its fields, and the mapping that would find one."""
    shown = ", ".join(sorted(flat))[:300] or "(none)"
    asked = [f"{target}={columns[target]}" for target in ("text", "html") if target in columns]
    told = f"the mapping {', '.join(asked)} names no text" if asked else "no text"
    path = fields.longest_text(row)
    return f"{told} among the columns {shown}" + (f"; map it: text={path}" if path else "")


def _body(
    row: Mapping[str, Any], flat: Mapping[str, Any], columns: Mapping[str, str]
) -> tuple[str, str | bytes, str] | None:
    """Return column, text and media type of the document in a row: the page itself before text taken from it.

    A mapping for the text is binding: without it in the row no other column is taken.
    """
    mapped = [target for target in ("html", "text") if target in columns]
    for target in mapped:
        value = _text(fields.paths(row, columns[target]))
        if value is not None:
            return fields.normalised(columns[target]), value, "text/html" if target == "html" else _type(value)
    if mapped:
        return None
    for names, forced in ((fields.BODY_HTML, "text/html"), (fields.BODY_TEXT, ""), (fields.BODY_LAST, "")):
        empty = None
        for name in names:
            value = _text(flat.get(name))
            if value and value.strip():
                return name, value, forced or _type(value)
            if value is not None and empty is None:
                empty = name
        if empty is not None and names is fields.BODY_LAST:
            return empty, "", "text/plain"
    named = next((n for n in (*fields.BODY_TEXT, *fields.BODY_HTML) if isinstance(flat.get(n), str | bytes)), None)
    return None if named is None else (named, "", "text/plain")


def _text(value: Any) -> str | bytes | None:
    """Return a cell's text; bytes that are not UTF-8 stay bytes: the page's own charset is read later."""
    if isinstance(value, bytes):
        return fields.utf8(value) or (None if media.is_binary(value[: media.SNIFF_BYTES]) and value else value)
    return fields.body_text(value)


def _type(value: str | bytes) -> str:
    if isinstance(value, bytes):
        return media.document_type("", value[: media.SNIFF_BYTES])
    return "text/html" if media.is_markup(value) else "text/plain"


def _clean(value: str) -> str:
    """Return a hint as text that can be stored: no NULs, no half surrogates."""
    return encoded(value.replace("\0", ""))[0].decode("utf-8")


def _moment(value: str | None) -> dt.datetime | None:
    """Return an ISO 8601 time stamp in UTC; None for anything else."""
    if value is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
