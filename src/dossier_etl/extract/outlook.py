"""Outlook's .msg files, through python-oxmsg: rebuilt as the message they hold."""

import contextlib
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, BinaryIO

from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.mail import read_message
from dossier_etl.extract.streams import seekable
from dossier_etl.model.records import Record

ReadMember = Callable[[BinaryIO, Context], Iterator[ReadResult]]
_MAX_ATTACHMENTS = 200
_MAX_DEPTH = 8
_EMBEDDED = "3701000D"
"""Name of the storage that holds an attached message."""
_EMBEDDED_HEADER = 24


def read_outlook(stream: BinaryIO, ctx: Context, read_member: ReadMember) -> Iterator[ReadResult]:
    """Read a message saved by Outlook: body, headers and attachments as in any other message."""
    import oxmsg

    try:
        message = _rebuilt(oxmsg.Message.load(seekable(stream)))
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        # olefile and python-oxmsg raise whatever their parsers raise on damaged files.
        yield ctx.incident(
            "msg_damaged", f"cannot be read as an Outlook message ({type(error).__name__}: {error})"[:300]
        )
        hints = {**dict(ctx.hints), "format": "Outlook message"}
        yield Record(ctx.uri, ctx.locator(), "application/vnd.ms-outlook", b"", hints=hints, refused="not_text")
        return
    yield from read_message(message, ctx, "", read_member)


def _rebuilt(stored: Any, depth: int = 0) -> EmailMessage:
    message = EmailMessage()
    for name, value in (("Subject", stored.subject), ("From", stored.sender)):
        if value:
            message[name] = _line(value)
    if stored.sent_date is not None:
        message["Date"] = format_datetime(stored.sent_date)
    headers = stored.message_headers or {}
    for name in ("List-Id", "Message-ID"):
        with contextlib.suppress(ValueError):  # a header the standard does not allow is a fact we can do without
            if value := headers.get(name):
                message[name] = _line(value)
    message.set_content(stored.body or "")
    if stored.html_body:
        message.add_alternative(stored.html_body, subtype="html")
    # The library reads attached files but not attached messages; those are storages of the same form with a shorter header.
    for storage, attachment in list(zip(stored._storage.iter_attachment_storages(), stored.attachments, strict=True))[
        :_MAX_ATTACHMENTS
    ]:
        inside = next((sub for sub in storage.storages if sub.name.endswith(_EMBEDDED)), None)
        if inside is not None and depth < _MAX_DEPTH:
            message.add_attachment(_rebuilt(_embedded(inside), depth + 1))
        elif inside is None and (data := attachment.file_bytes):
            main, _, sub = (attachment.mime_type or "application/octet-stream").partition("/")
            main = main if main in ("text", "application", "image", "audio", "video") else "application"
            message.add_attachment(
                data, maintype=main, subtype=sub or "octet-stream", filename=attachment.file_name or "file"
            )
    return message


def _line(value: object) -> str:
    return " ".join(str(value).replace("\0", "").split())


def _embedded(storage: Any) -> Any:
    import oxmsg
    from oxmsg.properties import Properties

    class Embedded(oxmsg.Message):
        """A message inside a message: its properties start 8 bytes earlier (MS-OXMSG 2.4.1.2)."""

        _properties = property(lambda self: Properties(self._storage, properties_header_offset=_EMBEDDED_HEADER))

    return Embedded(storage)
