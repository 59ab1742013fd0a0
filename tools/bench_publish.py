"""Measure publishing and searching on a generated lake: ``python tools/bench_publish.py [FOLDER] [--articles N]``.

The lake is filled directly, without reading documents: words of six made-up vocabularies by Zipf's law, 15 mentions and 4 dates an
article, 200 outlets, ten years. Prints seconds, sizes and percentiles (wall clock); a folder given is kept and used again.
"""

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from dossier_etl.dedup.tables import STORY_MEMBERS
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.model.ids import content_id
from dossier_etl.model.tables import TABLES
from dossier_etl.pipeline.run import Run
from dossier_etl.publish.build import build
from dossier_etl.publish.read_model import open_published
from dossier_etl.publish.store import published_folder
from dossier_etl.search import Search, SearchRequest, update_index
from dossier_etl.settings import Settings
from dossier_etl.sql import insert_arrow

LANGUAGES = ("en", "de", "fr", "es", "ru", "tr")
WORDS, ENTITIES, OUTLETS = 60_000, 50_000, 200
FIRST_DAY, DAYS = dt.date(2014, 1, 1), 3652
BATCH = 10_000
SYLLABLES = [c + v for c in "bdfklmnprstv" for v in "aeo"]
CYRILLIC = [c + v for c in "бдфклмнпрств" for v in "аео"]


class Generator:
    """Makes the same articles each time."""

    def __init__(self) -> None:
        chance = random.Random(1)
        self.vocabulary = {
            language: [
                "".join(chance.choices(CYRILLIC if language == "ru" else SYLLABLES, k=chance.randint(2, 5)))
                for _ in range(WORDS)
            ]
            for language in LANGUAGES
        }
        self.cumulative = list(_cumulative(WORDS))
        self.entity_cumulative = list(_cumulative(ENTITIES))
        self.entities = [content_id("entity", str(n)) for n in range(ENTITIES)]

    def articles(self, start: int, stop: int, day: Callable[[random.Random], int]) -> dict[str, pa.Table]:
        """Return rows of the lake's tables for articles by number."""
        rows: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("publications", "story_members", "mentions", "date_mentions")
        }
        for n in range(start, stop):
            chance = random.Random(n)
            self._article(n, chance, FIRST_DAY + dt.timedelta(day(chance)), rows)
        schemas = {**TABLES, "story_members": STORY_MEMBERS}
        return {name: pa.Table.from_pylist(made, schema=schemas[name]) for name, made in rows.items()}

    def _article(self, n: int, chance: random.Random, day: dt.date, rows: dict[str, list[dict[str, Any]]]) -> None:
        article_id, language = content_id("bench", str(n)), LANGUAGES[n % len(LANGUAGES)]
        words = chance.choices(self.vocabulary[language], cum_weights=self.cumulative, k=chance.randint(120, 380))
        for place in range(9, len(words), 12):
            words[place] += ".\n\n" if place % 5 == 0 else "."
        body, copied = " ".join(words), n % 10 == 9
        outlet = f"Outlet {chance.randrange(OUTLETS)}"
        rows["publications"].append(
            {
                "article_id": article_id,
                "document_id": f"d{n}",
                "position": 0,
                "title": " ".join(words[:7]),
                "body": body,
                "language": language,
                "authors": [f"Author {n % 900}"],
                "published": day.isoformat(),
                "published_on": day,
                "published_latest": day,
                "published_precision": "day",
                "published_basis": "metadata",
                "published_confidence": 0.9,
                "outlet": outlet,
                "word_count": len(words),
                "outlet_confidence": 0.9,
                "url": f"https://example.org/{n}",
                "body_sha256": article_id,
            }
        )
        first = content_id("bench", str(n - 1 if copied else n))
        rows["story_members"].append(
            {
                "article_id": article_id,
                "story_id": "s" + first,
                "role": "copy" if copied else "first",
                "copy_of": first if copied else None,
                "relation": "near" if copied else None,
            }
        )
        for number in chance.choices(range(ENTITIES), cum_weights=self.entity_cumulative, k=15):
            start = chance.randrange(len(body) - 20)
            rows["mentions"].append(
                {
                    "article_id": article_id,
                    "entity_id": self.entities[number],
                    "label": "ORG",
                    "surface": body[start : start + 9],
                    "start": start,
                    "end": start + 9,
                    "confidence": 0.9,
                }
            )
        for _ in range(4):
            start, said = chance.randrange(len(body) - 20), day - dt.timedelta(chance.randrange(400))
            rows["date_mentions"].append(
                {
                    "article_id": article_id,
                    "surface": body[start : start + 9],
                    "start": start,
                    "end": start + 9,
                    "value": said.isoformat(),
                    "earliest": said,
                    "latest": said,
                    "kind": "date",
                }
            )

    def entity_rows(self) -> pa.Table:
        """Return all entities."""
        rows = [
            {"entity_id": i, "name": f"Entity {n}", "type": "ORG", "aliases": list[str]()}
            for n, i in enumerate(self.entities)
        ]
        return pa.Table.from_pylist(rows, schema=TABLES["entities"])


def _cumulative(n: int) -> Iterator[float]:
    total = 0.0
    for rank in range(1, n + 1):
        total += 1 / (rank + 5)
        yield total


def fill(settings: Settings, generator: Generator, start: int, stop: int, day: Callable[[random.Random], int]) -> None:
    """Put articles into the lake, a transaction a batch."""
    for first in range(start, stop, BATCH):
        tables = generator.articles(first, min(stop, first + BATCH), day)
        con = connect(settings, read_only=False)
        con.execute("BEGIN")
        for name, table in tables.items():
            insert_arrow(con, f"{CATALOG}.{name}", table)
        con.execute("COMMIT")
        con.close()


def timed(what: str, action: Callable[[], object]) -> float:
    """Run something, print wall-clock and CPU seconds, and return the latter: others may use the machine, too."""
    start, cpu = time.perf_counter(), time.process_time()
    result = action()
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f"{what:<44} {seconds:8.2f} s, CPU {cpu:8.2f} s   {result}", flush=True)
    return cpu


def percentiles(what: str, actions: list[Callable[[], object]]) -> None:
    """Run each and print the median and the 95th percentile of their wall-clock milliseconds."""
    taken = []
    for action in actions:
        start = time.perf_counter()
        action()
        taken.append(1000 * (time.perf_counter() - start))
    cuts = statistics.quantiles(taken, n=20)
    print(f"{what:<44} p50 {cuts[9]:7.1f} ms   p95 {cuts[18]:7.1f} ms", flush=True)


def size(folder: Path) -> str:
    """Return the size of a folder in MB."""
    return f"{sum(f.stat().st_size for f in folder.rglob('*') if f.is_file()) / 1e6:.0f} MB"


def marts(settings: Settings, generator: Generator, runs: int) -> None:
    """Measure what dashboards ask of each mart."""
    con, chance = open_published(settings), random.Random(2)
    ids = [str(r[0]) for r in con.execute(f"SELECT article_id FROM article USING SAMPLE {runs}").fetchall()]

    def entity() -> str:
        return chance.choices(generator.entities, cum_weights=generator.entity_cumulative)[0]

    def week() -> dt.date:
        return FIRST_DAY + dt.timedelta(chance.randrange(DAYS))

    queries: dict[str, tuple[str, Callable[[], Any]]] = {
        "article: one week, by outlet": (
            "SELECT outlet, count(*) FROM article WHERE published_on BETWEEN $1 AND $1 + 6 GROUP BY 1 ORDER BY 2 DESC", week),
        "article: one by id": ("FROM article WHERE article_id = $1", lambda: chance.choice(ids)),
        "entity_article: newest 50 of an entity": (
            "FROM entity_article WHERE entity_id = $1 ORDER BY published_on DESC LIMIT 50", entity),
        "entity_week: attention to an entity": ("SELECT week, publications FROM entity_week WHERE entity_id = $1 ORDER BY 1", entity),
        "entity_pair: partners": ("FROM entity_pair WHERE entity_id = $1 ORDER BY rank", entity),
        "entity: by name": ("FROM entity WHERE name = $1", lambda: f"Entity {chance.randrange(ENTITIES)}"),
        "outlet_day: a year of an outlet": (
            "FROM outlet_day WHERE outlet = $1 AND day BETWEEN DATE '2018-01-01' AND DATE '2018-12-31'",
            lambda: f"Outlet {chance.randrange(OUTLETS)}"),
        "key_sentence: of an article": ("FROM key_sentence WHERE article_id = $1", lambda: chance.choice(ids)),
        "story: most copied": ("SELECT title, publications FROM story WHERE earliest > $1 ORDER BY 2 DESC, 1 LIMIT 20", week),
        "timeline: events of a week": ("FROM timeline WHERE event_from BETWEEN $1 AND $1 + 6 ORDER BY 1 LIMIT 200", week),
        "data_quality: all": ("FROM data_quality WHERE dimension = $1", lambda: "outlet"),
    }  # fmt: skip
    for name, (sql, parameter) in queries.items():
        asked = [parameter() for _ in range(runs)]
        percentiles(name, [lambda s=sql, p=p: con.execute(s, [p]).fetchall() for p in asked])  # type: ignore[misc]


def searches(settings: Settings, generator: Generator, runs: int) -> None:
    """Measure what people ask of the search, snippets and facets included."""
    chance = random.Random(3)

    def word(low: int, high: int) -> str:
        return generator.vocabulary[chance.choice(LANGUAGES)][chance.randrange(low, high)]

    def phrase(con: Any) -> str:
        (body,) = con.execute(f"SELECT body FROM {CATALOG}.publications USING SAMPLE 1").fetchall()[0]
        words = body.replace(".", " ").split()
        start = chance.randrange(len(words) - 2)
        return f'"{words[start]} {words[start + 1]}"'

    con = connect(settings)
    phrases = [phrase(con) for _ in range(min(runs, 20))]
    con.close()
    asked: dict[str, list[SearchRequest]] = {
        "one common word": [SearchRequest(word(0, 50)) for _ in range(runs)],
        "three words": [SearchRequest(" ".join(word(0, 300) for _ in range(3))) for _ in range(runs)],
        "three words, either": [SearchRequest(" OR ".join(word(0, 300) for _ in range(3))) for _ in range(runs)],
        "phrase": [SearchRequest(p) for p in phrases],
        "rare word": [SearchRequest(word(20_000, WORDS)) for _ in range(runs)],
        "beginning of a word": [SearchRequest(word(100, 5000)[:5] + "*") for _ in range(runs)],
        "one letter off": [SearchRequest(word(100, 5000) + "~") for _ in range(runs)],
        "part of a word": [SearchRequest(f"*{word(100, 5000)[:5]}*") for _ in range(min(runs, 20))],
        "no words, facets only": [SearchRequest(limit=0) for _ in range(runs)],
        "a word of an entity in a year, folded": [
            SearchRequest(f"{word(0, 50)} date:2018 entity:{chance.choice(generator.entities[:50])}", fold_copies=True)
            for _ in range(runs)
        ],
    }
    with Search.open(settings) as search:
        for name, requests in asked.items():
            percentiles(f"search: {name}", [lambda r=r: search.run(r) for r in requests])  # type: ignore[misc]


def main() -> None:
    """Generate what is missing, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--added", type=int, default=500)
    parser.add_argument("--runs", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(warehouse=options.folder or Path(scratch) / "warehouse")
        generator = Generator()
        if not settings.catalog_file.is_file():
            with Run(settings, "init", {}):
                pass
            con = connect(settings, read_only=False)
            insert_arrow(con, f"{CATALOG}.entities", generator.entity_rows())
            con.close()
            n = options.articles
            timed("generate", lambda: fill(settings, generator, 0, n, lambda c: c.randrange(DAYS)))
        first = timed("read model, first build", lambda: build(settings, rebuild=True))
        first += timed("search index, first build", lambda: update_index(settings, rebuild=True))
        print(f"{'size':<44} read model {size(published_folder(settings).resolve())}, "
              f"index {size(settings.warehouse / 'search')}, lake {size(settings.warehouse / 'data')}")  # fmt: skip
        known = options.articles + 10 * options.added * random.SystemRandom().randrange(10_000)
        for what, day in (
            ("of the last week", lambda c: DAYS - 1 - c.randrange(7)),
            ("of all years", lambda c: c.randrange(DAYS)),
        ):
            fill(settings, generator, known, known + options.added, day)
            known += options.added
            more = timed(f"read model, {options.added} articles {what}", lambda: build(settings))
            more += timed(f"search index, {options.added} articles {what}", lambda: update_index(settings))
            print(f"{'increment / first build':<44} {more / first:8.1%}")
        marts(settings, generator, options.runs)
        searches(settings, generator, options.runs)


if __name__ == "__main__":
    main()
