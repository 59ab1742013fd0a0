"""Messages inside the text of a message: forwarded by a mail program, or gathered in a plain digest.

A forwarded message opens with the headers its program repeats (From, Sent, To, Subject, in the user's language), mostly below a
line such as ``---------- Forwarded message ---------``. Digests: RFC 1153.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from dossier_etl.extract.mail_parts import Body, text_of

_LABELS = {
    "from": "From|Von|De|Da|Van|От|От кого|Från|Fra|Od|Feladó|Kimden|差出人|发件人|寄件者",
    "date": "Date|Sent|Datum|Gesendet|Envoyé|Envoyé le|Fecha|Enviado|Enviado el|Enviado em|Data|Inviato|Verzonden|Дата|Отправлено|Skickat"
    "|Sendt|Wysłano|Tarih|送信日時|日付|发送时间|日期|寄件日期",
    "subject": "Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp|Assunto|Тема|Ämne|Emne|Temat|Konu|件名|主题|主旨",
    "to": "To|An|À|A|Para|Aan|Кому|Till|Til|Do|Kime|宛先|收件人|收件者",
    "cc": "Cc|CC|Kopie|Copie à|Копия|Kopi|DW",
    "reply": "Reply-To|Antwort an|Répondre à|Responder a|Rispondi a|Antwoord aan",
    "list": "Organization|Importance|Priorität|Wichtigkeit|Mailing-List",
}
_FIELDS = {label.casefold(): name for name, labels in _LABELS.items() for label in labels.split("|")}
_SPELLED = "|".join(
    sorted((label for labels in _LABELS.values() for label in labels.split("|")), key=len, reverse=True)
)
_LINE = re.compile(rf"(?i)\*?({_SPELLED})\*?\s?[:：]\s?\*?\s*(.*)")
_MARK = re.compile(
    r"(?i)[->\s_*]{0,40}(?:(?:begin |start of )?forwarded message|original message|original-nachricht"
    r"|(?:anfang der )?weitergeleiteten? nachricht|ursprüngliche nachricht"
    r"|(?:début du )?message (?:transféré|d'origine|réexpédié)|mensaje (?:reenviado|original)|inicio del mensaje reenviado"
    r"|(?:inizio )?messaggio (?:inoltrato|originale)|(?:begin )?doorgestuurd bericht|oorspronkelijk bericht"
    r"|mensagem encaminhada|пересылаемое сообщение|пересланное сообщение|vidarebefordrat meddelande)\s?:?[-\s_*]{0,40}"
)
_NEEDED = frozenset(("from", "subject", "date"))
_MAX_HEADER_LINES = 14
_MAX_MESSAGES = 50
_BREAKING = re.compile(
    r"(?i)</?(?:p|div|br|tr|table|blockquote|li|ul|ol|h[1-6]|hr|center|body|html|head|title|dt|dd|pre)\b"
)
_TOKEN = re.compile(r"<[^<>]{0,20000}>|<|[^<]+")
_HIDDEN = re.compile(r"(?i)<(style|script|title)\b")
_DIGEST_RULE = re.compile(r"-{30}")
_DIGEST_HEADER = re.compile(r"(Date|From|Subject|To|Message-ID|Reply-To|Content-Type):\s*(.*)", re.IGNORECASE)


class _Line(NamedTuple):
    """A visible line and its range in the source."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message inside a body: what its headers state, and its content (of the body's media type)."""

    hints: dict[str, str]
    content: str


@dataclass(frozen=True, slots=True)
class Split:
    """A body cut at the messages in it."""

    note: str
    messages: list[Forwarded] = field(default_factory=list)


def split(body: Body) -> Split | None:
    """Return the note and the messages forwarded below it, or the messages of a digest; None if the body has neither."""
    text = text_of(body.content, body.charset)
    is_html = body.media_type == "text/html"
    if not is_html and (digest := _digest(text)) is not None:
        return digest
    found = _line_ranges(text) if is_html else _plain_lines(text)
    blocks = _blocks(found)
    if not blocks:
        return None
    messages = []
    ends = [start for start, _, _ in blocks[1:]] + [len(text)]
    for (_, opens, hints), end in zip(blocks, ends, strict=True):
        content = text[opens:end]
        messages.append(Forwarded(hints, content if is_html else _unquoted(content)))
    note = text[: blocks[0][0]]
    visible = _visible(note) if is_html else note
    return Split(
        note if visible.strip() else "",
        [m for m in messages if (_visible(m.content) if is_html else m.content).strip()],
    )


def _blocks(lines: Sequence[_Line]) -> list[tuple[int, int, dict[str, str]]]:
    """Return (where it begins, where its text begins, stated headers) of each block of repeated headers."""
    blocks: list[tuple[int, int, dict[str, str]]] = []
    n = 0
    while n < len(lines) and len(blocks) < _MAX_MESSAGES:
        header = _header_block(lines, n)
        if header is None:
            n += 1
            continue
        values, after = header
        begins = n
        while begins > 0 and (
            _MARK.fullmatch(lines[begins - 1].text.strip()) or not lines[begins - 1].text.strip("> _-")
        ):
            begins -= 1
        blocks.append((lines[begins].start, lines[after - 1].end, _stated(values)))
        n = after
    return blocks


def _header_block(lines: Sequence[_Line], at: int) -> tuple[dict[str, str], int] | None:
    """Return the values of a block of header lines that starts at a line, and the line behind it; None if none starts there."""
    values: dict[str, str] = {}
    n = after = at
    last = ""
    while n < len(lines) and n - at < _MAX_HEADER_LINES:
        text = lines[n].text.strip().lstrip("> ").strip()
        match = _LINE.fullmatch(text)
        name = _FIELDS.get(match[1].casefold(), "") if match else ""
        if match and name not in values:
            values[name], last, after = match[2].strip(" *"), name, n + 1
        elif n == at:
            return None
        elif text and last and (not values[last] or (last in ("to", "cc") and "@" in text)):
            values[last], after = f"{values[last]} {text}".strip(), n + 1
        elif text or values.keys() >= _NEEDED:
            break
        n += 1
    return (values, after) if values.keys() >= _NEEDED and values["from"] and values["date"] else None


def _stated(values: dict[str, str]) -> dict[str, str]:
    return {"title": values["subject"], "date": values["date"], "row.from": values["from"]}


def _plain_lines(text: str) -> list[_Line]:
    lines, at = [], 0
    for line in text.splitlines(keepends=True):
        lines.append(_Line(line.rstrip("\r\n"), at, at + len(line)))
        at += len(line)
    return lines


def _line_ranges(source: str) -> list[_Line]:
    """Return the visible lines of HTML with their ranges in it. Table cells of a row share a line."""
    lines: list[_Line] = []
    parts: list[str] = []
    start = end = at = 0
    hidden_until = 0
    lower = source.lower()
    unclosed: set[str] = set()
    for token in _TOKEN.finditer(source):
        at = token.end()
        if token.start() < hidden_until:
            continue
        piece = token[0]
        if piece.startswith("<") and len(piece) > 1:
            if (hidden := _HIDDEN.match(piece)) and (name := hidden[1].lower()) not in unclosed:
                hidden_until = lower.find(f"</{name}", at)
                if hidden_until < 0:
                    unclosed.add(name)
            if _BREAKING.match(piece):
                if parts:
                    lines.append(_Line(_squeezed(parts), start, end))
                parts, start = [], at
            continue
        if not parts:
            start = token.start()
        parts.append(piece)
        end = at
    if parts:
        lines.append(_Line(_squeezed(parts), start, end))
    return [line for line in lines if line.text]


def _squeezed(parts: Sequence[str]) -> str:
    return " ".join(html.unescape(" ".join(parts) if len(parts) > 1 else parts[0]).split())


def _visible(source: str) -> str:
    body = LexborHTMLParser(source).body
    return body.text(separator=" ") if body is not None else ""


def _unquoted(content: str) -> str:
    """Take off the ``> `` that some programs put before every line they forward."""
    lines = content.splitlines()
    filled = [line for line in lines if line.strip()]
    if filled and all(line.startswith(">") for line in filled):
        return "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines)
    return content


def _digest(text: str) -> Split | None:
    """Return the messages of a plain digest: each opens with headers behind a rule of 30 hyphens (RFC 1153)."""
    chunks: list[list[str]] = [[]]
    for line in text.splitlines():
        if _DIGEST_RULE.fullmatch(line.strip()) or re.fullmatch(r"-{70}", line.strip()):
            chunks.append([])
        else:
            chunks[-1].append(line)
    messages = [message for chunk in chunks[1:] if (message := _digest_message(chunk)) is not None]
    return Split("\n".join(chunks[0]), messages) if len(messages) > 1 else None


def _digest_message(lines: Sequence[str]) -> Forwarded | None:
    values: dict[str, str] = {}
    at = 0
    while at < len(lines) and not lines[at].strip():
        at += 1
    while at < len(lines) and lines[at].strip():
        if match := _DIGEST_HEADER.fullmatch(lines[at].strip()):
            values.setdefault(match[1].lower(), match[2].strip())
        elif not values:
            return None
        at += 1
    if not {"from", "date", "subject"} <= values.keys():
        return None
    return Forwarded(_stated(values), "\n".join(lines[at:]).strip())
