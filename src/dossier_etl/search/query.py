"""The query language of the search: a query read into a tree, or an error that says where it cannot be read. Pure.

``bridge harbour`` both words · ``"new bridge"`` in this order · ``"new bridge"~3`` with up to three words between · ``OR``, ``NOT``,
``-word``, parentheses · ``bridg*``, ``*werk*``, ``colo?r`` · ``halvern~`` one letter off, ``~2`` two · ``title:``, ``body:``,
``author:`` · ``outlet:``, ``lang:``, ``entity:``, ``role:``, ``basis:`` · ``date:2016-05``, ``date:2016..2018``, ``date:..2016-05-12``.
"""

import datetime as dt
import difflib
import re
from dataclasses import dataclass
from typing import NoReturn

from dossier_etl.errors import UsageError
from dossier_etl.model.edtf import Edtf

TEXT_FIELDS = {"title": "title", "body": "body", "author": "authors", "authors": "authors"}
FILTER_FIELDS = {
    "outlet": "outlet",
    "lang": "language",
    "language": "language",
    "entity": "entity",
    "role": "role",
    "basis": "basis",
    "id": "article_id",
}
DATE_FIELD = "date"
_DEEPEST = 20
"""Parentheses and signs inside one another."""
_LONGEST = 5_000
"""Characters of a query."""
_BLANK = re.compile(r"\s*")
_BARE = re.compile(r'[^\s()"]+')
_FIELD = re.compile(r"([A-Za-z_]+):(?!/)")
_AROUND = re.compile(r"~(\d*)")


class QueryError(UsageError):
    """A query that cannot be read.

    Args:
        position: 0-based character of the query where it went wrong.
    """

    def __init__(self, query: str, position: int, why: str, hint: str = "") -> None:
        start = max(0, position - 60)
        shown = query[start : position + 20].replace("\n", " ")
        super().__init__(
            f"the query cannot be read at character {position + 1}: {why}\n  {shown}\n  {' ' * (position - start)}^",
            hint=hint or 'words, "phrases", AND OR NOT, ( ), bridg*, halvern~, title: outlet: lang: date:2016-05',
        )
        self.position = position


@dataclass(frozen=True, slots=True)
class Words:
    """A word, or words in this order with up to ``slop`` others between."""

    text: str
    field: str | None
    position: int
    slop: int = 0
    fuzzy: int = 0
    """Letters that may differ; for single words."""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word with ``*`` (any letters) or ``?`` (one letter) in it."""

    text: str
    field: str | None
    position: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A field that has exactly this value."""

    field: str
    value: str
    position: int


@dataclass(frozen=True, slots=True)
class Dates:
    """Publication dates that overlap with these days; None: open."""

    earliest: dt.date | None
    latest: dt.date | None


@dataclass(frozen=True, slots=True)
class Not:
    """All that does not fit."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class AllOf:
    """What fits all nodes; with no node: everything."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What fits at least one of the nodes."""

    nodes: tuple["Node", ...]


Node = Words | Pattern | Filter | Dates | Not | AllOf | AnyOf


def parse(query: str) -> Node:
    """Read a query; an empty one fits everything. Raises QueryError."""
    if len(query) > _LONGEST:
        raise QueryError(query, _LONGEST, f"it is longer than {_LONGEST:,} characters")
    return _Parser(query).whole()


def has_words(node: Node) -> bool:
    """Return True if a query looks for words, by which hits differ in score."""
    if isinstance(node, AllOf | AnyOf):
        return any(map(has_words, node.nodes))
    return isinstance(node, Words | Pattern)


def day_range(text: str) -> tuple[dt.date | None, dt.date | None]:
    """Read ``2016``, ``2016-05``, ``2016-05-12..2016-06`` or ``..2016`` as days. Raises ValueError."""
    if ".." not in text:
        date = Edtf.parse(text)
        return date.earliest, date.latest
    first, _, last = text.partition("..")
    earliest = Edtf.parse(first).earliest if first else None
    latest = Edtf.parse(last).latest if last else None
    if earliest and latest and latest < earliest:
        raise ValueError("it ends before it starts")
    return earliest, latest


class _Parser:
    def __init__(self, query: str) -> None:
        self.query, self.at, self.depth = query, 0, 0

    def whole(self) -> Node:
        self._skip()
        if self.at == len(self.query):
            return AllOf(())
        node = self._either(None)
        if self.at < len(self.query):
            self._fail("this closes no parenthesis")
        return node

    def _fail(self, why: str, position: int | None = None, hint: str = "") -> NoReturn:
        raise QueryError(self.query, self.at if position is None else position, why, hint)

    def _skip(self) -> None:
        match = _BLANK.match(self.query, self.at)
        assert match
        self.at = match.end()

    def _operator(self) -> str:
        match = _BARE.match(self.query, self.at)
        return match[0] if match and match[0] in ("AND", "OR", "NOT") else ""

    def _either(self, field: str | None) -> Node:
        nodes = [self._together(field)]
        while self._operator() == "OR":
            self.at += len("OR")
            nodes.append(self._together(field))
        return nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))

    def _together(self, field: str | None) -> Node:
        nodes = list[Node]()
        joined = False
        while True:
            self._skip()
            if self.at == len(self.query) or self.query[self.at] == ")" or self._operator() == "OR":
                break
            if self._operator() == "AND":
                if not nodes or joined:
                    self._fail("AND stands between two words")
                self.at += len("AND")
                joined = True
                continue
            nodes.append(self._signed(field))
            joined = False
        if not nodes or joined:
            self._fail("a word is missing here")
        return nodes[0] if len(nodes) == 1 else AllOf(tuple(nodes))

    def _signed(self, field: str | None) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            self._fail(f"more than {_DEEPEST} signs and parentheses inside one another")
        try:
            c = self.query[self.at]
            if self._operator() == "NOT" or (c in "+-" and self.query[self.at + 1 : self.at + 2].strip()):
                negative, position = c != "+", self.at
                self.at += len("NOT") if c == "N" else 1
                self._skip()
                if self.at == len(self.query) or self.query[self.at] == ")" or self._operator() in ("AND", "OR"):
                    self._fail("a word is missing behind this", position)
                node = self._signed(field)
                return Not(node) if negative else node
            return self._primary(field)
        finally:
            self.depth -= 1

    def _primary(self, field: str | None) -> Node:
        c, start = self.query[self.at], self.at
        if c == "(":
            self.at += 1
            node = self._either(field)
            if self.at == len(self.query):
                self._fail("this parenthesis is not closed", start)
            self.at += 1
            return node
        if c == '"':
            return self._quoted(field)
        if (match := _FIELD.match(self.query, self.at)) and field is None:
            return self._in_field(match[1], match.end())
        bare = _BARE.match(self.query, self.at)
        assert bare
        self.at = bare.end()
        return self._word(bare[0], field, start)

    def _in_field(self, name: str, behind: int) -> Node:
        start, self.at = self.at, behind
        lower = name.lower()
        if lower not in {*TEXT_FIELDS, *FILTER_FIELDS, DATE_FIELD}:
            known = sorted({*TEXT_FIELDS, *FILTER_FIELDS, DATE_FIELD})
            near = difflib.get_close_matches(lower, known, n=1)
            meant = f"; did you mean {near[0]}:?" if near else ""
            self._fail(
                f"there is no field {name!r}{meant}", start, f"fields: {', '.join(known)}; put other colons in quotes"
            )
        if self.at == len(self.query) or self.query[self.at].isspace():
            self._fail(f"a value is missing behind {name}:")
        if lower in TEXT_FIELDS:
            return self._primary(TEXT_FIELDS[lower])
        value_at = self.at
        if self.query[self.at] == '"':
            value = self._until_quote()
        elif match := _BARE.match(self.query, self.at):
            value, self.at = match[0], match.end()
        else:
            self._fail(f"{name}: takes a word or a quoted value")
        if lower != DATE_FIELD:
            return Filter(FILTER_FIELDS[lower], value, value_at)
        try:
            return Dates(*day_range(value))
        except ValueError as error:
            self._fail(
                str(error), value_at, "date:2016, date:2016-05, date:2016-05-12, date:2016..2018, date:..2016-05"
            )

    def _until_quote(self) -> str:
        end = self.query.find('"', self.at + 1)
        if end < 0:
            self._fail("this quotation mark is not closed")
        text, self.at = self.query[self.at + 1 : end], end + 1
        return text

    def _quoted(self, field: str | None) -> Node:
        start = self.at
        text = self._until_quote()
        slop = 0
        if match := _AROUND.match(self.query, self.at):
            if not match[1]:
                self._fail("a number is missing: how many words may stand between")
            slop, self.at = int(match[1]), match.end()
            if slop > 100:
                self._fail("at most 100 words may stand between", match.start())
        return Words(text, field, start, slop=slop, quoted=True)

    def _word(self, text: str, field: str | None, start: int) -> Node:
        word, tilde, distance = text.rpartition("~")
        if tilde and word and (not distance or distance.isdecimal()):
            if distance not in ("", "1", "2"):
                self._fail("at most 2 letters may differ", start + len(word))
            if "*" in word or "?" in word:
                self._fail("a word has either * and ? or ~", start + len(word))
            return Words(word, field, start, fuzzy=int(distance or 1))
        text = text.rstrip("?") or text
        if "*" not in text and "?" not in text:
            return Words(text, field, start)
        if sum(c.isalnum() for c in text) < 2:
            self._fail("at least two letters must stand beside * and ?", start)
        return Pattern(text, field, start)
