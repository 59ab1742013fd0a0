"""What is exported: the rows of a view, of an SQL query or of a search, or the whole read model."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb
import pyarrow as pa

from dossier_etl.errors import UsageError
from dossier_etl.lake.changes import current_snapshot
from dossier_etl.lake.connect import CATALOG
from dossier_etl.lake.read import reader
from dossier_etl.publish import marts
from dossier_etl.publish.read_model import open_published
from dossier_etl.publish.store import model_in_force, read_manifest
from dossier_etl.search import Search, SearchRequest
from dossier_etl.settings import Settings
from dossier_etl.sql import quote

_ROWS = 2_000
"""Rows held at a time."""
_FOUND = """
    SELECT p.* FROM lake.publications p JOIN chosen USING (article_id) ORDER BY chosen.place
"""
_CHOSEN_TYPES: dict[str, pa.DataType] = {"article_id": pa.string(), "place": pa.int64()}


@dataclass
class Source:
    """Rows to export, from one state of the warehouse."""

    con: duckdb.DuckDBPyConnection
    """Where they are read: the lake, or the read model; nothing else can be reached through it."""
    name: str
    """The view's name, or ``query`` or ``sql``."""
    sql: str
    asked: dict[str, str] = field(default_factory=dict)
    """What the user asked for, for the sidecar."""
    snapshot: int = 0
    """The lake's snapshot."""
    columns: list[str] = field(default_factory=list)
    types: list[Any] = field(default_factory=list)
    of_lake: bool = False
    """Whether the connection reads the lake."""

    def describe(self) -> "Source":
        """Learn the columns and their types. Raises UsageError where the query cannot be run."""
        result = self._run()
        self.columns = [c[0] for c in result.description or ()]
        self.types = [c[1] for c in result.description or ()]
        if len(set(self.columns)) < len(self.columns):
            raise UsageError("two columns of the query have one name", hint="give them names with AS")
        return self

    def batches(self) -> Iterator[Sequence[tuple[Any, ...]]]:
        """Yield all rows, some at a time."""
        result = self._run()
        yield from iter(lambda: result.fetchmany(_ROWS), [])

    def arrow(self) -> pa.RecordBatchReader:
        """Return all rows as Arrow batches."""
        return self._run().to_arrow_reader(_ROWS)

    def choose_articles(self) -> int:
        """Put the ids of publications that the rows name, in their order, each once, into the table ``chosen``; return how many.

        Raises:
            UsageError: the rows have no column ``article_id``.
        """
        if not self.of_lake or "article_id" not in self.columns:
            raise UsageError(
                f"{self.name} holds no articles of the lake",
                hint="this format does: export articles, --query, or --sql with a column article_id",
            )
        at = self.columns.index("article_id")
        ids = dict.fromkeys(str(row[at]) for batch in self.batches() for row in batch if row[at] is not None)
        register_ids(self.con, "chosen", list(ids))
        return len(ids)

    def articles(self) -> Iterator[dict[str, Any]]:
        """Yield the publications that the rows name, in their order. Raises as `choose_articles`."""
        self.choose_articles()
        result = self.con.execute(_FOUND)
        names = [c[0] for c in result.description or ()]
        for batch in iter(lambda: result.fetchmany(_ROWS), []):
            for row in batch:
                yield dict(zip(names, row, strict=True))

    def _run(self) -> duckdb.DuckDBPyConnection:
        try:
            result = self.con.execute(self.sql)
        except duckdb.Error as error:
            raise UsageError(str(error), hint="`dossier schema` lists tables and columns") from error
        if not result.description:
            raise UsageError("the query asks for nothing", hint='e.g. --sql "FROM articles"')
        return result


@contextmanager
def open_source(settings: Settings, *, view: str | None, query: str | None, sql: str | None) -> Iterator[Source]:
    """Open what was asked for: one of the three.

    Args:
        view: a table or view of the lake, or a mart.
        query: a search; its hits' publications, best first.
        sql: a query on the lake.
    Raises:
        UsageError: more than one was asked for, no such view, or the query cannot be run.
    """
    asked = {k: v for k, v in (("view", view), ("query", query), ("sql", sql)) if v is not None}
    if len(asked) > 1:
        raise UsageError("export one thing: a view, --query or --sql", hint="`dossier export --help`")
    with ExitStack() as stack:
        con = stack.enter_context(reader(settings, guarded=True))
        source = Source(con, next(iter(asked)), "", asked, current_snapshot(con), of_lake=True)
        if sql is not None:
            source.sql = sql
        elif query is not None:
            with Search.open(settings) as search:
                ids = search.ids(SearchRequest(query))
            register_ids(con, "found", ids)
            source.sql = "SELECT p.* FROM lake.publications p JOIN found USING (article_id) ORDER BY found.place"
        elif _in_lake(con, str(view)):
            source.name, source.sql = str(view), f"FROM {CATALOG}.{quote(str(view))}"
        elif view in {mart.name for mart in marts.PUBLIC}:
            source = stack.enter_context(open_model(settings, view))
            source.sql = f"FROM {view}"
        else:
            names = ", ".join(mart.name for mart in marts.PUBLIC)
            raise UsageError(f"no table or view {view!r}", hint=f"`dossier schema` lists them; marts: {names}")
        yield source.describe()


@contextmanager
def open_model(settings: Settings, name: str) -> Iterator[Source]:
    """Open the read model, for what is read there. Raises WarehouseMissing."""
    manifest = read_manifest(model_in_force(settings))
    with open_published(settings) as con:
        yield Source(con, name, "", {"view": name}, manifest.snapshot if manifest else 0)


@contextmanager
def open_marts(settings: Settings) -> Iterator[list[Source]]:
    """Open every mart of the read model. Raises WarehouseMissing."""
    with open_model(settings, "") as model:
        yield [replace(model, name=m.name, sql=f"FROM {m.name}").describe() for m in marts.PUBLIC]


def register_ids(con: duckdb.DuckDBPyConnection, table: str, ids: list[str]) -> None:
    """Make ids and their places a table of a connection that may write nothing."""
    columns = {"article_id": ids, "place": list(range(len(ids)))}
    con.register(table, pa.table(columns, schema=pa.schema(_CHOSEN_TYPES)))


def _in_lake(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    known = con.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_catalog = ? AND table_schema = 'main' AND table_name = ?",
        [CATALOG, name],
    )
    return bool(known.fetchall())
