"""What a report consists of: sections of rows, every row with references into stored articles."""

import datetime as dt
from dataclasses import dataclass, field

TITLE, BODY = "title", "body"


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What a report is about (one of the first four), and which publications count."""

    name: str = ""
    """Name or alias of an entity; a name that no entity has is searched for in the texts."""
    query: str = ""
    """In the language of `dossier search`; needs the search index."""
    entity: str = ""
    """Unique beginning of an entity id."""
    story: str = ""
    """Unique beginning of a story id."""
    date_from: dt.date | None = None
    """Published on this day or later, as far as the date may be so."""
    date_to: dt.date | None = None
    outlet: str | None = None
    language: str | None = None
    """ISO 639-1."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Characters of an article that support a row."""

    article_id: str
    field: str
    """``title`` or ``body``."""
    start: int
    end: int
    """After the last character."""
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a section."""

    cells: tuple[str, ...]
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A titled table."""

    key: str
    title: str
    note: str
    """How the rows were chosen, and what they do not say."""
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: int = 0
    """Rows that were found but are not shown."""

    @property
    def cited(self) -> bool:
        """True if a row has references."""
        return any(row.references for row in self.rows)


@dataclass(frozen=True, slots=True)
class Source:
    """A cited article, as the appendix lists it."""

    number: int
    article_id: str
    outlet: str | None
    title: str | None
    authors: tuple[str, ...]
    published: str | None
    """EDTF."""
    published_basis: str | None
    published_confidence: float | None
    url: str | None
    source_uri: str
    locator: str
    sha256: str
    """Of the bytes it was read from."""
    copy_of: str | None
    """Id of the article whose text it copies."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days that something may have happened on, for the picture."""

    first: dt.date
    last: dt.date
    label: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report; equal for equal snapshots and requests."""

    title: str
    question: dict[str, str]
    snapshot: int
    """Of the lake."""
    digest: str
    """SHA-256 over the ids and texts of the publications it is about."""
    version: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    months: tuple[tuple[str, int], ...] = ()
    """``YYYY-MM`` → first publications, months without any included."""
    events: tuple[Span, ...] = field(default=())
    """Event dates named in the texts."""

    def number_of(self, article_id: str) -> int:
        """Return the number under which the appendix lists an article."""
        return next(s.number for s in self.sources if s.article_id == article_id)
