"""E-mail: newsletters, forwarded and attached messages, digests; single messages or mailboxes."""

import datetime as dt
import email
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from dossier_etl.extract import mail_parts
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.documents import read_up_to
from dossier_etl.extract.lines import lines
from dossier_etl.extract.mail_parts import Body, header
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
_LIST_NAME = re.compile(r'^\s*+"?([^"<>\s][^"<>]{1,119}?)"?\s*<')
_ROLE_SENDER = re.compile(
    r"(?i)\A\"?([^\"<>@]{2,80})\"?\s?<(?:news|newsletters?|no-?reply|do-?not-?reply|briefings?|alerts?|digest|dispatch|editors?|editorial"
    r"|redaktion|redaction|redaccion|infolettre|nieuwsbrief|morning|daily|weekly|mail|email|info|hello|updates?)[\w.+-]{0,40}@[^<>\s]{3,200}>"
)
_URL_HEADERS = ("snapshot-content-location", "content-location", "archived-at", "x-original-url")
_HEADER_LINE = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:")
_QUOTED_FROM = re.compile(rb">{1,20}From ")
_MAX_NESTED = 8
"""Messages inside messages; a thread forwarded from hand to hand has three or four."""


def read_mail(stream: BinaryIO, ctx: Context, read_member: ReadMember) -> Iterator[ReadResult]:
    """Read a message: its body, and the messages and files in it as items of their own (``part:N``, ``forwarded:N``)."""
    data = read_up_to(stream, ctx.options.max_line_bytes + 1)
    if len(data) > ctx.options.max_line_bytes:
        yield ctx.incident("too_large", f"a message of more than {ctx.options.max_line_bytes} bytes; left unread")
        return
    yield from read_message(email.message_from_bytes(data), ctx, "", read_member)


def read_emlx(stream: BinaryIO, ctx: Context, read_member: ReadMember) -> Iterator[ReadResult]:
    """Read a message of Apple Mail: its length in a line of its own, the message, a property list."""
    data = read_up_to(stream, ctx.options.max_line_bytes + 1)
    count, _, rest = data.partition(b"\n")
    size = int(count.strip() or b"0") if count.strip().isdigit() else len(rest)
    if size > len(rest):
        yield ctx.incident("truncated", f"a message of {size} bytes of which {len(rest)} are there; read as it is")
    yield from read_message(email.message_from_bytes(rest[:size]), ctx, "", read_member)


def read_mbox(stream: BinaryIO, ctx: Context, read_member: ReadMember) -> Iterator[ReadResult]:
    """Read the messages of a mailbox, locator ``entry:N``; a ``From `` line behind a blank one and before a header starts the next."""
    number, start, held = 0, 0, 0
    parts: list[bytes] = []
    blank = True
    limit = ctx.options.max_line_bytes

    def finish(end: int) -> Iterator[ReadResult]:
        inner = f"entry:{number}"
        if held > limit:
            yield ctx.incident("too_large", f"message {number} has {held} bytes; left unread", inner, start, end)
        elif parts:
            yield from read_message(email.message_from_bytes(b"".join(parts)), ctx, inner, read_member)

    end = 0
    source = lines(stream, limit)
    line = next(source, None)
    while line is not None:
        following = next(source, None)
        opens = following is not None and _HEADER_LINE.match(following.data) is not None
        if blank and opens and line.data.startswith(b"From "):
            yield from finish(line.start)
            number, start, held, parts = number + 1, line.start, 0, []
        else:
            held += line.end - line.start
            if held <= limit:
                parts.append(line.data[1:] if _QUOTED_FROM.match(line.data) else line.data)
            else:
                parts = []
        blank = not line.data.strip()
        end = line.end
        line = following
    yield from finish(end)


def read_message(
    message: Message, ctx: Context, inner: str, read_member: ReadMember, nested: int = 0
) -> Iterator[ReadResult]:
    """Read a parsed message: note, forwarded messages, digest entries, attached messages and files."""
    found = mail_parts.parts_of(message)
    if found.left_out:
        yield ctx.incident("too_many_members", f"{found.left_out} part(s) beyond the limit were left out", inner)
    if found.encrypted:
        yield ctx.incident("encrypted", "the message is encrypted; decrypt it first", inner)
    elif found.body is None and not found.files and not found.messages:
        yield ctx.incident("no_text", "a message without a text part", inner)
    hints = _hints(message, ctx)
    if found.body is not None:
        yield from _body(message, found.body, hints, ctx, inner, nested)
    for number, attached in found.messages:
        place = f"{inner}!part:{number}" if inner else f"part:{number}"
        if nested >= _MAX_NESTED:
            yield ctx.incident("too_deep", f"messages nested more than {_MAX_NESTED} deep", place)
        else:
            yield from read_message(attached, ctx, place, read_member, nested + 1)
    for number, part in found.files:
        place = f"{inner}!part:{number}" if inner else f"part:{number}"
        if ctx.depth >= ctx.options.max_depth:
            yield ctx.incident("too_deep", "an attached file too many containers deep; left unread", place)
            continue
        yield from _attached(part, ctx.inside(place), read_member)


def _attached(part: Message, place: Context, read_member: ReadMember) -> Iterator[ReadResult]:
    """Read an attached file as a file of its own; a page keeps the address its part states."""
    name = header(part.get_filename()) or ""
    url = header(part.get("content-location"))
    for result in read_member(io.BytesIO(mail_parts.payload(part)), place.named(name)):
        stated = isinstance(result, Record) and result.url is None and url.startswith(("http://", "https://"))
        yield replace(result, url=url) if stated and isinstance(result, Record) else result


def _body(
    message: Message, body: Body, hints: dict[str, str], ctx: Context, inner: str, nested: int
) -> Iterator[ReadResult]:
    """Yield the body, cut into the outer note and the messages forwarded in it or gathered in a digest."""
    url = next(
        (v for h in _URL_HEADERS if (v := header(body.part.get(h) or message.get(h)).strip("<>")).startswith("http")),
        None,
    )
    if url and header(message.get("snapshot-content-location")):
        # A page saved by a browser: the message's date is that of saving, its subject the page's title.
        saved = _moment(hints.pop("date", ""))
        yield _record(body.content, body.media_type, body.charset, hints, ctx, inner, url=url, captured_at=saved)
        return
    from dossier_etl.extract import mail_forwarded  # its patterns are compiled when there is mail

    whole = mail_forwarded.split(body)
    if whole is None:
        yield _record(body.content, body.media_type, body.charset, hints, ctx, inner, url=url)
        return
    if whole.note.strip():
        yield _record(encoded(whole.note)[0], body.media_type, "utf-8", hints, ctx, inner, url=url)
    for number, forwarded in enumerate(whole.messages, 1):
        place = f"{inner}!forwarded:{number}" if inner else f"forwarded:{number}"
        own = {**dict(ctx.hints), **forwarded.hints, "row.forwarded_by": hints.get("row.from", "")}
        own["publisher"] = _role_sender(own.get("row.from", ""))
        own = {k: v[:4_000] for k, v in own.items() if v}
        yield _record(encoded(forwarded.content)[0], body.media_type, "utf-8", own, ctx, place)


def _hints(message: Message, ctx: Context) -> dict[str, str]:
    hints = dict(ctx.hints)
    for hint, name in _HINTS:
        if value := header(message.get(name)):
            hints[hint] = value[:4_000]
    if named := _LIST_NAME.match(hints.get("row.list_id", "")):
        hints["publisher"] = named[1].strip()  # a newsletter's list is named after it; a sender may be any person
    elif outlet := _role_sender(hints.get("row.from", "")):
        hints["publisher"] = outlet
    return hints


def _role_sender(sender: str) -> str:
    """Return the name of a sender whose mailbox is a role (``news@``, ``newsletter@`` …), not a person's."""
    match = _ROLE_SENDER.fullmatch(sender.strip())
    return match[1].strip() if match else ""


def _moment(value: str) -> dt.datetime | None:
    """Return the moment of a Date header in UTC, or None if it states none."""
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _record(
    content: bytes,
    media_type: str,
    charset: str | None,
    hints: dict[str, str],
    ctx: Context,
    inner: str,
    url: str | None = None,
    captured_at: dt.datetime | None = None,
) -> Record:
    refused = "too_large" if len(content) > ctx.options.max_document_bytes else None
    return Record(
        ctx.uri,
        ctx.locator(inner),
        media_type,
        content[: ctx.options.prefix_bytes] if refused else content,
        url=url,
        charset=charset,
        captured_at=captured_at,
        hints=hints,
        refused=refused,
    )
