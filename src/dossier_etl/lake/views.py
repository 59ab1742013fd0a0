"""Views and macros for people and dashboards; `create.ensure` writes them when one is missing or reads otherwise now."""

from dossier_etl.lake import questions

VIEWS: dict[str, str] = {
    **questions.VIEWS,
    "coverage": """
        SELECT published_on, outlet, count(*) FILTER (story_role = 'first') AS articles, count(*) AS publications
        FROM (SELECT p.published_on, p.outlet, coalesce(s.role, 'first') AS story_role
              FROM lake.publications p LEFT JOIN lake.story_members s USING (article_id))
        GROUP BY ALL
    """,
    "why": """
        SELECT e.article_id, e.field, CASE WHEN e.chosen THEN '✔' ELSE '·' END AS picked, e.value,
               round(e.confidence, 2) AS confidence, e.rule, e.source, nullif(e.path, '') AS path,
               e."start", e."end", e.snippet, e.why
        FROM lake.evidence e
    """,
    "inbox": """
        SELECT item_id, reasons, title, suggestion, left(text, 160) AS text, source_uri, locator
        FROM lake.quarantine JOIN lake.documents USING (document_id)
        WHERE status = 'open'
    """,
    "entity_timeline": """
        SELECT m.entity_id, e.name, e.type, p.published_on, p.published_precision,
               count(*) AS mentions, count(DISTINCT m.article_id) AS articles
        FROM lake.mentions m JOIN lake.entities e USING (entity_id) JOIN lake.publications p USING (article_id)
        GROUP BY ALL
    """,
    "entity_outlets": """
        SELECT m.entity_id, e.name, e.type, p.outlet, count(*) AS mentions, count(DISTINCT m.article_id) AS articles
        FROM lake.mentions m JOIN lake.entities e USING (entity_id) JOIN lake.publications p USING (article_id)
        GROUP BY ALL
    """,
    # Both sides plain, distinct at the end: a filter on entity_id then reaches the scan of one side, and the join's own filter that
    # of the other. With a DISTINCT on each side first, asking about one entity sorted out all mentions (0.6 s at 3 M; now 0.1).
    "co_mentions": """
        SELECT a.entity_id, b.entity_id AS other_id, count(DISTINCT a.article_id) AS articles
        FROM (SELECT DISTINCT article_id, entity_id FROM lake.mentions WHERE entity_id IS NOT NULL) a
        JOIN lake.mentions b ON a.article_id = b.article_id AND a.entity_id <> b.entity_id
        GROUP BY ALL
    """,
}

MACROS: dict[str, str] = {
    **questions.MACROS,
    # Event dates beside publication dates, for articles that name the thing anywhere in title or body.
    "timeline(thing)": """
        SELECT d.earliest AS event_from, d.latest AS event_to, d.value AS event, d.surface AS said,
               p.published_on, p.outlet, p.title,
               substr(p.body, greatest(1, d."start" - 60), 160) AS context, p.article_id
        FROM lake.date_mentions d JOIN lake.publications p USING (article_id)
        WHERE d.earliest IS NOT NULL AND (contains(p.body, thing) OR contains(coalesce(p.title, ''), thing))
        ORDER BY d.earliest, d.latest, p.published_on, p.article_id, d."start"
    """,
}
