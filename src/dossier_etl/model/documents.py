"""What `clean` produces: a readable document (its text, lines and metadata) and the articles found in it."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from dossier_etl.model.records import Record


class Role(StrEnum):
    """What a line of a page is for."""

    BODY = "body"
    TITLE = "title"
    BYLINE = "byline"
    """Author and/or publication date line of the article itself."""
    CAPTION = "caption"
    FURNITURE = "furniture"
    """Navigation, share buttons, related links, comments, subscription walls, author boxes, footers …"""


class Line(NamedTuple):
    """A block of an HTML page, or a line of a text dump: characters ``[start, end)`` of ``Document.text``.

    A page has hundreds of lines and values: named tuples are made in a third of the time of frozen dataclasses.
    """

    start: int
    end: int
    role: Role = Role.FURNITURE
    score: float = 0.0
    """0–1, how sure the cleaner is that this is body text."""
    tag: str = ""
    """HTML only: nearest block element (``p``, ``h1``, ``li``, ``time`` …)."""
    context: str = ""
    """HTML only: class, id, itemprop and tag names of the element and its close ancestors, lower case, space separated."""
    article: int | None = None
    """Position of the article (in ``Cleaned.articles``) this line belongs to, if any."""


class Meta(NamedTuple):
    """A piece of metadata a document states outside its visible text. Keys are lower case:

    ``jsonld:newsarticle.datepublished`` (type, then dotted path; a value in a list keeps its index in ``path`` only),
    ``meta:article:published_time`` (name, property or itemprop of a ``<meta>``), ``microdata:datepublished`` (itemprop outside
    ``<meta>``), ``time`` (a ``<time>`` element; value = its datetime attribute, or text if it has none), ``link:canonical``,
    ``html:lang``, ``html:title``, ``hint:date`` (from ``Record.hints``), ``comment:saved_from`` …
    """

    key: str
    value: str
    path: str = ""
    """Where exactly: a JSON path, a tag path, a header name."""
    context: str = ""
    """For ``time`` and microdata: class/id/tag tokens of the element and its close ancestors, lower case."""
    text: str = ""
    """For ``time``: its visible text."""
    line: int | None = None
    """Index in ``Document.lines`` of the line that shows it, where known."""


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Maps characters of a derived text to the text it was made from.

    ``segments`` are ``(derived_start, source_start, length)``, ascending in ``derived_start``; characters between segments
    (joining newlines) have no source.
    """

    segments: tuple[tuple[int, int, int], ...]

    def to_source(self, start: int, end: int) -> tuple[int, int] | None:
        """Smallest source span covering derived ``[start, end)``; None if none of it has a source."""
        covered = [
            (max(start, d) - d + s, min(end, d + n) - d + s) for d, s, n in self.segments if d < end and start < d + n
        ]
        if not covered:
            return None
        return min(a for a, _ in covered), max(b for _, b in covered)


@dataclass(frozen=True)
class Document:
    """A record made readable. All offsets of lines and of ``source = "document"`` evidence are characters of ``text``.

    What many enrichers ask of its lines and metadata is gathered once, when first asked.
    """

    record: Record
    text: str
    """The decoded, repaired, normalised text: of a text dump all of it; of HTML the visible blocks, one a line."""
    lines: tuple[Line, ...]
    meta: tuple[Meta, ...] = ()
    charset: str = "utf-8"
    charset_basis: str = ""
    """How the charset was found: ``bom``, ``transport``, ``declared``, ``detected``, ``fallback``."""
    flags: tuple[str, ...] = ()
    """``encoding_damaged``, ``mojibake_repaired``, ``too_deep`` …"""
    source_map: OffsetMap | None = None
    """Text dumps: ``text`` → the decoded source before repair and normalisation; None where they are the same."""

    @cached_property
    def _first_values(self) -> Mapping[str, str]:
        return {meta.key: meta.value for meta in reversed(self.meta)}

    def get(self, key: str) -> str | None:
        """First metadata value with that key."""
        return self._first_values.get(key)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Return where each line begins; ascending."""
        return tuple([line.start for line in self.lines])

    @cached_property
    def _by_role(self) -> Mapping[Role, list[int]]:
        found: dict[Role, list[int]] = {role: [] for role in Role}
        for i, line in enumerate(self.lines):
            found[line.role].append(i)
        return found

    def with_role(self, role: Role) -> Sequence[int]:
        """Indices of the lines that have a role, ascending."""
        return self._by_role[role]

    @cached_property
    def headings(self) -> tuple[int, ...]:
        """Indices of the lines that are ``h1``, ``h2`` or taken for the headline, ascending."""
        tagged = [i for i, line in enumerate(self.lines) if line.tag in ("h1", "h2")]
        return tuple(sorted({*tagged, *self.with_role(Role.TITLE)}))


@dataclass(frozen=True, slots=True)
class Article:
    """One article found in a document; what the enrichers read. ``title_hint`` is what the cleaner took for the headline."""

    document: Document
    position: int
    body: str
    body_map: OffsetMap
    """``body`` → ``document.text``."""
    title_hint: str | None = None
    window: tuple[int, int] = (0, -1)
    """Characters of ``document.text`` this article reigns over: all of it for a single article, its own part of the page when
    several posts share one."""
    language: str = "und"
    language_confidence: float = 0.0
    notes: Mapping[str, str] = field(default_factory=dict)
    """Facts the cleaner established: ``doubled_body`` → ``"2"``, ``extractor`` → ``builtin|resiliparse``, ``split`` → rule …"""

    @property
    def line_range(self) -> range:
        """Indices of the document's lines that begin in this article's window."""
        lo, hi = self.window
        starts = self.document.starts
        return range(bisect_left(starts, lo) if lo > 0 else 0, bisect_left(starts, hi) if hi >= 0 else len(starts))

    @property
    def head(self) -> str:
        """Document text of this article's window."""
        lo, hi = self.window
        return self.document.text[lo : hi if hi >= 0 else None]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Outcome of cleaning one record."""

    document: Document
    articles: tuple[Article, ...]
    reasons: tuple[str, ...] = ()
    """Why there is no article: ``empty``, ``no_body``, ``too_deep`` …"""
