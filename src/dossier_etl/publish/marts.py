"""The marts: what each is, what its columns mean, and the SQL that makes it.

Marts *of parts* have rows that belong to one publication each, or to one week. They lie in one file a quarter (of the week of
publication), so that a few new publications rewrite a few files. All others are small and are made anew from those.

SQL about single publications reads the lake (``lake``), restricted to the table ``scope`` of article ids; SQL about whole marts
reads the marts made before it, by their names.
"""

from dataclasses import dataclass

from dossier_etl.lake.run_queries import RUNS

LEAD = 280
"""Characters of a body in ``article.lead``."""
CONTEXT = 80
"""Characters around a date in ``timeline.context``, on either side."""
PAIRED = 40
"""Entities of a publication that are paired, the most mentioned first: lists of hundreds of names would make ten thousands of pairs."""
PARTNERS = 25
"""Partners kept of an entity."""
LEAST_SHARED = 2
"""Publications that a pair must share."""
LONGEST_EVENT = 366
"""Days that a date of ``timeline`` spans at most: a decade is no event."""
LOW_CONFIDENCE = 0.7
"""Confidence of a date or outlet below which ``data_quality`` counts it."""

_MONDAY = "date_trunc('week', published_on)"
PART = f"coalesce(strftime({_MONDAY}, '%Y') || 'Q' || quarter({_MONDAY}), 'undated')"
"""SQL: the part of a row with ``published_on``."""


@dataclass(frozen=True, slots=True)
class Mart:
    """A mart."""

    name: str
    comment: str
    columns: dict[str, str]
    """Name → meaning, in order."""
    sort: str
    """Order of the rows in a file; total, so that equal contents give equal files."""
    sql: str = ""
    """What makes it; empty where `build` does it in several steps."""
    reads: tuple[str, ...] = ("article",)
    """What must have changed for a mart that is made whole to be made anew: tables of the lake, or ``article`` for any mart of parts."""


ARTICLE = Mart(
    "article",
    "publications: one row each, copies included (role = 'first' folds them)",
    {
        "article_id": "publication",
        "document_id": "document it was derived from",
        "title": "headline",
        "lead": f"first {LEAD} characters of the body",
        "language": "ISO 639-1, und when uncertain",
        "authors": "people who wrote it",
        "published": "EDTF",
        "published_on": "earliest day it can mean",
        "published_latest": "latest day it can mean",
        "published_precision": "time, day, month, year or interval",
        "published_basis": "metadata, stated, url, inferred or curated",
        "published_confidence": "0-1",
        "outlet_id": "outlet",
        "outlet": "name as the outlet spells it",
        "outlet_basis": "family of the rule that won",
        "outlet_confidence": "0-1",
        "origin_outlet": "agency or outlet it was taken from, as the page says",
        "posted_by": "forum or blog user who posted it",
        "url": "canonical URL",
        "word_count": "words of the body",
        "story_id": "story: all publications of one text",
        "role": "first, copy or excerpt",
        "copy_of": "publication it was taken from; null for the first",
        "relation": "exact, near or excerpt; null for the first",
        "similarity": "Jaccard of the word 3-grams of both",
        "n_copies": "other publications of the story",
        "n_outlets": "outlets of the story",
        "n_entities": "entities mentioned",
        "n_mentions": "mentions of entities",
        "n_dates": "dates mentioned",
    },
    "published_on, article_id",
    f"""
        SELECT p.article_id, p.document_id, p.title, left(p.body, {LEAD}) AS lead, p.language, p.authors,
               p.published, p.published_on, p.published_latest, p.published_precision, p.published_basis, p.published_confidence,
               p.outlet_id, p.outlet, p.outlet_basis, p.outlet_confidence, p.origin_outlet, p.posted_by, p.url, p.word_count,
               m.story_id, coalesce(m.role, 'first') AS role, m.copy_of, m.relation, m.similarity,
               CASE WHEN m.story_id IS NULL THEN 0 ELSE count(*) OVER story - 1 END AS n_copies,
               CASE WHEN m.story_id IS NULL THEN 1 ELSE count(DISTINCT p.outlet) OVER story END AS n_outlets,
               coalesce(e.entities, 0) AS n_entities, coalesce(e.mentions, 0) AS n_mentions, coalesce(d.dates, 0) AS n_dates
        FROM lake.publications p SEMI JOIN scope USING (article_id)
        LEFT JOIN lake.story_members m USING (article_id)
        LEFT JOIN (
            SELECT article_id, count(DISTINCT entity_id) AS entities, count(*) AS mentions
            FROM lake.mentions SEMI JOIN scope USING (article_id) WHERE entity_id IS NOT NULL GROUP BY article_id
        ) e USING (article_id)
        LEFT JOIN (
            SELECT article_id, count(*) AS dates FROM lake.date_mentions SEMI JOIN scope USING (article_id) GROUP BY article_id
        ) d USING (article_id)
        WINDOW story AS (PARTITION BY m.story_id)
    """,
)
ENTITY_ARTICLE = Mart(
    "entity_article",
    "entities of publications: one row an entity and publication",
    {
        "entity_id": "entity",
        "name": "its name",
        "type": "PERSON, ORG, GPE, LOC, NORP, FAC or EVENT",
        "article_id": "publication that mentions it",
        "published_on": "its earliest day",
        "outlet": "its outlet",
        "language": "its language",
        "role": "first, copy or excerpt",
        "mentions": "times the entity is named in it",
        "first_start": "first character of its first mention in the body",
    },
    "entity_id, published_on, article_id",
    """
        SELECT m.entity_id, e.name, e.type, m.article_id, p.published_on, p.outlet, p.language,
               coalesce(any_value(s.role), 'first') AS role, count(*) AS mentions, min(m."start") AS first_start
        FROM lake.mentions m SEMI JOIN scope USING (article_id) JOIN lake.entities e USING (entity_id)
        JOIN lake.publications p USING (article_id) LEFT JOIN lake.story_members s USING (article_id)
        GROUP BY m.entity_id, e.name, e.type, m.article_id, p.published_on, p.outlet, p.language
    """,
)
TIMELINE = Mart(
    "timeline",
    "dates in the texts: one row a date mentioned, with what it stands beside",
    {
        "event_from": "first day it can mean",
        "event_to": "last day it can mean",
        "event": "EDTF, where EDTF can say it",
        "said": "characters in the body",
        "kind": "date, time, duration or set",
        "start": "first character in the body",
        "context": f"body around it, {CONTEXT} characters on either side",
        "article_id": "publication",
        "published_on": "its earliest day",
        "outlet": "its outlet",
        "title": "its headline",
        "role": "first, copy or excerpt",
    },
    'event_from, event_to, article_id, "start"',
    f"""
        SELECT d.earliest AS event_from, d.latest AS event_to, d.value AS event, d.surface AS said, d.kind, d."start",
               p.body[greatest(1, d."start" + 1 - {CONTEXT}) : d."end" + {CONTEXT}] AS context,
               d.article_id, p.published_on, p.outlet, p.title, coalesce(s.role, 'first') AS role
        FROM lake.date_mentions d SEMI JOIN scope USING (article_id) JOIN lake.publications p USING (article_id)
        LEFT JOIN lake.story_members s USING (article_id)
        WHERE d.earliest IS NOT NULL AND d.latest - d.earliest <= {LONGEST_EVENT}
    """,
)
KEY_SENTENCE = Mart(
    "key_sentence",
    "the sentences that tell most of a publication",
    {
        "article_id": "publication",
        "rank": "1: tells most",
        "start": "first character in the body",
        "end": "after the last character",
        "sentence": "the characters",
        "score": "entities named, words of the headline, place in the text",
        "published_on": "its earliest day",
        "outlet": "its outlet",
    },
    "article_id, rank",
)
ENTITY_WEEK = Mart(
    "entity_week",
    "attention to entities: one row an entity and week",
    {
        "entity_id": "entity",
        "name": "its name",
        "type": "PERSON, ORG, GPE, LOC, NORP, FAC or EVENT",
        "week": "the week's Monday",
        "publications": "publications that mention it",
        "articles": "those that are first with their text",
        "mentions": "times it is named",
        "outlets": "outlets that mention it",
        "share": "publications / all publications of the week",
    },
    "entity_id, week",
    """
        WITH weeks AS (SELECT date_trunc('week', published_on)::DATE AS week, count(*) AS n FROM article GROUP BY 1)
        SELECT entity_id, name, type, week, count(*) AS publications, count(*) FILTER (role = 'first') AS articles,
               sum(mentions)::BIGINT AS mentions, count(DISTINCT outlet) AS outlets, count(*) / any_value(n) AS share
        FROM (SELECT *, date_trunc('week', published_on)::DATE AS week FROM entity_article) JOIN weeks USING (week)
        GROUP BY entity_id, name, type, week
    """,
)
PAIR_COUNTS = Mart(
    "_pair_counts",
    "how many publications of a part name both entities; what entity_pair is summed from",
    {"a": "hash of an entity_id", "b": "hash of another", "n": "publications"},
    "a, b",
    f"""
        WITH named AS (
            SELECT article_id, hash(entity_id) AS entity FROM entity_article
            QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY mentions DESC, entity_id) <= {PAIRED}
        )
        SELECT l.entity AS a, r.entity AS b, count(*)::INTEGER AS n
        FROM named l JOIN named r ON l.article_id = r.article_id AND l.entity < r.entity GROUP BY ALL
    """,
)
OF_PUBLICATIONS = (ARTICLE, ENTITY_ARTICLE, TIMELINE, KEY_SENTENCE)
"""Marts of parts whose rows belong to a publication, by ``article_id`` and ``published_on``."""
OF_PARTS = (ENTITY_WEEK, PAIR_COUNTS)
"""Marts of parts that are made from a part of the others."""

ENTITY = Mart(
    "entity",
    "entities with what was published about them",
    {
        "entity_id": "entity",
        "name": "its name",
        "type": "PERSON, ORG, GPE, LOC, NORP, FAC or EVENT",
        "wikidata_id": "only where certain",
        "aliases": "other names seen or known",
        "publications": "publications that mention it",
        "mentions": "times it is named",
        "first_week": "Monday of the first week with a publication",
        "last_week": "Monday of the last one",
    },
    "entity_id",
    """
        SELECT e.entity_id, e.name, e.type, e.wikidata_id, e.aliases, n.publications, n.mentions, n.first_week, n.last_week
        FROM lake.entities e JOIN (
            SELECT entity_id, sum(publications)::BIGINT AS publications, sum(mentions)::BIGINT AS mentions,
                   min(week) AS first_week, max(week) AS last_week
            FROM entity_week GROUP BY entity_id
        ) n USING (entity_id)
    """,
    ("article", "entities"),
)
PAIR_TOTALS = Mart(
    "_pair_totals",
    "how many publications name both entities; what entity_pair ranks",
    {"a": "hash of an entity_id", "b": "hash of another", "n": "publications"},
    "a, b",
    f"SELECT a, b, sum(n)::INTEGER AS n FROM _pair_counts GROUP BY a, b HAVING sum(n) >= {LEAST_SHARED}",
)
ENTITY_PAIR = Mart(
    "entity_pair",
    f"the {PARTNERS} entities most often named together with an entity",
    {
        "entity_id": "entity",
        "name": "its name",
        "rank": "1: named together most often",
        "other_id": "the other entity",
        "other_name": "its name",
        "publications": "publications that name both",
        "lift": "how many times more often than if they were named independently",
    },
    "entity_id, rank",
    f"""
        WITH sides AS (SELECT a, b, n FROM _pair_totals UNION ALL SELECT b, a, n FROM _pair_totals),
        ranked AS (
            SELECT a, b, n, row_number() OVER (PARTITION BY a ORDER BY n DESC, b) AS rank FROM sides QUALIFY rank <= {PARTNERS}
        ),
        known AS (SELECT hash(entity_id) AS entity, entity_id, name, publications FROM entity)
        SELECT a.entity_id, a.name, rank, b.entity_id AS other_id, b.name AS other_name, n::BIGINT AS publications,
               n * (SELECT count(*) FROM article) / (a.publications * b.publications) AS lift
        FROM ranked JOIN known a ON ranked.a = a.entity JOIN known b ON ranked.b = b.entity
    """,
    ("article", "entities"),
)
OUTLET_DAY = Mart(
    "outlet_day",
    "publications of an outlet on a day; days without any are told by the next row",
    {
        "outlet": "name",
        "day": "day of publication",
        "articles": "publications that are first with their text",
        "publications": "all",
        "all_publications": "publications of all outlets on this day",
        "share": "publications / all_publications",
        "gap_days": "days without a publication since its last one",
        "is_gap": "gap_days is at least 3 and three times what is usual for the outlet",
    },
    "outlet, day",
    """
        WITH days AS (
            SELECT outlet, published_on AS day, count(*) FILTER (role = 'first') AS articles, count(*) AS publications
            FROM article WHERE published_on IS NOT NULL GROUP BY ALL
        ),
        gaps AS (
            SELECT *, sum(publications) OVER (PARTITION BY day)::BIGINT AS all_publications,
                   day - lag(day) OVER (PARTITION BY outlet ORDER BY day) - 1 AS gap_days
            FROM days
        )
        SELECT outlet, day, articles, publications, all_publications, publications / all_publications AS share, gap_days,
               coalesce(gap_days >= greatest(3, 3 * median(gap_days) OVER (PARTITION BY outlet)), false) AS is_gap
        FROM gaps
    """,
)
STORY = Mart(
    "story",
    "stories: one row a text, with who had it first",
    {
        "story_id": "story",
        "title": "headline of the first publication",
        "first_article_id": "the first publication",
        "first_outlet": "its outlet",
        "first_published": "its date in EDTF",
        "publications": "all publications",
        "outlets": "outlets that published it",
        "copies": "copies",
        "excerpts": "excerpts",
        "earliest": "earliest day",
        "latest": "latest day",
    },
    "story_id",
    """
        SELECT story_id, any_value(title) FILTER (role = 'first') AS title,
               any_value(article_id) FILTER (role = 'first') AS first_article_id,
               any_value(outlet) FILTER (role = 'first') AS first_outlet,
               any_value(published) FILTER (role = 'first') AS first_published,
               count(*) AS publications, any_value(n_outlets) AS outlets, count(*) FILTER (role = 'copy') AS copies,
               count(*) FILTER (role = 'excerpt') AS excerpts, min(published_on) AS earliest, max(published_latest) AS latest
        FROM article WHERE story_id IS NOT NULL GROUP BY story_id
    """,
)
QUARANTINE = Mart(
    "quarantine",
    "items that were not accepted",
    {
        "item_id": "item",
        "document_id": "document",
        "source_uri": "file it was read from",
        "stage": "extract, clean, enrich, dedup or validate",
        "reasons": "codes",
        "detail": "what, where, and what to do next",
        "suggestion": "JSON object: field → best known value",
        "title": "headline, if any",
        "text": f"its first {LEAD} characters",
        "status": "open, rejected or not_article",
    },
    "item_id",
    f"""
        SELECT item_id, document_id, source_uri, stage, reasons, detail, suggestion, title, left(text, {LEAD}) AS text, status
        FROM lake.quarantine LEFT JOIN (SELECT document_id, source_uri FROM lake.documents) USING (document_id)
    """,
    ("quarantine",),
)
RUN_HEALTH = Mart(
    "run_health",
    "runs and what they did",
    {
        "run_id": "run",
        "kind": "ingest, reprocess, audit or maintain",
        "started_at": "start",
        "seconds": "how long it took",
        "status": "done, failed or interrupted",
        "items_in": "items found",
        "loaded": "new publications",
        "duplicates": "copies",
        "quarantined": "not accepted",
        "not_articles": "no articles: pictures, redirects, walls, listings",
        "known": "known before",
        "incidents": "damage that cost bytes",
        "accepted_share": "of what was new and an article",
        "message": "what went wrong, if it did",
    },
    "started_at, run_id",
    f"""
        SELECT run_id, kind, started_at, seconds, status, items_in, loaded, duplicates, quarantined, not_articles, known, incidents,
               (loaded + duplicates) / nullif(loaded + duplicates + quarantined, 0) AS accepted_share, message
        FROM ({RUNS})
    """,
    ("runs", "batches"),
)
DATA_QUALITY = Mart(
    "data_quality",
    "how complete and certain the publications are: overall, and by outlet, language and year",
    {
        "dimension": "all, outlet, language or year",
        "value": "which",
        "publications": "publications",
        "without_title": "share without a headline",
        "without_author": "share without an author",
        "inferred_date": "share whose date is only an interval inferred from the text",
        "uncertain_date": f"share whose date has a confidence below {LOW_CONFIDENCE}",
        "uncertain_outlet": f"share whose outlet has a confidence below {LOW_CONFIDENCE}",
        "unknown_language": "share whose language is uncertain",
        "copies": "share that is no first publication",
        "without_entities": "share that names no entity",
    },
    "dimension, value",
    f"""
        WITH valued AS (
            SELECT 'all' AS dimension, 'all' AS value, * FROM article
            UNION ALL SELECT 'outlet', outlet, * FROM article WHERE outlet IS NOT NULL
            UNION ALL SELECT 'language', language, * FROM article WHERE language IS NOT NULL
            UNION ALL SELECT 'year', year(published_on)::VARCHAR, * FROM article WHERE published_on IS NOT NULL
        )
        SELECT dimension, value, count(*) AS publications, count(*) FILTER (title IS NULL) / count(*) AS without_title,
               count(*) FILTER (len(coalesce(authors, [])) = 0) / count(*) AS without_author,
               count(*) FILTER (published_basis = 'inferred') / count(*) AS inferred_date,
               count(*) FILTER (published_confidence < {LOW_CONFIDENCE}) / count(*) AS uncertain_date,
               count(*) FILTER (outlet_confidence < {LOW_CONFIDENCE}) / count(*) AS uncertain_outlet,
               count(*) FILTER (language = 'und') / count(*) AS unknown_language,
               count(*) FILTER (role <> 'first') / count(*) AS copies,
               count(*) FILTER (n_entities = 0) / count(*) AS without_entities
        FROM valued GROUP BY ALL
    """,
)
WHOLE = (ENTITY, PAIR_TOTALS, ENTITY_PAIR, OUTLET_DAY, STORY, QUARANTINE, RUN_HEALTH, DATA_QUALITY)
"""Marts made anew each time, in this order: a later one may read an earlier one."""
PUBLIC = tuple(m for m in (*OF_PUBLICATIONS, *OF_PARTS, *WHOLE) if not m.name.startswith("_"))
"""What readers see."""
