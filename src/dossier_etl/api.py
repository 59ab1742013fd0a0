"""The library's public face: open a warehouse, fill it, ask it, decide in it.

Everything here is re-exported by ``dossier_etl``; other modules may change between versions. The examples run in a temporary
folder beside ``seeds/``.
"""

import getpass
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from dossier_etl.curate.items import decide_item
from dossier_etl.errors import UsageError
from dossier_etl.lake.item_queries import evidence_rows, find_item
from dossier_etl.lake.read import reader
from dossier_etl.pipeline.ingest import ingest as run_ingest
from dossier_etl.pipeline.preview import preview
from dossier_etl.pipeline.reprocess import reprocess as run_reprocess
from dossier_etl.pipeline.reprocess import select_documents
from dossier_etl.pipeline.run_summary import Summary
from dossier_etl.publish.publish import PublishSummary, publish
from dossier_etl.report import Report, ReportRequest
from dossier_etl.report import report as make_report
from dossier_etl.search import Search, SearchRequest, SearchResult
from dossier_etl.settings import Settings, load_settings


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate that was considered for a field of an item: the winner, or a rival with the reason why it lost."""

    field: str
    chosen: bool
    value: str | None
    confidence: float
    rule: str
    """``family.name``"""
    rule_version: int
    source: str
    """``body, document, metadata, url`` or ``decision``: the text that ``start`` and ``end`` refer to."""
    path: str | None
    """Where in the metadata."""
    start: int | None
    end: int | None
    snippet: str | None
    """The characters themselves."""
    why: str | None


@dataclass(frozen=True)
class Article:
    """An article of the warehouse, or an item in its quarantine (then ``reasons`` is not empty), with its evidence."""

    id: str
    values: Mapping[str, Any]
    """Columns of ``publications`` or ``quarantine``, and the document's ``source_uri`` and ``locator``."""
    evidence: tuple[Evidence, ...]
    """By field, the winner first."""

    @property
    def title(self) -> str | None:
        """Headline."""
        return self._text("title")

    @property
    def body(self) -> str:
        """Text; of a quarantined item its beginning."""
        return self._text("body") or self._text("text") or ""

    @property
    def published(self) -> str | None:
        """Publication date in EDTF."""
        return self._text("published")

    @property
    def outlet(self) -> str | None:
        """Outlet, as it spells itself."""
        return self._text("outlet")

    @property
    def authors(self) -> tuple[str, ...]:
        """People who wrote it, in the order of the page."""
        return tuple(self.values.get("authors") or ())

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is in quarantine; empty if it is not."""
        return tuple(self.values.get("reasons") or ())

    def why(self, field: str) -> tuple[Evidence, ...]:
        """Return everything that was considered for a field, the winner first."""
        return tuple(e for e in self.evidence if e.field == field)

    def _text(self, name: str) -> str | None:
        value = self.values.get(name)
        return None if value is None else str(value)


class Dossier:
    """A warehouse of news articles: a lake of Parquet files, filled by runs and read with SQL.

    Not thread-safe; several processes may read the same warehouse while one of them writes.

    >>> dossier = Dossier.open(folder / "warehouse", entities=False)
    >>> dossier.ingest(seeds / "01-harbour.html").total.loaded
    1
    >>> dossier.close()
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._open: Any = None

    @classmethod
    def open(cls, warehouse: str | Path = "warehouse", **settings: Any) -> Self:
        """Open a warehouse; its folder is made by the first `ingest`.

        Args:
            warehouse: the folder.
            settings: further settings by name, as `dossier config` lists them. ``dossier.toml`` and the environment are read, too.
        Raises:
            UsageError: an unknown setting, or a value of the wrong kind.

        >>> Dossier.open(folder / "warehouse", workers=1).settings.workers
        1
        """
        return cls(load_settings({"warehouse": warehouse, **settings}))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection for reading, if one is open."""
        if self._open is not None:
            self._open.__exit__(None, None, None)
            self._open = None
            self.__dict__.pop("_con", None)

    @cached_property
    def _con(self) -> duckdb.DuckDBPyConnection:
        self._open = reader(self.settings, guarded=True)
        con: duckdb.DuckDBPyConnection = self._open.__enter__()
        return con

    def ingest(self, *sources: str | Path) -> Summary:
        """Read files, folders and globs into the warehouse and publish it; what is known is skipped.

        Returns:
            The counts per source, the reasons of what went to quarantine, and the validations.
        Raises:
            SourceError: a source is not there.
            QuarantineLimitExceeded, ExpectationsFailed: nothing of the batch was loaded.
            WarehouseLocked: another process is writing.

        >>> with Dossier.open(folder / "warehouse", entities=False) as dossier:
        ...     summary = dossier.ingest(seeds / "01-harbour.html", seeds / "04-doubled-body.txt")
        >>> summary.total.loaded, summary.reasons
        (1, {'date_missing': 1, 'outlet_missing': 1})
        """
        summary = run_ingest(self.settings, [str(source) for source in sources])
        if self.settings.publish:
            publish(self.settings)
        return summary

    def reprocess(self, where: str | None = None) -> Summary:
        """Derive stored documents again from their bytes, with today's rules and all human decisions.

        Args:
            where: SQL condition on the documents' items (``outlet = 'The River Review'``); None for all documents.

        >>> with Dossier.open(folder / "warehouse", entities=False) as dossier:
        ...     _ = dossier.ingest(seeds / "01-harbour.html")
        ...     dossier.reprocess("outlet IS NOT NULL").total.items_in
        1
        """
        documents = select_documents(self.settings, where) if where else None
        summary = run_reprocess(self.settings, documents)
        if self.settings.publish:
            publish(self.settings)
        return summary

    def sql(self, query: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> duckdb.DuckDBPyRelation:
        """Run a query and return its result as a DuckDB relation in memory: ``.df()``, ``.pl()``, ``.arrow()``, ``.fetchall()``.

        The query is read-only and sees neither files nor network. No transaction stays open behind the result.

        >>> with Dossier.open(folder / "warehouse", entities=False) as dossier:
        ...     _ = dossier.ingest(seeds / "01-harbour.html")
        ...     dossier.sql("SELECT outlet, published FROM articles WHERE word_count > ?", [10]).fetchall()
        [('The Halvern Gazette', '2024-09-17T08:30:00+02:00')]
        """
        result = self._con.execute(query, parameters).to_arrow_table()
        return duckdb.connect().from_arrow(result)

    def article(self, item_id: str) -> Article:
        """Return an article or a quarantined item with its evidence.

        Args:
            item_id: its id, or a beginning that no other id has.
        Raises:
            UsageError: no item, or several, begin so.

        >>> with Dossier.open(folder / "warehouse", entities=False) as dossier:
        ...     _ = dossier.ingest(seeds / "01-harbour.html")
        ...     [(article_id,)] = dossier.sql("SELECT article_id FROM articles").fetchall()
        ...     article = dossier.article(article_id[:8])
        >>> article.outlet, article.why("published")[0].source
        ('The Halvern Gazette', 'document')
        """
        item = find_item(self._con, item_id)
        if item is None:
            raise UsageError(
                f"no article or quarantined item {item_id!r}", hint='`dossier sql "FROM articles"` lists them'
            )
        columns, rows = evidence_rows(self._con, str(item["id"]))
        evidence = tuple(Evidence(**dict(zip(columns, row, strict=True))) for row in rows)
        return Article(str(item["id"]), {k: v for k, v in item.items() if k not in ("id", "kind")}, evidence)

    def publish(self, *, rebuild: bool = False) -> PublishSummary:
        """Bring the read model (``published/`` in the warehouse) and the search index up to the lake's state.

        `ingest` and `reprocess` do it at their end unless the setting ``publish`` is off.

        Args:
            rebuild: build everything anew.
        Raises:
            WarehouseLocked: another process is doing it.

        >>> with Dossier.open(folder / "warehouse", entities=False, publish=False) as dossier:
        ...     _ = dossier.ingest(seeds / "01-harbour.html")
        ...     dossier.publish().read_model.publications
        1
        """
        return publish(self.settings, rebuild=rebuild)

    def search(self, query: str = "", **conditions: Any) -> SearchResult:
        """Find publications by their words in the full-text index.

        Args:
            query: in the query language that `dossier search --help` shows; empty: everything, newest first.
            conditions: ``date_from``, ``date_to``, ``outlet``, ``entity``, ``language``, ``fold_copies``, ``limit``, ``offset``.
        Raises:
            UsageError: the query cannot be read, or no entity, or several, have the name.
            WarehouseMissing: no index yet: `publish` makes it.

        >>> with Dossier.open(folder / "warehouse", entities=False, publish=True) as dossier:
        ...     _ = dossier.ingest(seeds / "01-harbour.html")
        ...     result = dossier.search("harbours", language="en")
        >>> result.total, [hit.outlet for hit in result.hits]
        (1, ['The Halvern Gazette'])
        """
        with Search.open(self.settings) as search:
            return search.run(SearchRequest(query, **conditions))

    def report(self, name: str = "", **conditions: Any) -> Report:
        """Return a sourced report: what the articles say of a name, a query or a story, each row with its references.

        `dossier_etl.report` has `to_html`, `to_markdown` and `to_json`.

        Args:
            name: name or alias of an entity, or words to look for.
            conditions: instead of a name ``query``, ``entity`` or ``story``; ``date_from``, ``date_to``, ``outlet``, ``language``.
        Raises:
            UsageError: nothing fits, or the name fits a person and something else.

        >>> with Dossier.open(folder / "warehouse", entities=False) as dossier:
        ...     _ = dossier.ingest(seeds / "01-harbour.html")
        ...     report = dossier.report("Halvern")
        >>> report.title, [source.outlet for source in report.sources]
        ('Halvern', ['The Halvern Gazette'])
        """
        return make_report(self.settings, ReportRequest(name=name, **conditions))

    def decide(self, item_id: str, action: str = "set", *, who: str = "", note: str = "", **values: str) -> str:
        """Append a human decision about an item; the next run applies it, and it holds for good.

        Args:
            item_id: its id, or a beginning that no other id has.
            action: ``set`` (the values), ``accept`` (the suggestions), ``reject`` or ``retry``.
            who: who decided; default the user of this process.
            values: for ``set``: ``published`` (EDTF), ``outlet``, ``title``, ``authors`` (joined by ``;``), ``origin_outlet``,
                ``language``.
        Returns:
            The full id.
        Raises:
            UsageError: no such item, an unknown field, an invalid date, or nothing to accept.

        >>> with Dossier.open(folder / "warehouse", entities=False) as dossier:
        ...     _ = dossier.ingest(seeds / "04-doubled-body.txt")
        ...     [(item_id,)] = dossier.sql("SELECT item_id FROM inbox").fetchall()
        ...     _ = dossier.decide(item_id, outlet="The River Review", published="2014-06-17", who="ada")
        ...     _ = dossier.ingest(seeds / "04-doubled-body.txt")
        ...     dossier.sql("SELECT outlet, published_basis FROM articles").fetchall()
        [('The River Review', 'curated')]
        """
        return decide_item(self.settings, item_id, action, values, who=who or getpass.getuser(), note=note)

    @staticmethod
    def extract(*sources: str | Path, **settings: Any) -> Iterator[dict[str, Any]]:
        """Yield what the sources hold as JSON-like objects, without a warehouse: the same rules as an ingest.

        Args:
            sources: files, folders, globs.
            settings: settings by name, as `dossier config` lists them.

        >>> [item["outlet"] for item in Dossier.extract(seeds / "01-harbour.html", entities=False)]
        ['The Halvern Gazette']
        """
        for line in preview(load_settings(settings), [str(source) for source in sources]):
            item: dict[str, Any] = json.loads(line)
            yield item
