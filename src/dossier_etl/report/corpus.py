"""The publications a report is about, and where their texts speak of its subject."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from dossier_etl.dedup.story_report import current_story
from dossier_etl.enrich.entities.windows import sentences
from dossier_etl.errors import UsageError
from dossier_etl.lake.changes import current_snapshot
from dossier_etl.lake.connect import CATALOG
from dossier_etl.lake.read import reader
from dossier_etl.report.model import BODY, Reference, ReportRequest
from dossier_etl.search import Search, SearchRequest
from dossier_etl.settings import Settings
from dossier_etl.sql import insert_arrow

TEXTS = 1_500
"""Publications whose texts are read: on a lake of 200,000 articles the most frequent entity is in tens of thousands, and reading
all of them took longer than the five seconds a report may take. Counts always cover all publications."""
_AMBIGUOUS_SHOWN = 8
_SPANS = pa.schema(
    [("article_id", pa.string()), ("spans", pa.list_(pa.struct([("a", pa.int32()), ("b", pa.int32())])))]
)


@dataclass(frozen=True, slots=True)
class Text:
    """A publication whose text is read."""

    article_id: str
    title: str
    body: str
    language: str
    outlet: str
    published: str
    published_on: dt.date | None
    published_latest: dt.date | None
    story_id: str
    role: str
    """``first``, ``copy`` or ``excerpt``."""
    copy_of: str | None
    n_copies: int
    """Further publications of the same text."""
    spans: tuple[tuple[int, int], ...]
    """Where the body speaks of the subject."""

    def reference(self, start: int, end: int) -> Reference:
        """Return a reference to characters of the body, without blanks around them."""
        while start < end and self.body[start].isspace():
            start += 1
        while end > start and self.body[end - 1].isspace():
            end -= 1
        return Reference(self.article_id, BODY, start, end, self.body[start:end])

    def sentences(self) -> Iterator[Reference]:
        """Yield the sentences that speak of the subject, in order."""
        rest = list(self.spans)
        for start, end in sentences(self.body):
            if any(start <= begin < end for begin, _ in rest):
                yield self.reference(start, end)


@dataclass(frozen=True)
class Corpus:
    """What a report is made from: a connection whose table ``corpus`` holds the ids, and the texts that are read."""

    con: duckdb.DuckDBPyConnection
    request: ReportRequest
    subject: str
    entity_ids: tuple[str, ...]
    names: tuple[str, ...]
    """Under which the subject is known; empty for a query."""
    snapshot: int
    size: int
    digest: str
    texts: list[Text] = field(default_factory=list)
    """By day, then id."""

    @property
    def firsts(self) -> list[Text]:
        """The texts that are no copies of another."""
        return [text for text in self.texts if text.role == "first"]


@contextmanager
def open_corpus(settings: Settings, request: ReportRequest) -> Iterator[Corpus]:
    """Collect the publications of a request.

    Raises:
        UsageError: no publication fits, or a name or id fits several entities.
        WarehouseMissing: no warehouse, or for a query no search index.
    """
    with reader(settings) as con:
        con.execute("BEGIN")  # one snapshot for all that is read
        found = _found(settings, con, request)
        con.execute("CREATE TEMP TABLE found (article_id VARCHAR, spans STRUCT(a INTEGER, b INTEGER)[])")
        _fill(con, found)
        con.execute(
            f"""CREATE TEMP TABLE corpus AS SELECT p.article_id, p.outlet, p.language, p.published_on, p.published_latest,
                       m.story_id, m.role, m.copy_of, coalesce(len(f.spans), 0) AS n_spans
                FROM {CATALOG}.publications p JOIN found f USING (article_id)
                JOIN {CATALOG}.story_members m USING (article_id)
                WHERE ($1::DATE IS NULL OR p.published_latest >= $1) AND ($2::DATE IS NULL OR p.published_on <= $2)
                  AND ($3::VARCHAR IS NULL OR p.outlet = $3) AND ($4::VARCHAR IS NULL OR p.language = $4)""",
            [request.date_from, request.date_to, request.outlet, request.language],
        )
        [(size,)] = con.execute("SELECT count(*) FROM corpus").fetchall()
        if not size:
            raise UsageError(
                f"no publication is about {found.subject!r} under these conditions",
                hint='`dossier search` and `dossier sql "FROM entities"` show what there is',
            )
        texts = _texts(con)
        yield Corpus(
            con,
            request,
            found.subject,
            found.entity_ids,
            found.names,
            current_snapshot(con),
            int(size),
            _digest(con),
            texts,
        )


_ENTITIES = f"""
    SELECT * FROM (
        SELECT entity_id, name, type, aliases,
               CASE WHEN $1 <> '' THEN CASE WHEN starts_with(entity_id, $1) THEN 0 END
                    WHEN name = $2 THEN 0 WHEN list_contains(aliases, $2) THEN 1 WHEN lower(name) = lower($2) THEN 2
                    WHEN list_contains(list_transform(aliases, a -> lower(a)), lower($2)) THEN 3 END AS closeness
        FROM {CATALOG}.entities)
    WHERE closeness IS NOT NULL ORDER BY closeness, entity_id
"""
"""The closer a name fits, the first; only those that fit equally well compete. Organisation, place and building of one name are
mostly one thing that the recogniser saw in two ways, and are taken together; a person is somebody else."""


@dataclass(frozen=True, slots=True)
class _Found:
    subject: str
    entity_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    spans: dict[str, list[tuple[int, int]]] | None = None
    """Of each publication; None: those of the entity's mentions."""


def _found(settings: Settings, con: duckdb.DuckDBPyConnection, request: ReportRequest) -> _Found:
    if request.query:
        with Search.open(settings) as search:
            ids = search.ids(SearchRequest(request.query))
            hits = search.run(SearchRequest(request.query, limit=TEXTS)).hits
        spans = {article_id: list[tuple[int, int]]() for article_id in ids}
        return _Found(request.query, spans=spans | {hit.article_id: hit.marks for hit in hits})
    if request.story:
        story_id = current_story(con, CATALOG, request.story)
        if story_id is None:
            raise UsageError(f"no story {request.story!r}", hint='`dossier sql "FROM stories"` lists them')
        rows = con.execute(
            f"SELECT article_id, body, title, m.role FROM {CATALOG}.story_members m JOIN {CATALOG}.publications USING (article_id) "
            "WHERE story_id = ?",
            [story_id],
        ).fetchall()
        title = next((title for _, _, title, role in rows if role == "first"), None)
        spans = {i: [(start, start + 1) for start, _ in sentences(body or "")] for i, body, _, _ in rows}
        return _Found(title or f"story {story_id[:12]}", spans=spans)
    rows = con.execute(_ENTITIES, [request.entity, request.name]).fetchall()
    rows = [row for row in rows if row[-1] == rows[0][-1]]
    if len(rows) > 1 and any(kind == "PERSON" for _, _, kind, *_ in rows):
        shown = ", ".join(f"{name} ({kind}) {i[:12]}" for i, name, kind, *_ in rows[:_AMBIGUOUS_SHOWN])
        raise UsageError(
            f"{request.name or request.entity!r} fits {len(rows)} entities", hint=f"say which by --entity ID: {shown}"
        )
    if rows:
        names = {str(n) for _, name, _, aliases, _ in rows for n in (name, *(aliases or ()))}
        return _Found(str(rows[0][1]), tuple(str(row[0]) for row in rows), tuple(sorted(names)))
    if request.entity:
        raise UsageError(f"no entity {request.entity!r}", hint='`dossier sql "FROM entities"` lists them')
    return _Found(request.name, names=(request.name,), spans=_named_in(con, request.name))


def _named_in(con: duckdb.DuckDBPyConnection, name: str) -> dict[str, list[tuple[int, int]]]:
    """Return the publications whose title or body holds a name as whole words, with its places in the body."""
    rows = con.execute(
        f"SELECT article_id, title, body FROM {CATALOG}.publications WHERE contains(body, $1) OR contains(title, $1)",
        [name],
    ).fetchall()
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    found = {}
    for article_id, title, body in rows:
        spans = [match.span() for match in whole.finditer(body or "")]
        if spans or whole.search(title or ""):
            found[str(article_id)] = spans
    return found


def _fill(con: duckdb.DuckDBPyConnection, found: _Found) -> None:
    if found.spans is None:
        con.execute(
            f"""INSERT INTO found SELECT article_id, list({{'a': "start", 'b': "end"}} ORDER BY "start")
                FROM {CATALOG}.mentions WHERE list_contains($1, entity_id) GROUP BY 1""",
            [list(found.entity_ids)],
        )
    else:
        ids = sorted(found.spans)
        spans = [[{"a": a, "b": b} for a, b in found.spans[i]] for i in ids]
        insert_arrow(con, "found", pa.table([ids, spans], schema=_SPANS))


_TEXTS = f"""
    SELECT p.article_id, p.title, p.body, p.language, p.outlet, p.published, p.published_on, p.published_latest,
           c.story_id, c.role, c.copy_of, (SELECT count(*) FROM {CATALOG}.story_members m WHERE m.story_id = c.story_id) - 1,
           f.spans
    FROM (SELECT * FROM corpus ORDER BY role <> 'first', n_spans DESC, article_id LIMIT {TEXTS}) c
    JOIN {CATALOG}.publications p USING (article_id) JOIN found f USING (article_id)
    ORDER BY p.published_on, p.published_latest, p.article_id
"""


def _texts(con: duckdb.DuckDBPyConnection) -> list[Text]:
    return [_text(row) for row in con.execute(_TEXTS).fetchall()]


def _text(row: Sequence[Any]) -> Text:
    article_id, title, body, language, outlet, published, on, latest, story_id, role, copy_of, copies, spans = row
    return Text(
        article_id,
        title or "",
        body or "",
        language or "und",
        outlet or "?",
        published or "?",
        on,
        latest,
        story_id,
        role,
        copy_of,
        int(copies),
        tuple((s["a"], s["b"]) for s in spans or ()),
    )


def _digest(con: duckdb.DuckDBPyConnection) -> str:
    digest = hashlib.sha256()
    rows = con.execute(
        f"SELECT article_id, body_sha256 FROM {CATALOG}.publications SEMI JOIN corpus USING (article_id) ORDER BY article_id"
    )
    while part := rows.fetchmany(10_000):
        for article_id, body in part:
            digest.update(f"{article_id} {body}\n".encode())
    return digest.hexdigest()
