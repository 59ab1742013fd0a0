"""The parts of a message: its body, the messages attached to it, and its files."""

import base64
import binascii
import email
import email.header
import quopri
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from dossier_etl.extract.text import encoded

_MAX_PARTS = 500
_MAX_DEPTH = 30
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_ENCRYPTED = ("application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_READ_AS_FILES = ("text", "application")
_FOOTER = 2_000
"""A plain part of so many bytes behind an HTML body is a list's footer, no document."""


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a message."""

    part: Message
    content: bytes
    media_type: str
    charset: str | None


@dataclass(slots=True)
class Parts:
    """What a message holds; numbers count its leaves from 1."""

    body: Body | None = None
    messages: list[tuple[int, Message]] = field(default_factory=list)
    files: list[tuple[int, Message]] = field(default_factory=list)
    left_out: int = 0
    encrypted: bool = False


def parts_of(message: Message) -> Parts:
    """Sort the parts of a message: body text (of alternatives the HTML), attached messages, files; pictures are left in it."""
    found = Parts()
    texts: list[Message] = []
    for number, part in enumerate(_leaves(message, 0), 1):
        if number > _MAX_PARTS:
            found.left_out += 1
            continue
        kind = part.get_content_type()
        if kind in _ENCRYPTED:
            found.encrypted = found.encrypted or "signed" not in str(part.get_param("smime-type", ""))
        elif kind == "message/rfc822":
            found.messages += [(number, m) for m in _attached(part)]
        elif kind in _SIGNATURES or not payload(part):
            continue
        elif kind in ("text/html", "text/plain") and not _is_file(part):
            texts.append(part)
            if len(texts) > 1 and not _joins(texts[0], part):
                found.files.append((number, texts.pop()))
        elif part.get_content_maintype() in _READ_AS_FILES and (_is_file(part) or kind.startswith("application/")):
            found.files.append((number, part))
    if texts:
        found.body = _joined(texts)
    return found


def _attached(part: Message) -> list[Message]:
    """Return the message a part holds; some programs encode it, which the standard forbids and the parser leaves as it is."""
    inner = part.get_payload()
    messages = [m for m in inner if isinstance(m, Message)] if isinstance(inner, list) else []
    coding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if coding not in ("base64", "quoted-printable"):
        return messages
    raw = [m.as_string().strip().encode("utf-8", "surrogateescape") for m in messages]
    decode = base64.decodebytes if coding == "base64" else quopri.decodestring
    try:
        return [email.message_from_bytes(decode(data)) for data in raw]
    except (ValueError, binascii.Error):
        return messages


def _leaves(message: Message, depth: int) -> Iterator[Message]:
    """Yield the leaves, of alternatives only the best; attached messages are leaves."""
    inner = message.get_payload()
    if message.get_content_type() == "message/rfc822" or not isinstance(inner, list) or depth > _MAX_DEPTH:
        yield message
        return
    children = [part for part in inner if isinstance(part, Message)]
    if message.get_content_type() == "multipart/alternative":
        children = [best] if (best := _best(children)) is not None else children
    elif message.get_content_type() == "multipart/related" and len(children) > 1:
        # The first part is the page; what belongs to it (styles, frames, pictures) is no document of its own.
        children = children[:1]
    for part in children:
        yield from _leaves(part, depth + 1)


def _best(alternatives: list[Message]) -> Message | None:
    """Return the alternative with HTML, else the one with plain text that is not empty."""
    for wanted in ("text/html", "text/plain"):
        for part in alternatives:
            leaves = [leaf for leaf in _leaves(part, 1) if leaf.get_content_type() == wanted and payload(leaf).strip()]
            if leaves:
                return part
    return None


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _joins(first: Message, other: Message) -> bool:
    """Return True if a further text part belongs to the body: plain behind plain, or a short footer behind HTML."""
    if other.get_content_type() != "text/plain":
        return False
    return first.get_content_type() == "text/plain" or len(payload(other)) < _FOOTER


def _joined(texts: list[Message]) -> Body:
    first = texts[0]
    media_type = first.get_content_type()
    charset = first.get_content_charset()
    if len(texts) == 1:
        return Body(first, payload(first), media_type, str(charset) if charset else None)
    parts = [text_of(payload(part), part.get_content_charset()) for part in texts]
    if media_type == "text/html":
        import html

        parts[1:] = [f"<p>{html.escape(part)}</p>" for part in parts[1:]]
    return Body(first, encoded("\n\n".join(parts))[0], media_type, "utf-8")


def text_of(content: bytes, charset: object) -> str:
    """Decode a body by its declared charset; what that does not explain as UTF-8 with replacements."""
    try:
        return content.decode(str(charset or "utf-8"))
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def payload(part: Message) -> bytes:
    """Return a leaf's bytes without their transfer encoding."""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def header(value: object) -> str:
    """Return a header's text: encoded words decoded, line folds taken out."""
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
    except (LookupError, ValueError):
        return part.decode("latin-1")
