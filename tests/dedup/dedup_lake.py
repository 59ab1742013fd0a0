"""A small lake, loaded the way the loader does it."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
from dedup_texts import Text
from duckdb_extensions import import_extension

from dossier_etl.dedup import stories
from dossier_etl.dedup.tables import TABLES
from dossier_etl.dedup.views import VIEWS

_TYPES = {
    pa.string(): "VARCHAR",
    pa.uint64(): "UBIGINT",
    pa.int32(): "INTEGER",
    pa.float64(): "DOUBLE",
    pa.date32(): "DATE",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
}
_PUBLICATIONS = """article_id VARCHAR, document_id VARCHAR, title VARCHAR, body VARCHAR, published VARCHAR, published_on DATE,
    published_latest DATE, published_basis VARCHAR, outlet VARCHAR, origin_outlet VARCHAR, url VARCHAR"""


class Lake:
    """A lake with the tables the search for copies needs."""

    def __init__(self, folder: Path | None = None) -> None:
        """A DuckLake in an empty folder, or, where that makes no difference, plain DuckDB in memory."""
        self.con = duckdb.connect()
        self.con.execute("SET TimeZone = 'UTC'")
        if folder:
            for name in ("ducklake", "sqlite_scanner"):
                import_extension(name, con=self.con)
                self.con.execute(f"LOAD {name}")
            self.con.execute(
                f"ATTACH 'ducklake:sqlite:{folder / 'catalog.sqlite'}' AS lake "
                f"(DATA_PATH '{folder / 'data'}/', DATA_INLINING_ROW_LIMIT 0, OVERRIDE_DATA_PATH true)"
            )
        else:
            self.con.execute("ATTACH ':memory:' AS lake")
        self.con.execute("USE lake")
        self.con.execute("BEGIN")
        for name, schema in TABLES.items():
            self.con.execute(f"CREATE TABLE {name} ({', '.join(f'{f.name} {_TYPES[f.type]}' for f in schema)})")
        self.con.execute("CREATE TABLE documents (document_id VARCHAR, captured_at TIMESTAMPTZ)")
        self.con.execute(f"CREATE TABLE publications ({_PUBLICATIONS})")
        for name, sql in VIEWS.items():
            self.con.execute(f"CREATE VIEW {name} AS {sql}")
        self.con.execute("COMMIT")

    def stage(self, texts: Sequence[Text]) -> None:
        """Make the temporary table ``staged_texts``."""
        strings = ("article_id", "body", "outlet", "origin_outlet", "title", "url")
        fields = [pa.field(c, pa.string()) for c in strings]
        fields += [pa.field(c, pa.date32()) for c in ("published_on", "published_latest")]
        schema = pa.schema([*fields, pa.field("captured_at", pa.timestamp("us", tz="UTC"))])
        rows = [
            {
                "article_id": t.article_id,
                "body": t.body,
                "outlet": t.outlet,
                "origin_outlet": t.origin,
                "title": t.title,
                "url": t.url,
                "published_on": t.day,
                "published_latest": t.latest or t.day,
                "captured_at": t.captured_at,
            }
            for t in texts
        ]
        self.con.register("incoming", pa.Table.from_pylist(rows, schema=schema))
        self.con.execute("CREATE OR REPLACE TEMP TABLE staged_texts AS SELECT * FROM incoming")
        self.con.unregister("incoming")

    def load(self, texts: Sequence[Text], run_id: str = "run") -> None:
        """Load a batch in one transaction."""
        self.con.execute("BEGIN")
        self.stage(texts)
        stories.find_pairs(self.con, "lake", "staged_texts")
        stories.assign_stories(self.con, "lake", "staged_texts", run_id)
        self.con.execute(
            """INSERT INTO publications BY NAME
               SELECT * EXCLUDE (captured_at), article_id AS document_id, published_on::VARCHAR AS published FROM staged_texts"""
        )
        self.con.execute("INSERT INTO documents SELECT article_id, captured_at FROM staged_texts")
        self.con.execute("COMMIT")

    def forget(self, article_ids: Sequence[str]) -> None:
        """Remove publications in one transaction, nothing coming back."""
        self.con.execute("BEGIN")
        self.con.execute("CREATE OR REPLACE TEMP TABLE gone AS SELECT unnest(?) AS article_id", [list(article_ids)])
        stories.forget_publications(self.con, "lake", "gone")
        self.con.execute("DELETE FROM publications WHERE article_id IN (SELECT article_id FROM gone)")
        self.stage([])
        stories.find_pairs(self.con, "lake", "staged_texts")
        stories.assign_stories(self.con, "lake", "staged_texts", "forget")
        self.con.execute("COMMIT")

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return self.con.execute(query).fetchall()

    def members(self) -> list[tuple[object, ...]]:
        """``story_members`` without the run."""
        return self.rows("SELECT * EXCLUDE (run_id) FROM story_members ORDER BY ALL")

    def role(self, article_id: str) -> tuple[object, ...]:
        """(role, copy_of, relation) of a publication."""
        return self.rows(f"SELECT role, copy_of, relation FROM story_members WHERE article_id = '{article_id}'")[0]
