"""Factiva: display format (anchored on the line that states the words) and full format (two-letter field codes).

Source: Factiva's field codes (HD headline, SN source name, PD publication date, LP lead paragraph, TD text …).
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from dossier_etl.extract.exports.model import (
    ITEM,
    ExportedArticle,
    Line,
    copyright_line,
    date_line,
    paragraphs,
    register,
    words_line,
)

_SOURCE_CODE = re.compile(r"[A-Z][A-Z0-9]{1,7}")
_TIME = re.compile(r"\d{1,2}:\d\d(?: ?[AP]M)?(?: [A-Z]{2,4})?")
_PAGE = re.compile(r"[A-Z]{0,3}\d{1,4}(?:[,-] ?[A-Z]?\d{1,4})*")
_FIELDS = {"HD": "title", "BY": "authors", "CR": "credit", "WC": "words", "PD": "date", "SN": "publisher", "SE": "section",
           "PG": "page", "LA": "language", "ED": "edition", "AN": "id"}  # fmt: skip
_LEAST_CODES = 4
_NEAR = 12
"""Lines around the stated words that belong to the head."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = register()["factiva"]
    return (
        re.compile(data["end"]),
        re.compile(rf"({'|'.join(data['codes'])})(?:\s+(.*))?"),
        re.compile(rf"(?i){data['byline']}"),
        re.compile(rf"(?i)(?:{data['languages']})"),
    )


def fits(lines: Sequence[Line]) -> bool:
    """Return True if the lines end articles as Factiva does, and state words or use its codes."""
    end, code, _, _ = _patterns()
    if not any(end.fullmatch(line.text.strip()) for line in lines):
        return False
    coded = {m[1] for line in lines if (m := code.fullmatch(line.text.strip()))}
    return "HD" in coded or any(words_line().fullmatch(line.text.strip()) for line in lines)


def articles(lines: Sequence[Line]) -> Iterator[ExportedArticle]:
    """Yield the articles in order."""
    end, code, _, _ = _patterns()
    chunk: list[Line] = []
    for line in lines:
        text = line.text.strip()
        if line == ITEM:
            continue
        if not end.fullmatch(text):
            chunk.append(line)
            continue
        codes = {m[1] for part in chunk if (m := code.fullmatch(part.text.strip()))}
        article = _coded(chunk) if len(codes) >= _LEAST_CODES and "HD" in codes else _displayed(chunk)
        if article is not None:
            article.stated.setdefault("id", text.split()[-1])
            yield article
        chunk = []


def _coded(chunk: Sequence[Line]) -> ExportedArticle:
    """Read an article with field codes: each opens its field, which goes on until the next."""
    _, code, _, _ = _patterns()
    article = ExportedArticle()
    values: dict[str, list[Line]] = {}
    current = ""
    for line in chunk:
        match = code.fullmatch(line.text.strip())
        if match:
            current = match[1]
            values.setdefault(current, [])
            if match[2]:
                values[current].append(Line(match[2]))
        elif current:
            values[current].append(line)
    for name, target in _FIELDS.items():
        if text := " ".join(line.text.strip() for line in values.get(name, ()) if line.text.strip()):
            article.stated[target] = text
    article.stated["words"] = re.sub(r"\D", "", article.stated.get("words", ""))
    article.body = [p for name in ("LP", "TD") for p in paragraphs(values.get(name, ()))]
    return article


def _displayed(chunk: Sequence[Line]) -> ExportedArticle | None:
    """Read an article as shown on screen: title and byline above the stated words, date and source below them."""
    lines = [line for line in chunk if line.text.strip() != "\f"]
    anchor = next((n for n, line in enumerate(lines) if words_line().fullmatch(line.text.strip())), -1)
    if anchor < 0:
        return None
    article = ExportedArticle()
    stated = article.stated
    stated["words"] = re.sub(r"\D", "", words_line().fullmatch(lines[anchor].text.strip())[1])  # type: ignore[index]
    _read_above([line for line in lines[:anchor] if line.text.strip()], stated)
    at = _read_below(lines, anchor + 1, stated)
    article.body = paragraphs(lines[at:])
    return article if article.body else None


def _read_above(lines: Sequence[Line], stated: dict[str, str]) -> None:
    _, _, byline, _ = _patterns()
    above = list(lines)
    if above and byline.fullmatch(above[-1].text.strip()) and len(above) > 1:
        stated["authors"] = above.pop().text.strip()
    titled = [line.text.strip() for line in above if line.role == "title"]
    texts = [line.text.strip() for line in above[-_NEAR:]]
    if titled:
        stated["title"] = " ".join(titled)
        if texts and texts[0] != titled[0]:
            stated["section"] = texts[0]
    elif texts:
        sectioned = len(texts) > 1 and len(texts[0].split()) <= 3 < len(texts[1].split())
        stated["title"] = texts[1] if sectioned else texts[0]
        if sectioned:
            stated["section"] = texts[0]


def _read_below(lines: Sequence[Line], at: int, stated: dict[str, str]) -> int:
    """Read date, time, source, code, page, language and copyright; return where the text starts."""
    _, _, _, language = _patterns()
    start = at
    for n in range(at, min(at + 2 * _NEAR, len(lines))):
        text = lines[n].text.strip()
        if not text:
            continue
        if lines[n].role == "body":
            return n
        if "date" not in stated and date_line().fullmatch(text):
            stated["date"] = text
        elif _TIME.fullmatch(text) and "publisher" not in stated:
            stated["time"] = text
        elif language.fullmatch(text):
            stated["language"] = text
        elif copyright_line().fullmatch(text):
            return n + 1
        elif _SOURCE_CODE.fullmatch(text) and "publisher" in stated:
            stated["source_code"] = text
        elif _PAGE.fullmatch(text) and "publisher" in stated:
            stated["page"] = text
        elif "date" in stated and "publisher" not in stated and len(text) < 120:
            stated["publisher"] = text
        elif "language" in stated or len(text) > 120:
            return n
        start = n + 1
    return start
