"""JSON with a shape of its own: Telegram's and X's archives, browsers' HAR files."""

import base64
import binascii
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dossier_etl.extract import media, rows
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.text import encoded
from dossier_etl.model.records import Record

_ASKED_FOR = (200, 203)


def special(value: Mapping[str, Any], ctx: Context, inner: str) -> Iterator[ReadResult] | None:
    """Return the records of a known export, or None for other objects."""
    log = value.get("log")
    if isinstance(log, Mapping) and isinstance(log.get("entries"), list) and "version" in log:
        return _har(log["entries"], ctx, inner)
    if isinstance(value.get("messages"), list) and "name" in value and _are_messages(value["messages"]):
        return _telegram(value, ctx, inner)
    chats = value.get("chats")
    if isinstance(chats, Mapping) and isinstance(chats.get("list"), list):
        return _telegram_chats(chats["list"], ctx, inner)
    tweet = value.get("tweet")
    if isinstance(tweet, Mapping) and len(value) == 1:
        return rows.items(tweet, ctx, inner)
    return None


def _are_messages(messages: Sequence[Any]) -> bool:
    first = next(iter(messages), None)
    return first is None or (isinstance(first, Mapping) and "date" in first and "type" in first)


def _telegram_chats(chats: Sequence[Any], ctx: Context, inner: str) -> Iterator[ReadResult]:
    for number, chat in enumerate(chats, 1):
        if isinstance(chat, Mapping) and isinstance(chat.get("messages"), list):
            yield from _telegram(chat, ctx, f"{inner}.{number}")


def _telegram(chat: Mapping[str, Any], ctx: Context, inner: str) -> Iterator[ReadResult]:
    """Read the messages that have a text; a channel is the outlet of what it posts."""
    channel = str(chat.get("name") or "") if "channel" in str(chat.get("type")) else ""
    empty = 0
    for message in chat["messages"]:
        text = _message_text(message.get("text")) if isinstance(message, Mapping) else ""
        if not text.strip():
            empty += 1
            continue
        row = {
            "text": text,
            "date": message.get("date"),
            "publisher": channel,
            "id": message.get("id"),
            "language": message.get("lang"),
            "sender": message.get("from") or message.get("actor"),
            "chat": chat.get("name"),
            "forwarded_from": message.get("forwarded_from"),
            "edited": message.get("edited"),
        }
        yield from rows.items({k: v for k, v in row.items() if v}, ctx, f"{inner}!message:{message.get('id', '')}")
    if empty:
        yield ctx.incident(
            "no_text", f"{empty} message(s) without a text (pictures, service messages) were left out", inner
        )


def _message_text(text: Any) -> str:
    """Return the text of a message: a string, or a list of strings and formatted pieces."""
    if isinstance(text, str):
        return text
    if not isinstance(text, list):
        return ""
    return "".join(
        piece if isinstance(piece, str) else str(piece.get("text", ""))
        for piece in text
        if isinstance(piece, str | Mapping)
    )


def _har(entries: Sequence[Any], ctx: Context, inner: str) -> Iterator[ReadResult]:
    """Read the responses a browser recorded, as those of a WARC."""
    without = 0
    for number, entry in enumerate(entries, 1):
        request, response = (entry.get(k) if isinstance(entry, Mapping) else None for k in ("request", "response"))
        content = response.get("content") if isinstance(response, Mapping) else None
        if not isinstance(request, Mapping) or not isinstance(response, Mapping) or not isinstance(content, Mapping):
            yield ctx.incident("bad_json", f"entry {number} has no request and response", f"{inner}!entry:{number}")
            continue
        data = _body(content)
        if data is None:
            without += 1
            continue
        yield _response(request, response, entry, content, data, ctx, f"{inner}!entry:{number}")
    if without:
        yield ctx.incident("no_text", f"{without} response(s) were recorded without their content", inner)


def _body(content: Mapping[str, Any]) -> bytes | None:
    text = content.get("text")
    if not isinstance(text, str) or not text:
        return None
    if content.get("encoding") != "base64":
        return encoded(text)[0]
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None


def _response(
    request: Mapping[str, Any],
    response: Mapping[str, Any],
    entry: Mapping[str, Any],
    content: Mapping[str, Any],
    data: bytes,
    ctx: Context,
    inner: str,
) -> Record:
    status, url = response.get("status"), str(request.get("url") or "")
    stated = str(content.get("mimeType") or "")
    media_type = media.document_type(stated, data[: media.SNIFF_BYTES])
    hints = {**dict(ctx.hints), "http_status": str(status)}
    refused = None
    if status not in _ASKED_FOR:
        refused = "redirect" if status in (301, 302, 303, 307, 308) else f"http_{status}"
    elif media_type not in ("text/html", "text/plain"):
        refused = "not_article" if media.is_asset(media_type) else "not_text"
    elif len(data) > ctx.options.max_document_bytes:
        refused = "too_large"
    return Record(
        ctx.uri,
        ctx.locator(inner),
        media_type,
        data[: ctx.options.prefix_bytes] if refused else data,
        url=url if url.startswith(("http://", "https://")) else None,
        charset="utf-8" if content.get("encoding") != "base64" else media.charset(stated),
        captured_at=_moment(entry.get("startedDateTime")),
        hints=hints,
        refused=refused,
    )


def _moment(value: Any) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment.astimezone(dt.UTC) if moment.tzinfo is not None else None
