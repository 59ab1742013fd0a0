"""Reference managers' files, RIS and BibTeX: one record per entry, its abstract the text.

Source: RIS tags as Zotero and EndNote write them; BibTeX entries with braced, quoted or bare values.
"""

import re
from collections.abc import Generator, Iterator, Mapping
from typing import BinaryIO

from dossier_etl.extract import rows
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.documents import read_up_to
from dossier_etl.extract.text import decoded

_RIS_LINE = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*))?")
_RIS_FIELDS = {
    "title": ("TI", "T1", "CT"),
    "publisher": ("JO", "JF", "T2", "JA", "PB"),
    "date": ("DA", "Y1", "PY"),
    "url": ("UR", "L2"),
    "text": ("AB", "N2"),
    "language": ("LA",),
    "id": ("ID", "AN"),
}
_BIBTEX_FIELDS = {
    "title": ("title",),
    "authors": ("author",),
    "publisher": ("journal", "journaltitle", "newspaper", "publisher", "booktitle"),
    "date": ("date", "year"),
    "url": ("url", "link"),
    "text": ("abstract", "annote"),
    "language": ("language", "langid"),
}
_ENTRY = re.compile(r"@([A-Za-z]{2,30})\s{0,20}([{(])")
_KEY = re.compile(r"\s{0,200}([A-Za-z][\w:.+/-]{0,60})\s{0,20}=\s{0,200}")
_SILENT = ("comment", "string", "preamble")


def read_ris(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Read the references of a RIS file, locator ``entry:N``."""
    text = yield from _text(stream, ctx)
    number, last = 0, ""
    tags: dict[str, list[str]] = {}
    for line in text.splitlines():
        match = _RIS_LINE.fullmatch(line.rstrip())
        tag, value = (match[1], (match[2] or "").strip()) if match else ("", line.strip())
        if tag == "TY":
            if tags:
                yield from _ris_entry(tags, ctx, number)
            number, tags = number + 1, {"TY": [value]}
        elif tag and tag != "ER":
            tags.setdefault(tag, []).append(value)
        elif value and last and tags.get(last):
            tags[last][-1] += "\n" + value
        last = tag or last
    if tags:
        yield from _ris_entry(tags, ctx, number)


def _ris_entry(tags: Mapping[str, list[str]], ctx: Context, number: int) -> Iterator[ReadResult]:
    row: dict[str, str] = {"type": tags.get("TY", [""])[0]}
    for name, options in _RIS_FIELDS.items():
        if value := next((v for tag in options for v in tags.get(tag, ()) if v), ""):
            row[name] = value
    row["date"] = row.get("date", "").strip("/").replace("/", "-")
    row["authors"] = "; ".join(v for tag in ("AU", "A1", "A2") for v in tags.get(tag, ()) if v)
    yield from rows.items({k: v for k, v in row.items() if v}, ctx, f"entry:{number}")


def read_bibtex(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Read the entries of a BibTeX file, locator ``entry:N``; an entry that does not close is an incident."""
    text = yield from _text(stream, ctx)
    at = number = 0
    while match := _ENTRY.search(text, at):
        at = match.end()
        if match[1].lower() in _SILENT:
            continue
        number += 1
        values, at, whole = _bibtex_fields(text, at, "}" if match[2] == "{" else ")")
        row: dict[str, str] = {"type": match[1].lower()}
        for name, options in _BIBTEX_FIELDS.items():
            if value := next((values[o] for o in options if values.get(o)), ""):
                row[name] = value
        if "authors" in row:
            row["authors"] = re.sub(r"\s+and\s+", "; ", " ".join(row["authors"].split()))
        if values.get("year") and values.get("month") and "date" not in values:
            row["date"] = " ".join(filter(None, (values.get("day"), values["month"], values["year"])))
        if not whole:
            yield ctx.incident("bibtex_damaged", f"entry {number} does not close", f"entry:{number}")
        yield from rows.items(row, ctx, f"entry:{number}")


def _bibtex_fields(text: str, at: int, closing: str) -> tuple[dict[str, str], int, bool]:
    """Return the fields of an entry, where it ends, and whether it closes."""
    comma = text.find(",", at, at + 500)
    at = comma + 1 if comma >= 0 else at
    values: dict[str, str] = {}
    while match := _KEY.match(text, at):
        value, at, closed = _bibtex_value(text, match.end())
        values.setdefault(match[1].lower(), value)
        if not closed:
            return values, at, False
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
    return values, at, text.startswith(closing, at)


def _bibtex_value(text: str, at: int) -> tuple[str, int, bool]:
    """Return a value without its braces, where it ends, and whether it closes. Linear in its length."""
    quoted = text.startswith('"', at)
    if not quoted and not text.startswith("{", at):
        end = at
        while end < len(text) and text[end] not in ",}\n":
            end += 1
        return text[at:end].strip(), end, True
    depth = 0
    for mark in re.compile(r'\\.|[{}"]', re.S).finditer(text, at + 1 if quoted else at):
        sign = mark[0]
        if quoted and sign == '"' and depth == 0:
            return _plain(text[at + 1 : mark.start()]), mark.end(), True
        depth += (sign == "{") - (sign == "}")
        if depth <= 0 and sign == "}" and not quoted:
            return _plain(text[at + 1 : mark.start()]), mark.end(), True
    return _plain(text[at + 1 :]), len(text), False


def _plain(value: str) -> str:
    return value.replace("{", "").replace("}", "").replace("\\&", "&").replace("\\%", "%").replace("\\_", "_").strip()


def _text(stream: BinaryIO, ctx: Context) -> Generator[ReadResult, None, str]:
    """Decode the file; what is too large or damaged is reported."""
    data = read_up_to(stream, ctx.options.max_line_bytes + 1)
    if len(data) > ctx.options.max_line_bytes:
        yield ctx.incident(
            "too_large", f"a file of more than {ctx.options.max_line_bytes} bytes; the rest is left unread"
        )
    text, damage = decoded(data[: ctx.options.max_line_bytes])
    if damage:
        yield ctx.incident("bad_bytes", damage)
    return text.removeprefix("\ufeff")
