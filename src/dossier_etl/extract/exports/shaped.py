"""Exports whose articles have labelled lines: Nexis, LexisNexis, ProQuest, Europresse, PressReader. The shapes are data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dossier_etl.extract.exports.model import (
    ITEM,
    ExportedArticle,
    Line,
    copyright_line,
    date_line,
    noise_line,
    paragraphs,
    register,
    words_line,
)

_LEAST_BODY = 20
"""Characters of text that make an article of the lines behind the last end mark."""
_INFO = re.compile(r"([^;]{2,120}) ?; ?[^\]]{0,120}\] ?([^:]{4,40}): ?([^:]{0,40})\.?")
"""ProQuest: ``The Pier ; London (UK) [London (UK)] 14 November 2023: 7.``"""
_EDITION = re.compile(r"(.{3,400}?):? \[([^\]]{2,60})\]")


@dataclass(frozen=True, slots=True)
class Shape:
    """One database's way of writing articles, compiled from the register."""

    name: str
    starts: re.Pattern[str] | None
    ends: re.Pattern[str] | None
    requires: re.Pattern[str]
    label: re.Pattern[str]
    fields: Mapping[str, tuple[str, bool]]
    """label in lower case → (field, whether it ends the text)"""
    body: re.Pattern[str] | None
    drops: re.Pattern[str] | None
    title: str
    """Where the title is: ``before`` the outlet and the date, ``after`` them, or the ``first`` line without a label."""
    label_start: bool

    def fits(self, lines: Sequence[Line]) -> bool:
        """Return True if the lines are an export of this shape."""
        mark = self.starts or self.ends
        if mark is None:
            return False
        marks = sum(1 for line in lines if mark.fullmatch(line.text.strip()))
        return marks > 0 and any(self.requires.fullmatch(line.text.strip()) for line in lines)


def _alternatives(patterns: Sequence[str], flags: int = 0) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{p})" for p in patterns), flags) if patterns else None


def _compiled(entry: Mapping[str, Any]) -> Shape:
    fields: dict[str, tuple[str, bool]] = {}
    labels: list[str] = []
    for group, ends_text in (("head", False), ("tail", True)):
        for name, options in entry[group].items():
            for option in options:
                fields.setdefault(option.lower(), (name, ends_text))
                labels.append(option)
    for option in entry.get("text", ()):
        fields[option.lower()] = ("text", False)
        labels.append(option)
    # A label may itself be a pattern (``Documents \(\d+\)``); longer ones first, so that none hides another.
    spelled = "|".join(sorted(set(labels), key=len, reverse=True)) or r"(?!)"
    shouted = entry["name"] == "LexisNexis"
    flags = 0 if shouted else re.IGNORECASE
    return Shape(
        name=entry["name"],
        starts=_alternatives(entry.get("starts", ()), flags),
        ends=_alternatives(entry.get("ends", ()), flags),
        requires=re.compile(entry["requires"], flags),
        label=re.compile(rf"({spelled})(?:\s?:\s*(.*)|$)", flags),
        fields=fields,
        body=_alternatives(entry.get("body", ()), flags),
        drops=_alternatives(entry.get("drops", ())),
        title=entry["title"],
        label_start=entry.get("label_start", False),
    )


@cache
def shapes() -> tuple[Shape, ...]:
    """Return the shapes of the register, in its order."""
    return tuple(_compiled(entry) for entry in register()["shapes"])


def articles(lines: Sequence[Line], shape: Shape) -> Iterator[ExportedArticle]:
    """Yield the articles of an export; what lies between them (covers, lists of hits) gives none."""
    for chunk in _chunks(lines, shape):
        article = _article(chunk, shape)
        if article is not None and sum(map(len, article.body)) >= _LEAST_BODY:
            yield article


def _chunks(lines: Sequence[Line], shape: Shape) -> Iterator[list[Line]]:
    chunk: list[Line] = []
    for line in lines:
        text = line.text.strip()
        if line == ITEM or (shape.starts and shape.starts.fullmatch(text)):
            yield chunk
            chunk = [line] if shape.label_start else []
        elif shape.ends and shape.ends.fullmatch(text):
            yield chunk
            chunk = []
        else:
            chunk.append(line)
    yield chunk


def _article(chunk: Sequence[Line], shape: Shape) -> ExportedArticle | None:
    article = ExportedArticle()
    head: list[Line] = []
    body: list[Line] = []
    state = "head"
    covered = False
    for line in chunk:
        text = line.text.strip()
        if not text or text == "\f":
            if state == "body":
                body.append(Line(""))
            continue
        if (shape.drops and shape.drops.fullmatch(text)) or (state != "body" and noise_line().fullmatch(text)):
            continue
        if shape.body and state == "head" and shape.body.fullmatch(text):
            state = "body"
            continue
        found = _labelled(text, shape)
        name, value, ends_text = found or ("", "", False)
        if name == "text":
            state = "body"
            body.append(Line(value))
        elif name and (state != "body" or ends_text):
            covered = covered or name == "cover"
            if name == "cover":
                head = []
            state = "tail" if ends_text and (state == "body" or shape.title == "first") else state
            if value:
                article.stated.setdefault(name, value)
        elif state == "body":
            body.append(line)
        elif state == "head":
            if not shape.body or shape.title == "after":
                state = _opens_body(line, head, article, shape)
            (body if state == "body" else head).append(line)
    _read_head(head, article, shape, covered)
    article.body = [p for p in paragraphs(body) if not copyright_line().fullmatch(p)]
    if not article.body and "highlight" in article.stated:
        article.body = [article.stated["highlight"]]
    return article if "date" in article.stated or "words" in article.stated or "title" in article.stated else None


def _labelled(text: str, shape: Shape) -> tuple[str, str, bool] | None:
    match = shape.label.fullmatch(text)
    if match is None:
        return None
    name, ends_text = shape.fields.get(match[1].lower(), ("cover", False))
    if match[2] is None and not ends_text:
        return None
    return name, (match[2] or "").strip(), ends_text


def _opens_body(line: Line, head: Sequence[Line], article: ExportedArticle, shape: Shape) -> str:
    """Return the state behind a line of the head: without a body mark the text begins behind the stated length or the byline."""
    if line.role == "body":
        return "body"
    if line.role:
        return "head"
    if shape.title == "after" and shape.body:
        return "body" if "words" in article.stated else "head"
    if shape.title == "first":
        return (
            "body"
            if article.stated.get("page") or (article.stated.get("title") and len(line.text) > _PROSE)
            else "head"
        )
    dated = any(date_line().fullmatch(_without_words(h.text)) for h in head)
    return "body" if dated and len(line.text.strip()) > _PROSE else "head"


_PROSE = 160
"""A line of the head that is longer is the first paragraph."""


def _without_words(text: str) -> str:
    return re.split(r"\s[•·|]\s", text.strip())[0].strip()


def _read_head(head: Sequence[Line], article: ExportedArticle, shape: Shape, covered: bool) -> None:
    """Assign the lines without labels: outlet, date, title, authors, by their place and form."""
    stated = article.stated
    plain: list[str] = []
    dated = -1
    for line in head:
        text = line.text.strip()
        if line.role in ("title", "publisher", "authors"):
            stated.setdefault(line.role, text)
        elif copyright_line().fullmatch(text):
            continue
        elif (match := words_line().fullmatch(text)) and "words" not in stated:
            stated["words"] = match[1]
        elif dated < 0 and date_line().fullmatch(_without_words(text)):
            dated = len(plain)
            _read_date(text, stated)
        else:
            plain.append(text)
    if shape.name == "Europresse":
        _read_french_head(plain, dated, stated)
    elif shape.title == "first":
        stated.setdefault("title", plain[0] if plain else "")
    elif shape.title == "after":
        stated.setdefault("publisher", plain[0] if plain and dated != 0 else "")
        stated.setdefault("title", " ".join(plain[max(dated, 1) :]))
    elif dated > 0:
        stated.setdefault("publisher", plain[dated - 1])
        stated.setdefault("title", " ".join(plain[max(0, dated - 2) if covered else 0 : dated - 1]))
    elif plain:
        stated.setdefault("title", plain[0])
    if match := _INFO.fullmatch(stated.get("info", "")):
        stated.setdefault("publisher", match[1].strip())
        stated.setdefault("date", match[2].strip())
        stated.setdefault("page", match[3].strip())
    if match := _EDITION.fullmatch(stated.get("title", "")):
        stated["title"], stated["edition"] = match[1].strip(), match[2]
    if match := re.match(r"[\d.,\s]+", stated.get("words", "")):
        stated["words"] = re.sub(r"\D", "", match[0])


def _read_date(text: str, stated: dict[str, str]) -> None:
    date, *rest = re.split(r"\s[•·|]\s", text)
    stated.setdefault("date", date.strip())
    for part in rest:
        if match := words_line().match(part.strip()):
            stated.setdefault("words", match[1])


def _read_french_head(plain: Sequence[str], dated: int, stated: dict[str, str]) -> None:
    """Read the head of Europresse: outlet (with its number), date, title, authors."""
    before, after = list(plain[: max(dated, 0)]), list(plain[max(dated, 0) :])
    if before:
        stated.setdefault("publisher", re.split(r", n[°o]\.? ?\d", before[0])[0].strip())
    if after:
        stated.setdefault("title", after[0])
    if len(after) > 1 and len(after[-1]) < 80:
        stated.setdefault("authors", after[-1])
    if match := re.match(
        r"(.{2,100}?)(?: \([^)]{1,60}\))?(?:, (?:n[°o]|p)\.? ?.{1,40})?$", stated.get("publisher", "")
    ):
        stated["publisher"] = match[1]
