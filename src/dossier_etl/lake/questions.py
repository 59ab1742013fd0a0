"""Views and macros that answer what people ask of a collection: where it has gaps, who is silent, what dates contradict, what changed.

A name that fits several entities is not guessed: the answer lists them in ``entity``, with their ids, to ask again with one.
"""

_NAMED = """
    named AS (
        SELECT entity_id, e.name || ' (' || e.type || ')' AS entity, count(*) OVER () AS several FROM lake.entities e
        WHERE e.name = who OR e.entity_id = who OR e.name || ' (' || e.type || ')' = who
           OR (list_contains(e.aliases, who) AND NOT EXISTS (FROM lake.entities o WHERE o.name = who))
    ),
    one AS (SELECT entity_id, entity FROM named WHERE several = 1),
    many AS (SELECT entity || ' ' || entity_id AS entity FROM named WHERE several > 1)
"""
"""SQL: the entity a name means, or all it may mean."""
LEAST_RIVAL = 0.5
"""Confidence from which a date that lost counts as a contradiction."""

VIEWS: dict[str, str] = {
    "silent_outlets": """
        WITH days AS (
            SELECT outlet, published_on AS day, published_on - lag(published_on) OVER (PARTITION BY outlet ORDER BY published_on) AS gap
            FROM (SELECT DISTINCT outlet, published_on FROM lake.publications WHERE outlet IS NOT NULL)
        ), usual AS (
            SELECT outlet, max(day) AS last_day, count(*) AS days, median(gap) AS usual_gap,
                   (SELECT max(published_on) FROM lake.publications) - max(day) AS silent_days
            FROM days GROUP BY outlet
        )
        SELECT outlet, last_day, silent_days, usual_gap, days FROM usual
        WHERE days >= 3 AND silent_days >= greatest(7, 5 * usual_gap) ORDER BY silent_days DESC, outlet
    """,
    "yield_per_run": """
        SELECT run_id, kind, started_at, date_diff('millisecond', started_at, ended_at) / 1000 AS seconds, items_in, loaded,
               duplicates, quarantined, known,
               round((loaded + duplicates) / nullif(loaded + duplicates + quarantined, 0), 3) AS accepted_share,
               round(loaded / nullif(items_in - known, 0), 3) AS new_share,
               round(60000 * (items_in - known) / nullif(date_diff('millisecond', started_at, ended_at), 0), 1) AS items_per_minute
        FROM lake.runs WHERE kind IN ('ingest', 'reprocess') ORDER BY started_at DESC
    """,
    "dates_in_conflict": f"""
        SELECT p.article_id, p.outlet, p.title, p.published, w.rule, r.value AS rival, r.rule AS rival_rule, r.source AS rival_source,
               round(r.confidence, 2) AS rival_confidence, r.snippet, r.why
        FROM lake.publications p
        JOIN lake.evidence w ON w.article_id = p.article_id AND w.field = 'published' AND w.chosen
        JOIN lake.evidence r ON r.article_id = p.article_id AND r.field = 'published' AND NOT r.chosen
        WHERE r.confidence >= {LEAST_RIVAL} AND left(r.value, 10) <> left(p.published, 10)
          AND NOT starts_with(p.published, r.value) AND NOT starts_with(r.value, p.published)
        ORDER BY r.confidence DESC, p.article_id, r.rule, r.value
    """,
}
"""View → SELECT."""

MACROS: dict[str, str] = {
    "gaps(min_days)": """
        SELECT outlet, before + 1 AS first_missing, published_on - 1 AS last_missing, published_on - before - 1 AS days
        FROM (
            SELECT outlet, published_on, lag(published_on) OVER (PARTITION BY outlet ORDER BY published_on) AS before
            FROM (SELECT DISTINCT outlet, published_on FROM lake.publications
                  WHERE outlet IS NOT NULL AND published_precision IN ('time', 'day'))
        )
        WHERE published_on - before - 1 >= min_days ORDER BY days DESC, outlet, first_missing
    """,
    "share_of_attention(who)": f"""
        WITH {_NAMED}, months AS (
            SELECT date_trunc('month', published_on)::DATE AS month, count(*) AS all_publications FROM lake.publications GROUP BY 1
        ), about AS (
            SELECT date_trunc('month', p.published_on)::DATE AS month, any_value(o.entity) AS entity,
                   count(DISTINCT p.article_id) AS publications, count(DISTINCT p.outlet) AS outlets
            FROM one o JOIN lake.mentions m USING (entity_id) JOIN lake.publications p USING (article_id) GROUP BY 1
        )
        SELECT entity, month, publications, all_publications, round(publications / all_publications, 4) AS share, outlets
        FROM about JOIN months USING (month)
        UNION ALL SELECT entity, NULL, NULL, NULL, NULL, NULL FROM many
        ORDER BY month, entity
    """,
    # Quotation marks within 160 characters of the name; the marks of six languages.
    "quotes(who)": f"""
        WITH {_NAMED}, near AS (
            SELECT o.entity, p.article_id, p.outlet, p.published_on, m."start",
                   p.body[greatest(1, m."start" + 1 - 160) : m."end" + 160] AS context
            FROM one o JOIN lake.mentions m USING (entity_id) JOIN lake.publications p USING (article_id)
        )
        SELECT DISTINCT entity, quote, published_on, outlet, article_id FROM (
            SELECT *, unnest(regexp_extract_all(context, '["“„«»「]([^"“”„«»「」]{{12,300}})["”“«»」]', 1)) AS quote FROM near
        )
        UNION ALL SELECT entity, NULL, NULL, NULL, NULL FROM many
        ORDER BY published_on, article_id, quote, entity
    """,
    "snapshot_diff(a, b)": """
        SELECT article_id, CASE WHEN count(DISTINCT change) = 2 THEN 'changed' ELSE any_value(change) END AS change,
               arg_max(title, change = 'added') AS title, arg_max(outlet, change = 'added') AS outlet,
               arg_max(published, change = 'added') AS published
        FROM (
            SELECT article_id, title, outlet, published, 'added' AS change
            FROM ducklake_table_insertions('lake', 'main', 'publications', a + 1, b)
            UNION ALL SELECT article_id, title, outlet, published, 'removed'
            FROM ducklake_table_deletions('lake', 'main', 'publications', a + 1, b)
        )
        GROUP BY article_id ORDER BY change, published, article_id
    """,
}
"""Signature → SELECT."""

COMMENTS: dict[str, str] = {
    "silent_outlets": "outlets that published nothing for five times as long as is usual for them, up to the newest publication",
    "yield_per_run": "what each run found, accepted and refused, and how fast",
    "dates_in_conflict": "publication dates that other evidence contradicts, the strongest first",
    "gaps(min_days)": "stretches of at least so many days without a publication of an outlet that published before and after",
    "share_of_attention(who)": "share of a month's publications that mention an entity: its name, NAME (TYPE), alias or id",
    "quotes(who)": "what stands in quotation marks near an entity's name",
    "snapshot_diff(a, b)": "publications added, removed or changed after snapshot a, up to snapshot b",
}
"""What each is."""
