"""Chats exported as text or HTML: WhatsApp, Telegram. Each message with a text is a record."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from dossier_etl.extract import rows
from dossier_etl.extract.context import Context, ReadResult

TELEGRAM_MARK = b'class="message default clearfix'
_STAMP = (
    r"\u200e?\[?(?P<day>\d{1,4}[./-]\d{1,2}[./-]\d{2,4}),?\s"
    r"(?P<time>\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[AaPp]\.?\s?[Mm]\.?)?)\]?(?:\s-)?\s"
)
_LINE = re.compile(_STAMP + r"(?:\u200e?(?P<sender>[^:]{1,80}): )?(?P<text>.*)")
_OPENING = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\xe2\x80\x8e)?\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?[ \xc2\xe2\xa0\x80\xaf]{1,3}\d{1,2}[:.]\d\d"
)
_NO_TEXT = re.compile(
    r"(?i)\u200e?(?:<[^<>]{3,40}>|(?:image|video|audio|sticker|gif|document|bild|foto|video|imagen|imagem|immagine|image) "
    r"(?:omitted|weggelassen|omitido|omitida|omesso|omessa|absente?)|this message was deleted.?|diese nachricht wurde gelöscht.?|null)"
)
_DAY = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{2,4})")
_LEAST = 3
"""Messages that make a text a chat."""


class _Message(NamedTuple):
    day: str
    time: str
    sender: str
    lines: list[str]


def is_whatsapp(content: bytes) -> bool:
    """Return True if a text starts with a stamp of day and time as WhatsApp writes it, and has several."""
    if not _OPENING.match(content):
        return False
    lines = content[:65_536].decode("utf-8", "replace").replace("\u202f", " ").replace("\xa0", " ").splitlines()
    return sum(1 for line in lines if (m := _LINE.fullmatch(line)) and m["sender"]) >= _LEAST


def read_whatsapp(content: bytes, ctx: Context) -> Iterator[ReadResult]:
    """Read the messages of a chat, locator ``message:N``. Days are written as ISO 8601 only where the chat itself shows the order."""
    messages: list[_Message] = []
    for line in content.decode("utf-8", "replace").removeprefix("\ufeff").replace("\u202f", " ").splitlines():
        match = _LINE.fullmatch(line)
        if match:
            messages.append(_Message(match["day"], match["time"], match["sender"] or "", [match["text"]]))
        elif messages:
            messages[-1].lines.append(line)
    order = _order([m.day for m in messages])
    empty = 0
    for number, message in enumerate(messages, 1):
        text = "\n".join(message.lines).strip().strip("\u200e")
        if not message.sender or not text or _NO_TEXT.fullmatch(text):
            empty += 1
            continue
        sent_at = f"{message.day} {message.time}"
        row = {"text": text, "date": _iso(message.day, order) or sent_at, "sender": message.sender, "sent_at": sent_at}
        yield from rows.items(row, ctx, f"message:{number}")
    if empty:
        yield ctx.incident(
            "no_text", f"{empty} message(s) without a text (pictures, notices of the program) were left out"
        )


def _order(days: list[str]) -> str:
    """Return ``ymd``, ``dmy`` or ``mdy`` as the days of the chat prove it, or an empty string if they do not."""
    parts = [[int(p) for p in match.groups()] for day in days if (match := _DAY.fullmatch(day))]
    if any(first > 31 for first, _, _ in parts):
        return "ymd"
    day_first, month_first = any(p[0] > 12 for p in parts), any(p[1] > 12 for p in parts)
    if day_first != month_first:
        return "dmy" if day_first else "mdy"
    return "dmy" if parts and all("." in day for day in days) else ""


def _iso(day: str, order: str) -> str:
    match = _DAY.fullmatch(day)
    if match is None or not order:
        return ""
    numbers = dict(zip(order, match.groups(), strict=True))
    year = int(numbers["y"]) + (2000 if len(numbers["y"]) == 2 else 0)
    return f"{year:04d}-{int(numbers['m']):02d}-{int(numbers['d']):02d}"


def read_telegram(html: str, ctx: Context) -> Iterator[ReadResult]:
    """Read the messages of a Telegram chat saved as HTML, locator ``message:ID``."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    header = tree.css_first(".page_header .text")
    chat = header.text(strip=True) if header is not None else ""
    sender, empty = "", 0
    for node in tree.css("div.message"):
        name = node.css_first(".from_name")
        sender = name.text(strip=True) if name is not None else sender
        text, date = node.css_first(".text"), node.css_first(".date")
        if text is None or "service" in (node.attributes.get("class") or "").split():
            empty += 1
            continue
        stamp = (date.attributes.get("title") or "") if date is not None else ""
        identity = (node.attributes.get("id") or "").removeprefix("message")
        row = {
            "html": text.html or "",
            "date": _telegram_day(stamp),
            "id": identity,
            "sender": sender,
            "chat": chat,
            "sent_at": stamp,
        }
        if sender == chat:
            row["publisher"] = chat
        yield from rows.items({k: v for k, v in row.items() if v}, ctx, f"message:{identity}")
    if empty:
        yield ctx.incident("no_text", f"{empty} message(s) without a text (pictures, service messages) were left out")


def _telegram_day(stamp: str) -> str:
    """Return ``14.11.2023 08:30:12 UTC+01:00`` (always the day first) as ISO 8601."""
    match = re.match(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?", stamp)
    return f"{match[3]}-{match[2]}-{match[1]}T{match[4]}{match[5] or ''}" if match else stamp
