"""What the readers of exports have in common: lines in, articles out."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, NamedTuple


class Line(NamedTuple):
    """A line of text, and the role its HTML element gives it (``title``, ``publisher``, ``body`` …; empty in plain text)."""

    text: str
    role: str = ""


PAGE_BREAK = Line("\f")
ITEM = Line("\x1d")
"""Stands where an HTML element begins that holds one article."""


@dataclass(slots=True)
class ExportedArticle:
    """One article of an export: its text, and what the database states about it (raw strings)."""

    body: list[str] = field(default_factory=list)
    stated: dict[str, str] = field(default_factory=dict)


@cache
def register() -> Mapping[str, Any]:
    """Return the register of shapes (``shapes.json``)."""
    data: Mapping[str, Any] = json.loads(resources.files(__package__).joinpath("shapes.json").read_text("utf-8"))
    return data


@cache
def date_line() -> re.Pattern[str]:
    """Return the pattern of a line that is a date: a year, and a month's name or a numeric day."""
    months = register()["months"]
    day = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?"
    return re.compile(
        rf"(?i)(?:\w{{2,12}}\.?,?\s)?(?:(?:le|el|den|du)\s)?(?:{day}\s(?:de\s)?(?:{months})\s?,?\s?(?:de\s)?(?:19|20)\d\d"
        rf"|(?:{months})\s{day},?\s(?:19|20)\d\d|(?:{months})\s(?:19|20)\d\d"
        r"|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d|(?:19|20)\d\d年\d{1,2}月\d{1,2}日)\b.{0,60}"
    )


@cache
def words_line() -> re.Pattern[str]:
    """Return the pattern of a line that states the number of words."""
    return re.compile(rf"(?i)(\d{{1,3}}(?:[.,\s]\d{{3}}){{0,2}}|\d{{1,7}}) (?:{register()['words']})\b.{{0,60}}")


@cache
def copyright_line() -> re.Pattern[str]:
    """Return the pattern of a copyright line."""
    return re.compile(rf"(?i)(?:{register()['copyright']})")


@cache
def noise_line() -> re.Pattern[str]:
    """Return the pattern of page numbers and the like."""
    return re.compile("|".join(f"(?:{p})" for p in register()["noise"]))


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Join lines into paragraphs: at blank lines; lines wrapped at a width are joined by a space, short ones by a line break."""
    return list(_paragraphs(lines))


def _paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    run: list[str] = []
    for line in (*lines, Line("")):
        text = line.text.strip()
        if text and text not in ("\f", "\x1d") and not noise_line().fullmatch(text):
            run.append(text)
        elif run and not text:
            wrapped = len(run) > 1 and sum(map(len, run[:-1])) / (len(run) - 1) > _WRAPPED
            yield (" " if wrapped else "\n").join(run)
            run = []


_WRAPPED = 55
"""Lines of a paragraph that are longer on average were wrapped by the database (at 72 or 80 characters)."""
