"""How long each page of the reading room takes over a large lake, and how much memory the server holds.

    python tests/benchmarks/reading_room.py [--articles 200000] [--mentions 3000000] [--runs 20] [--folder DIR]

Makes a lake of synthetic articles (that of `entity_views`, with documents, stories, evidence, dates and a quarantine), opens the
application in this process, and asks for each page: once on a fresh application, then warm. Prints a table of milliseconds; CPU is
that of the first answer on all cores together, which other work on the machine changes least.
"""

import argparse
import resource
import statistics
import tempfile
import time
from pathlib import Path

from entity_views import build
from starlette.testclient import TestClient

from dossier_etl.lake.connect import connect
from dossier_etl.search import update_index
from dossier_etl.serve.app import create_app
from dossier_etl.settings import Settings

TARGET_MS = 300
EVIDENCE_AN_ARTICLE = 12
BATCHES = 40


def complete(settings: Settings) -> None:
    """Add what the pages show beside articles and mentions: every tenth article is a copy of the one before it."""
    con = connect(settings, read_only=False)
    con.execute("SET memory_limit = '4GB'")
    articles = con.execute("SELECT count(*) FROM lake.publications").fetchall()[0][0]
    step = -(-articles // BATCHES)
    for first in range(0, articles, step):
        rows = f"(SELECT i, md5('article' || i) AS article_id FROM range({first}, {min(first + step, articles)}) a(i))"
        con.execute("BEGIN")
        con.execute(
            f"""INSERT INTO lake.documents BY NAME SELECT md5('document' || i) AS document_id,
                'folder/' || i % 100 || '.html' AS source_uri,
                '' AS locator, 'text/html' AS media_type,
                'text'::BLOB AS content, 4 AS n_bytes, '{{}}' AS hints FROM {rows}"""
        )
        con.execute(
            f"""INSERT INTO lake.story_members BY NAME SELECT article_id,
                CASE WHEN i % 10 = 1 THEN md5('article' || (i - 1)) ELSE article_id END AS story_id,
                CASE WHEN i % 10 = 1 THEN 'copy' ELSE 'first' END AS role FROM {rows}"""
        )
        con.execute(
            f"""INSERT INTO lake.evidence BY NAME SELECT article_id, ['published', 'outlet', 'title', 'authors'][1 + j % 4] AS field,
                'value ' || j AS value, 'text.byline' AS rule, 1 AS rule_version, 0.9 AS confidence, 'document' AS source,
                j * 10 AS start, j * 10 + 5 AS "end", 'value' AS snippet, j < 4 AS chosen, '' AS why
                FROM {rows}, range({EVIDENCE_AN_ARTICLE}) e(j)"""
        )
        con.execute(
            f"""INSERT INTO lake.date_mentions BY NAME SELECT article_id, 'Tuesday' AS surface, 19 + j * 64 AS start, 26 + j * 64 AS "end",
                '2019-05-07' AS value, DATE '2019-05-07' AS earliest, DATE '2019-05-07' AS latest, 'date' AS kind
                FROM {rows}, range(4) d(j)"""
        )
        con.execute(
            f"""INSERT INTO lake.quarantine BY NAME SELECT md5('item' || i) AS item_id, md5('document' || i) AS document_id,
                ['outlet_missing'] AS reasons, 'Item ' || i AS title, 'open' AS status, '{{}}' AS suggestion, 'text' AS text
                FROM {rows} WHERE i % 10 = 3"""
        )
        con.execute("COMMIT")
    con.close()


def addresses(settings: Settings) -> dict[str, str]:
    """Return the pages to ask for, by name."""
    con = connect(settings)
    ranked = con.execute(
        "SELECT entity_id FROM lake.mentions GROUP BY 1 ORDER BY count(DISTINCT article_id) DESC LIMIT 1001"
    )
    ids = [row[0] for row in ranked.fetchall()]
    [(article, item)] = con.execute(
        "SELECT min(article_id), (SELECT min(item_id) FROM lake.quarantine) FROM lake.publications"
    ).fetchall()
    [(story,)] = con.execute("SELECT min(story_id) FROM lake.story_members WHERE role = 'copy'").fetchall()
    con.close()
    return {
        "overview": "/",
        "list, no filter": "/search",
        "list, outlet and year": "/search?outlet=Outlet+7&from=2019-01-01&to=2019-12-31",
        "list, page 1,000": "/search?page=1000",
        "search, common words": "/search?q=council+harbour",
        "search, rare word": "/search?q=title:4711",
        "search, words and outlet": "/search?q=council&outlet=Outlet+7",
        "article": f"/articles/{article}",
        "as captured": f"/articles/{article}/captured",
        "quarantined item": f"/articles/{item}",
        "entities": "/entities",
        "entity, in half of all": f"/entities/{ids[0]}",
        "entity, the 1,000th": f"/entities/{ids[-1]}",
        "stories": "/stories",
        "story": f"/stories/{story}",
        "outlets": "/outlets",
        "outlet": "/outlet?name=Outlet+7",
        "quarantine": "/quarantine",
        "runs": "/runs",
        "apply": "/apply",
        "SQL": "/sql?q=SELECT+outlet,+count(*)+FROM+articles+GROUP+BY+ALL",
    }


def measure(settings: Settings, runs: int) -> bool:
    """Print the table; return True if every page keeps the target."""
    pages = addresses(settings)
    started = time.perf_counter()
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        client.get("/runs").raise_for_status()
        print(f"first page {1000 * (time.perf_counter() - started):.0f} ms after the application's start")
        print(f"{'page':28} {'first':>8} {'median':>8} {'p95':>8} {'CPU':>8}  ms")
        kept = True
        for name, address in pages.items():
            times, worked = [], []
            for _ in range(runs + 1):
                before, busy = time.perf_counter(), time.process_time()
                client.get(address).raise_for_status()
                times.append(1000 * (time.perf_counter() - before))
                worked.append(1000 * (time.process_time() - busy))
            first, warm = times[0], sorted(times[1:])
            p95 = warm[max(0, -(-95 * len(warm) // 100) - 1)]
            kept &= p95 < TARGET_MS
            sign = "" if p95 < TARGET_MS else "  !"
            print(
                f"{name:28} {first:8.0f} {statistics.median(warm):8.0f} {p95:8.0f} {worked[0]:8.0f}{sign}", flush=True
            )
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")
    return kept


def main() -> int:
    """Build the lake where there is none, measure, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--mentions", type=int, default=3_000_000)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(warehouse=(options.folder or Path(temporary)) / "warehouse")
        if not settings.catalog_file.exists():
            settings.warehouse.mkdir(parents=True)
            build(settings, options.articles, options.mentions)
            complete(settings)
            update_index(settings)
        return 0 if measure(settings, options.runs) else 1


if __name__ == "__main__":
    raise SystemExit(main())
