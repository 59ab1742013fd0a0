"""Searching: a request against the index and the lake's bodies."""

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import duckdb
import tantivy
from tantivy import Occur, Query

from dossier_etl.errors import UsageError
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.search.compile import Compiler
from dossier_etl.search.documents import Shown, shown
from dossier_etl.search.index import open_index, read_note
from dossier_etl.search.marks import marks, snippet, wanted
from dossier_etl.search.query import Filter, Node, has_words, parse
from dossier_etl.settings import Settings

FACETS = ("outlet", "language", "entity")
_VALUES = 20
"""Values given of a facet."""
_MONTHS = 65_000
_AMBIGUOUS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What to look for; all conditions hold together."""

    query: str = ""
    """In the language of `search.query`; empty: everything, newest first."""
    date_from: dt.date | None = None
    """Published on this day or later, as far as the date may be so."""
    date_to: dt.date | None = None
    outlet: str | None = None
    """As it spells itself."""
    entity: str | None = None
    """Name, alias, ``NAME (TYPE)`` or id."""
    language: str | None = None
    """ISO 639-1."""
    fold_copies: bool = False
    """Only the first publication of each text."""
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A publication that fits."""

    article_id: str
    score: float
    """Comparable within one result; 0 when the request has no words."""
    title: str | None
    outlet: str | None
    published: str | None
    """EDTF."""
    snippet: str
    """The part of the body that shows most of the marks."""
    marks: list[tuple[int, int]]
    """Where the query's words stand in the body (characters, end-exclusive)."""
    snippet_start: int
    """Where the snippet begins in the body."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found."""

    total: int
    """Publications that fit."""
    hits: list[Hit]
    """By score; equal ones and those of a request without words: the newest first, then by id."""
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """``outlet``, ``language``, ``entity``: the most frequent values with their publications."""
    histogram: list[tuple[str, int]] = field(default_factory=list)
    """``YYYY-MM`` with its publications, in order; months without any are left out."""


class Search:
    """The search index, open for reading. Thread-safe; looks at each request whether the index was replaced."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._index, self._note = open_index(settings)
        self._con: duckdb.DuckDBPyConnection | None = None
        self._labels: dict[str, str] = {}

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open a warehouse's index. Raises WarehouseMissing when there is none."""
        return cls(settings)

    def close(self) -> None:
        """Close the connection to the lake, if one was needed."""
        if self._con is not None:
            self._con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def snapshot(self) -> int:
        """The lake's snapshot up to which the index knows everything."""
        return self._note.snapshot

    def ids(self, request: SearchRequest) -> list[str]:
        """Return the ids of all publications that fit, in the order of `run`; limit and offset do not count.

        Raises:
            QueryError: the query cannot be read.
            UsageError: no entity, or several, of the name.
        """
        index = self._current()
        searcher = index.searcher()
        query, node = self._query(request, index.schema)
        return [row.article_id for _, row in _ranked(searcher, query, node, 0, searcher.num_docs)]

    def run(self, request: SearchRequest) -> SearchResult:
        """Return the hits of a request with facets and histogram. Raises as `ids`."""
        index = self._current()
        searcher = index.searcher()
        query, node = self._query(request, index.schema)
        counts = searcher.aggregate(query, _AGGREGATES)
        total = int(counts["total"]["value"])
        ranked = _ranked(searcher, query, node, request.offset, request.offset + request.limit)
        facets = {name: [(str(b["key"]), int(b["doc_count"])) for b in counts[name]["buckets"]] for name in FACETS}
        facets["entity"] = self._named(facets["entity"])
        months = sorted((int(b["key"]), int(b["doc_count"])) for b in counts["months"]["buckets"])
        histogram = [(f"{month // 12:04d}-{month % 12 + 1:02d}", n) for month, n in months]
        return SearchResult(total, self._hits(ranked, node, request.language), facets, histogram)

    def _current(self) -> tantivy.Index:
        with self._lock:
            note = read_note(self._settings)
            if note and note != self._note:
                self._index, self._note = open_index(self._settings)
                self._labels = {}
            return self._index

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a cursor on the lake, which knows the names of entities."""
        with self._lock:
            if self._con is None:
                self._con = connect(self._settings)
            return self._con.cursor()

    def _query(self, request: SearchRequest, schema: tantivy.Schema) -> tuple[Query, Node]:
        node = parse(request.query)
        compiler = Compiler(schema, request.query, request.language, self._entity_id)
        parts = [compiler.query(node), compiler.dates(request.date_from, request.date_to)]
        conditions = {
            "outlet": request.outlet,
            "language": request.language,
            "role": "first" if request.fold_copies else None,
        }
        parts += [compiler.equal(name, value) for name, value in conditions.items() if value is not None]
        if request.entity is not None:
            parts.append(compiler.query(Filter("entity", request.entity, 0)))
        return Query.boolean_query([(Occur.Must, part) for part in parts]), node

    def _entity_id(self, name: str) -> str:
        rows = (
            self._cursor()
            .execute(
                f"""SELECT entity_id, name, type, list_contains(aliases, $1) AND name <> $1 AS by_alias FROM {CATALOG}.entities
                WHERE name = $1 OR entity_id = $1 OR name || ' (' || type || ')' = $1 OR list_contains(aliases, $1)
                ORDER BY by_alias, name, type, entity_id""",
                [name],
            )
            .fetchall()
        )
        rows = [row for row in rows if row[3] == rows[0][3]]
        if not rows:
            raise UsageError(f"no entity is named {name!r}", hint='`dossier sql "FROM entities"` lists them')
        if len(rows) > 1:
            shown = ", ".join(f"{n} ({kind}) {i[:12]}" for i, n, kind, _ in rows[:_AMBIGUOUS_SHOWN])
            raise UsageError(
                f"{len(rows)} entities are named {name!r}", hint=f"say NAME (TYPE) or the whole id: {shown}"
            )
        return str(rows[0][0])

    def _named(self, counts: list[tuple[str, int]]) -> list[tuple[str, int]]:
        """Return counts by id as counts by name, with the type where a name alone fits several entities."""
        labels = self._labels
        if missing := [entity_id for entity_id, _ in counts if entity_id not in labels]:
            rows = self._cursor().execute(
                f"""SELECT e.entity_id, e.name, e.type, (SELECT count(*) FROM {CATALOG}.entities o WHERE o.name = e.name)
                    FROM {CATALOG}.entities e WHERE list_contains($1, e.entity_id)""",
                [missing],
            )
            labels |= {i: name if n == 1 else f"{name} ({kind})" for i, name, kind, n in rows.fetchall()}
        return [(labels.get(entity_id, entity_id), n) for entity_id, n in counts]

    def _hits(self, ranked: Sequence[tuple[float, Shown]], node: Node, language: str | None) -> list[Hit]:
        looked_for = wanted(node, language)
        hits = list[Hit]()
        for score, row in ranked:
            found = marks(row.body, row.language, looked_for)
            start, end = snippet(row.body, found)
            part = row.body[start:end]
            hits.append(Hit(row.article_id, score, row.title, row.outlet, row.published, part, found, start))
        return hits


_AGGREGATES = {
    "total": {"value_count": {"field": "order"}},
    "months": {"terms": {"field": "month", "size": _MONTHS}},
    **{name: {"terms": {"field": name, "size": _VALUES}} for name in FACETS},
}


def _ranked(searcher: tantivy.Searcher, query: Query, node: Node, start: int, stop: int) -> list[tuple[float, Shown]]:
    """Return the scores and rows of the hits at these places, in an order that the index's layout cannot change.

    Equal scores are put in order by the field ``order``: the newest first, those of one day by their ids.
    """
    if start >= stop:
        return []
    if not has_words(node):
        result = searcher.search(query, stop - start, count=False, order_by_field="order", offset=start)
        return [(0.0, shown(searcher.doc(address))) for _, address in result.hits]
    asked = stop + 1
    while True:
        hits = searcher.search(query, asked, count=False).hits
        if len(hits) < asked or hits[-1][0] < hits[stop - 1][0]:
            break
        asked *= 4  # the last place is shared: by whom, the order decides
    orders = searcher.fast_field_values("order", [address for _, address in hits])
    ranked = sorted(zip(hits, orders, strict=True), key=lambda h: (-h[0][0], -int(h[1] or 0)))
    return [(score, shown(searcher.doc(address))) for (score, address), _ in ranked[start:stop]]
