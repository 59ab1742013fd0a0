"""How long the entity views take to answer about one entity in a large lake.

    python tests/benchmarks/entity_views.py [--articles 200000] [--mentions 3000000] [--runs 5] [--folder DIR]

Makes a lake of synthetic articles in a temporary folder (about 0.3 GB), loaded in batches as an ingest would, and asks each view about
the most frequent entity (named in almost every second article) and about three rarer ones, on a reader's connection that was
just opened and again when warm. Prints a table of milliseconds and checks the answers against a plain count.
"""

import argparse
import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from dossier_etl.dedup.tables import TABLES as STORY_TABLES
from dossier_etl.dedup.views import VIEWS as STORY_VIEWS
from dossier_etl.lake.connect import connect
from dossier_etl.lake.create import ensure
from dossier_etl.lake.read import reader
from dossier_etl.settings import Settings

TARGET_MS = 300
ENTITIES = 120_000
OUTLETS = 800
DAYS = 2_000
ARTICLES_A_BATCH = 5_120
"""Articles a transaction, ten of the loader's default."""
BODY = "The council met on Tuesday and heard the report on the harbour. "
VIEWS = ("entity_timeline", "co_mentions", "entity_outlets")
_ARTICLE = "md5('article' || {i})"
_ENTITY = "left(md5('entity' || {k}), 16)"


def _entity_rank(i: str, j: str) -> str:
    """SQL: which entity mention ``j`` of article ``i`` names. Ranks follow a power law: the first is in almost every second article.

    Every third mention repeats the one before it, as articles do.
    """
    draw = f"((hash({i} * 1000 + {j} - CASE WHEN {j} % 3 = 2 THEN 1 ELSE 0 END) % 1000003) / 1000003.0)"
    return f"floor(exp({draw} * ln({ENTITIES})))::BIGINT"


def build(settings: Settings, articles: int, mentions: int) -> None:
    """A lake of ``articles`` articles in which ``mentions`` names stand."""
    a_article = mentions // articles
    con = connect(settings, read_only=False, create=True)
    ensure(con, STORY_TABLES, STORY_VIEWS)
    con.execute(
        f"""INSERT INTO lake.entities BY NAME
            SELECT {_ENTITY.format(k="k")} AS entity_id, 'Entity ' || k AS name,
                   ['PERSON', 'ORG', 'GPE', 'LOC', 'NORP'][1 + k % 5] AS type FROM range({ENTITIES + 1}) e(k)"""
    )
    for first in range(0, articles, ARTICLES_A_BATCH):
        rows = f"range({first}, {min(first + ARTICLES_A_BATCH, articles)}) a(i)"
        con.execute("BEGIN")
        con.execute(
            f"""INSERT INTO lake.publications BY NAME
                SELECT {_ARTICLE.format(i="i")} AS article_id, md5('document' || i) AS document_id, 0 AS position,
                       'Report ' || i AS title, repeat('{BODY}', 40) || i AS body, 'en' AS language, ['Jane Doe'] AS authors,
                       strftime(day, '%Y-%m-%d') AS published, day AS published_on, day AS published_latest,
                       CASE WHEN i % 10 = 0 THEN 'time' ELSE 'day' END AS published_precision,
                       'Outlet ' || (hash(i) % {OUTLETS}) AS outlet, 400 AS word_count
                FROM (SELECT i, DATE '2018-01-01' + (hash(i + 7) % {DAYS})::INTEGER AS day FROM {rows})"""
        )
        con.execute(
            f"""INSERT INTO lake.mentions BY NAME
                SELECT {_ARTICLE.format(i="i")} AS article_id, {_ENTITY.format(k="k")} AS entity_id, 'PERSON' AS label,
                       'Entity ' || k AS surface, (j * 60)::INTEGER AS "start", (j * 60 + 12)::INTEGER AS "end", 0.9 AS confidence
                FROM (SELECT i, j, {_entity_rank("i", "j")} AS k FROM {rows}, range({a_article}) m(j))"""
        )
        con.execute("COMMIT")
    con.close()


def _one(con: duckdb.DuckDBPyConnection, sql: str, *values: object) -> tuple[object, ...]:
    row = con.execute(sql, values).fetchone()
    assert row is not None
    return row


def chosen_entities(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, int]]:
    """Kind of entity → its id and the number of articles that name it."""
    ranked = con.execute(
        "SELECT entity_id, count(DISTINCT article_id) FROM mentions GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20001"
    ).fetchall()
    return {"most frequent": ranked[0], "10th": ranked[9], "100th": ranked[99], "20,000th": ranked[20_000]}


def check(con: duckdb.DuckDBPyConnection, entity: str, articles: int) -> None:
    """The views agree with plain counts. Raises AssertionError."""
    for view in ("entity_timeline", "entity_outlets"):
        assert _one(con, f"SELECT sum(articles) FROM {view} WHERE entity_id = ?", entity)[0] == articles, view
    other, together = _one(
        con, "SELECT other_id, articles FROM co_mentions WHERE entity_id = ? ORDER BY articles DESC, 1 LIMIT 1", entity
    )
    plain = _one(
        con,
        """SELECT count(*) FROM (SELECT article_id FROM mentions WHERE entity_id = ?
           INTERSECT SELECT article_id FROM mentions WHERE entity_id = ?)""",
        entity,
        other,
    )
    assert plain[0] == together, (entity, other, plain, together)


def measure(settings: Settings, view: str, entity: str, runs: int) -> tuple[float, float, int]:
    """Milliseconds of the first answer on a new connection, median of the following, rows."""
    taken = []
    with reader(settings) as con:
        for _ in range(runs + 1):
            started = time.perf_counter()
            rows = con.execute(f"SELECT * FROM {view} WHERE entity_id = ?", [entity]).fetchall()
            taken.append((time.perf_counter() - started) * 1000)
    return taken[0], statistics.median(taken[1:]), len(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--mentions", type=int, default=3_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where to build (default: a temporary folder)")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=args.folder, prefix="entity-views-"))
    settings = Settings(warehouse=folder)
    try:
        started = time.perf_counter()
        build(settings, args.articles, args.mentions)
        size = sum(f.stat().st_size for f in folder.rglob("*.parquet")) / 1e6
        sys.stdout.write(
            f"built {args.articles:,} articles, {args.mentions:,} mentions, {size:.0f} MB, {time.perf_counter() - started:.0f} s\n\n"
        )
        with reader(settings) as con:
            entities = chosen_entities(con)
            for entity, articles in entities.values():
                check(con, entity, articles)
        sys.stdout.write(
            f"| view | entity (articles) | rows | first, ms | warm, ms | < {TARGET_MS} ms |\n|---|---|---|---|---|---|\n"
        )
        for view in VIEWS:
            for kind, (entity, articles) in entities.items():
                first, warm, rows = measure(settings, view, entity, args.runs)
                verdict = "yes" if max(first, warm) < TARGET_MS else "no"
                sys.stdout.write(
                    f"| {view} | {kind} ({articles:,}) | {rows:,} | {first:.0f} | {warm:.0f} | {verdict} |\n"
                )
        sys.stdout.write(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB\n")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
