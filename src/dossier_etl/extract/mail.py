"""E-mail: newsletters and forwarded articles, as single messages or mailboxes."""

import email
import email.header
import email.utils
import io
import re
from collections.abc import Callable, Iterator
from email.message import Message
from typing import BinaryIO

from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.documents import read_up_to
from dossier_etl.extract.lines import lines
from dossier_etl.extract.text import encoded
from dossier_etl.model.records import Record

ReadMember = Callable[[BinaryIO, Context], Iterator[ReadResult]]
_HINTS = (
    ("title", "subject"),
    ("date", "date"),
    ("language", "content-language"),
    ("row.from", "from"),
    ("row.list_id", "list-id"),
    ("row.message_id", "message-id"),
)
_LIST_NAME = re.compile(r'^\s*"?([^"<>]{2,120}?)"?\s*<')
_URL_HEADERS = ("snapshot-content-location", "content-location", "archived-at", "x-original-url")
_MAX_PARTS = 200


def read_mail(stream: BinaryIO, ctx: Context, read_member: ReadMember) -> Iterator[ReadResult]:
    """One message: its HTML part, else its plain text; attached documents are read as members."""
    data = read_up_to(stream, ctx.options.max_line_bytes + 1)
    if len(data) > ctx.options.max_line_bytes:
        yield ctx.incident("too_large", f"a message of more than {ctx.options.max_line_bytes} bytes; left unread")
        return
    yield from _message(data, ctx, "", read_member)


def read_mbox(stream: BinaryIO, ctx: Context, read_member: ReadMember) -> Iterator[ReadResult]:
    """Messages of a mailbox, locator ``entry:N``; a ``From `` line behind a blank one starts the next."""
    number, start, held = 0, 0, 0
    parts: list[bytes] = []
    blank = True
    limit = ctx.options.max_line_bytes

    def finish(end: int) -> Iterator[ReadResult]:
        inner = f"entry:{number}"
        if held > limit:
            yield ctx.incident("too_large", f"message {number} has {held} bytes; left unread", inner, start, end)
        elif parts:
            yield from _message(b"".join(parts), ctx, inner, read_member)

    end = 0
    for line in lines(stream, limit):
        if blank and line.data.startswith(b"From "):
            yield from finish(line.start)
            number, start, held, parts = number + 1, line.start, 0, []
        else:
            held += line.end - line.start
            if held <= limit:
                parts.append(line.data[1:] if line.data.startswith(b">From ") else line.data)
            else:
                parts = []
        blank = not line.data.strip()
        end = line.end
    yield from finish(end)


def _message(data: bytes, ctx: Context, inner: str, read_member: ReadMember) -> Iterator[ReadResult]:
    message = email.message_from_bytes(data)
    parts = [part for part in message.walk() if not part.is_multipart()]
    if len(parts) > _MAX_PARTS:
        yield ctx.incident("too_many_members", f"{len(parts)} parts; only the first {_MAX_PARTS} were read", inner)
        parts = parts[:_MAX_PARTS]
    body = _body(parts)
    if body is None:
        yield ctx.incident("no_text", "a message without a text part", inner)
    else:
        yield _record(message, body, ctx, inner)
    for number, part in enumerate(parts, 1):
        if part is not body and _is_document(part) and ctx.depth < ctx.options.max_depth:
            place = ctx.inside(f"{inner}!part:{number}" if inner else f"part:{number}")
            yield from read_member(io.BytesIO(_payload(part)), place.named(_header(part.get_filename()) or ""))


def _body(parts: list[Message]) -> Message | None:
    inline = [p for p in parts if p.get_content_disposition() != "attachment"]
    for wanted in ("text/html", "text/plain"):
        for part in inline:
            if part.get_content_type() == wanted and _payload(part).strip():
                return part
    return next((p for p in inline if p.get_content_maintype() == "text"), None)


def _is_document(part: Message) -> bool:
    attached = part.get_content_disposition() == "attachment"
    return attached and part.get_content_maintype() in ("text", "application", "message") and bool(_payload(part))


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _record(message: Message, body: Message, ctx: Context, inner: str) -> Record:
    hints = dict(ctx.hints)
    for hint, header in _HINTS:
        if value := _header(message.get(header)):
            hints[hint] = value[:4_000]
    if named := _LIST_NAME.match(hints.get("row.list_id", "")):
        hints["publisher"] = named[1].strip()  # a newsletter's list is named after it; a sender may be anybody
    url = next(
        (v for h in _URL_HEADERS if (v := _header(body.get(h) or message.get(h)).strip("<>")).startswith("http")), None
    )
    content = _payload(body)
    refused = "too_large" if len(content) > ctx.options.max_document_bytes else None
    charset = body.get_content_charset()
    return Record(
        ctx.uri,
        ctx.locator(inner),
        "text/html" if body.get_content_type() == "text/html" else "text/plain",
        content[: ctx.options.prefix_bytes] if refused else content,
        url=url,
        charset=str(charset) if charset else None,
        hints=hints,
        refused=refused,
    )


def _header(value: object) -> str:
    """A header's text, encoded words decoded, line folds taken out."""
    if value is None:
        return ""
    raw = str(value)
    try:
        parts = email.header.decode_header(raw)
        text = "".join(_word(part, charset) for part, charset in parts)
    except (ValueError, LookupError, email.errors.MessageError):
        text = raw
    return " ".join(encoded(text)[0].decode().replace("\0", "").split())


def _word(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    try:
        return part.decode(charset or "utf-8")
    except (LookupError, UnicodeError):
        return part.decode("latin-1")
