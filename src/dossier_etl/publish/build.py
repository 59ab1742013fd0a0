"""Building the read model from one snapshot of the lake: all of it, or what changed since the last one."""

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dossier_etl.lake.changes import any_changed, changed, current_snapshot, has_snapshot
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.publish import marts
from dossier_etl.publish.key_sentences import key_sentences
from dossier_etl.publish.marts import Mart
from dossier_etl.publish.read_model import write_database
from dossier_etl.publish.store import (
    Manifest,
    models_folder,
    new_model,
    published_folder,
    put_in_force,
    read_manifest,
    writing,
)
from dossier_etl.settings import Settings
from dossier_etl.sql import sql_literal

_FORM = 2
"""Version of the marts and of their files: a read model of another one is built anew."""
_COPY = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20000)"
_FEW_PARTS = 0.25
"""Share of the parts up to which totals of pairs are grown instead of summed anew."""
_ROWS = 2_000
"""Bodies read at a time."""
_TOUCHING = (
    ("publications", "article_id"),
    ("story_members", "article_id"),
    ("mentions", "article_id"),
    ("date_mentions", "article_id"),
)
"""Tables, and the column that tells whose rows in the marts a change of theirs touches."""
_SENTENCE_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(("article_id", "sentence", "outlet"), pa.string()),
    **dict.fromkeys(("rank", "start", "end"), pa.int32()),
    "score": pa.float64(),
    "published_on": pa.date32(),
}
_SENTENCES = pa.schema(_SENTENCE_TYPES)


@dataclass(frozen=True, slots=True)
class Published:
    """What a build did."""

    snapshot: int
    rebuilt: bool
    publications: int
    """Publications whose rows were made anew; 0 when the read model is as it was."""
    parts: int
    """Parts of the large marts that were rewritten."""


def build(settings: Settings, *, rebuild: bool = False) -> Published:
    """Bring the read model up to the lake's current snapshot. Readers see the old one until the new one is whole.

    Args:
        rebuild: build all of it, whatever is there.
    Raises:
        WarehouseMissing: no lake.
        WarehouseLocked: another process is building.
    """
    with writing(settings):
        con = connect(settings)
        try:
            snapshot = current_snapshot(con)
            before = None if rebuild else read_manifest(published_folder(settings))
            if before and (before.made_by != _made_by() or not has_snapshot(con, before.snapshot)):
                before = None
        finally:
            con.close()
        if before and before.snapshot == snapshot:
            return Published(snapshot, rebuilt=False, publications=0, parts=0)
        folder = new_model(settings)
        con = connect(settings, snapshot=snapshot)
        try:
            con.execute(f"SET temp_directory = {sql_literal(str(models_folder(settings) / 'spill'))}")
            work = _Build(con, folder, before, published_folder(settings).resolve(), snapshot)
            manifest = work.run()
        finally:
            con.close()
        write_database(folder)
        put_in_force(settings, folder, manifest)
        return Published(snapshot, before is None, work.publications, len(work.parts))


def _made_by() -> str:
    return f"form {_FORM}, duckdb {version('duckdb')}"


class _Build:
    def __init__(
        self, con: duckdb.DuckDBPyConnection, folder: Path, before: Manifest | None, old: Path, snapshot: int
    ) -> None:
        self._con, self._folder, self._before, self._old, self._snapshot = con, folder, before, old, snapshot
        self.publications = 0
        self.parts: list[str] = []

    def run(self) -> Manifest:
        con = self._con
        for mart in (*marts.OF_PUBLICATIONS, *marts.OF_PARTS, *marts.WHOLE):
            (self._folder / mart.name).mkdir()
        self._scope()
        for mart in marts.OF_PUBLICATIONS:
            self._fresh(mart)
        self._touched_parts()
        for mart in (*marts.OF_PUBLICATIONS, *marts.OF_PARTS):
            self._keep(mart, without=self.parts)
        for part in self.parts:
            for mart in marts.OF_PUBLICATIONS:
                self._write_part(mart, part)
            for mart in marts.OF_PARTS:
                self._view("article", [self._folder / "article" / f"{part}.parquet"])
                self._view("entity_article", [self._folder / "entity_article" / f"{part}.parquet"])
                self._copy(f"{mart.sql} ORDER BY {mart.sort}", mart, part)
        for mart in (*marts.OF_PUBLICATIONS, *marts.OF_PARTS):
            self._view(mart.name, sorted((self._folder / mart.name).iterdir()))
        for mart in marts.WHOLE:
            if self._stays(mart):
                self._keep(mart)
            else:
                sql = self._grown_totals() if mart is marts.PAIR_TOTALS else ""
                self._copy(f"SELECT * FROM ({sql or mart.sql}) ORDER BY {mart.sort}", mart, "all")
            self._view(mart.name, [self._folder / mart.name / "all.parquet"])
        rows = {m.name: int(con.execute(f"SELECT count(*) FROM {m.name}").fetchall()[0][0]) for m in marts.PUBLIC}
        return Manifest(self._snapshot, _made_by(), rows)

    def _scope(self) -> None:
        """Make the table ``scope``: the publications whose rows are made anew; all of them in a first build.

        A change of one member of a story touches all of them, and another name of an entity all that mention it.
        """
        con = self._con
        con.execute("CREATE TEMP TABLE scope (article_id VARCHAR)")
        if self._before is None:
            con.execute(f"INSERT INTO scope SELECT article_id FROM {CATALOG}.publications")
        else:
            since = self._before.snapshot
            self._old_view("article")
            self._old_view("entity_article")
            con.execute(
                "CREATE TEMP TABLE touched AS "
                + " UNION ".join(changed(table, key, since, self._snapshot) for table, key in _TOUCHING)
            )
            if any_changed(con, "entities", since, self._snapshot):
                con.execute(
                    f"""INSERT INTO touched SELECT DISTINCT o.article_id FROM old_entity_article o
                        JOIN {CATALOG}.entities e USING (entity_id) WHERE o.name <> e.name OR o.type <> e.type"""
                )
            con.execute(
                f"""INSERT INTO scope
                    WITH places AS (
                        SELECT article_id, story_id FROM {CATALOG}.story_members UNION SELECT article_id, story_id FROM old_article
                    ), stories AS (SELECT DISTINCT story_id FROM places SEMI JOIN touched USING (article_id))
                    SELECT article_id FROM touched UNION SELECT article_id FROM places SEMI JOIN stories USING (story_id)"""
            )
        self.publications = int(con.execute("SELECT count(*) FROM scope").fetchall()[0][0])

    def _fresh(self, mart: Mart) -> None:
        """Make the table of a mart's rows of the publications in scope, with their parts."""
        if mart is marts.KEY_SENTENCE:
            self._fresh_sentences()
        else:
            self._con.execute(
                f"CREATE TEMP TABLE fresh_{mart.name} AS SELECT *, {marts.PART} AS part FROM ({mart.sql})"
            )

    def _fresh_sentences(self) -> None:
        """Make the table of key sentences; what Python makes goes through a file, so that memory stays flat."""
        reading = self._con.execute(
            f"""SELECT p.article_id, coalesce(p.title, ''), coalesce(p.body, ''), coalesce(m.starts, []), p.published_on, p.outlet
                FROM {CATALOG}.publications p SEMI JOIN scope USING (article_id)
                LEFT JOIN (
                    SELECT article_id, list("start") AS starts FROM {CATALOG}.mentions SEMI JOIN scope USING (article_id)
                    GROUP BY article_id
                ) m USING (article_id)"""
        )
        file = self._folder / "sentences.parquet"
        with pq.ParquetWriter(file, _SENTENCES) as writer:
            while rows := reading.fetchmany(_ROWS):
                if made := [sentence for row in rows for sentence in _sentence_rows(*row)]:
                    columns = [pa.array(values) for values in zip(*made, strict=True)]
                    writer.write_table(pa.table(columns, names=_SENTENCES.names).cast(_SENTENCES))
        self._con.execute(
            f"CREATE TEMP TABLE fresh_key_sentence AS SELECT *, {marts.PART} AS part FROM {_parquet([file])}"
        )
        file.unlink()

    def _touched_parts(self) -> None:
        """Find the parts that have or had a row of a publication in scope."""
        sources = [f"SELECT part FROM fresh_{mart.name}" for mart in marts.OF_PUBLICATIONS]
        if self._before:
            sources.append(f"SELECT {marts.PART} FROM old_article SEMI JOIN scope USING (article_id)")
        found = self._con.execute(f"SELECT DISTINCT part FROM ({' UNION ALL '.join(sources)}) ORDER BY 1").fetchall()
        self.parts = [str(part) for (part,) in found]

    def _write_part(self, mart: Mart, part: str) -> None:
        """Write a part: the rows made anew, and the old rows of publications that were not touched."""
        columns = ", ".join(f'"{name}"' for name in mart.columns)
        sql = f"SELECT {columns} FROM fresh_{mart.name} WHERE part = {sql_literal(part)}"
        old = self._old / mart.name / f"{part}.parquet"
        if self._before and old.is_file():
            sql += f" UNION ALL SELECT {columns} FROM {_parquet([old])} ANTI JOIN scope USING (article_id)"
        self._copy(f"SELECT * FROM ({sql}) ORDER BY {mart.sort}", mart, part)

    def _copy(self, sql: str, mart: Mart, part: str) -> None:
        file = self._folder / mart.name / f"{part}.parquet"
        columns = ", ".join(f'"{name}"' for name in mart.columns)
        self._con.execute(f"COPY (SELECT {columns} FROM ({sql})) TO {sql_literal(str(file))} {_COPY}")

    def _keep(self, mart: Mart, without: Iterable[str] = ()) -> None:
        """Take the old files over, but for some parts."""
        if self._before:
            for file in (self._old / mart.name).iterdir():
                if file.stem not in set(without):
                    os.link(file, self._folder / mart.name / file.name)

    def _stays(self, mart: Mart) -> bool:
        """Return True if nothing changed that a whole mart is made from."""
        if self._before is None:
            return False
        if "article" in mart.reads and self.parts:
            return False
        since = self._before.snapshot
        return not any(any_changed(self._con, t, since, self._snapshot) for t in mart.reads if t != "article")

    def _grown_totals(self) -> str:
        """Return SQL for the totals of pairs that sums only pairs whose count changed; empty when that would cost more.

        Of 16.6 million counts, summing all takes 3.3 s, those of one part 0.7.
        """
        parts = [self._folder / "_pair_counts" / f"{part}.parquet" for part in self.parts]
        all_parts = list((self._folder / "_pair_counts").iterdir())
        if self._before is None or len(parts) > _FEW_PARTS * len(all_parts):
            return ""
        new = f"SELECT a, b, n FROM {_parquet(parts)}"
        olds = [file for part in parts if (file := self._old / "_pair_counts" / part.name).is_file()]
        old = (
            f"SELECT a, b, n FROM {_parquet(olds)}"
            if olds
            else "SELECT 0::UBIGINT AS a, 0::UBIGINT AS b, 0 AS n WHERE false"
        )
        self._con.execute(
            f"""CREATE TEMP TABLE pairs_changed AS
                SELECT DISTINCT a, b FROM (SELECT *, 1 AS side FROM ({new}) UNION ALL SELECT *, -1 FROM ({old}))
                GROUP BY a, b, n HAVING sum(side) <> 0"""
        )
        before = _parquet([self._old / "_pair_totals" / "all.parquet"])
        return f"""
            SELECT a, b, n FROM {before} ANTI JOIN pairs_changed USING (a, b)
            UNION ALL
            SELECT a, b, sum(n)::INTEGER FROM _pair_counts SEMI JOIN pairs_changed USING (a, b)
            GROUP BY a, b HAVING sum(n) >= {marts.LEAST_SHARED}"""

    def _view(self, name: str, files: Sequence[Path]) -> None:
        mart = next(m for m in (*marts.OF_PUBLICATIONS, *marts.OF_PARTS, *marts.WHOLE) if m.name == name)
        if not files:
            files = [self._folder / mart.name / "none.parquet"]
            self._copy(f"SELECT * FROM {self._empty(mart)}", mart, "none")
        self._con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {_parquet(files)}")

    def _old_view(self, name: str) -> None:
        files = sorted((self._old / name).iterdir())
        self._con.execute(f"CREATE TEMP VIEW old_{name} AS SELECT * FROM {_parquet(files)}")

    def _empty(self, mart: Mart) -> str:
        return f"fresh_{mart.name}" if mart in marts.OF_PUBLICATIONS else f"({mart.sql})"


def _sentence_rows(
    article_id: str, title: str, body: str, mentions: list[int], day: dt.date | None, outlet: str | None
) -> Iterator[tuple[object, ...]]:
    """Yield an article's rows, columns in the order of the schema."""
    for rank, s in enumerate(key_sentences(title, body, mentions), 1):
        yield article_id, body[s.start : s.end], outlet, rank, s.start, s.end, s.score, day


def _parquet(files: Sequence[Path]) -> str:
    return f"read_parquet([{', '.join(sql_literal(str(file)) for file in files)}])"
