"""Views about copies, for users and for the validation suites. ``lake`` is the catalog; sources are `tables` and ``publications``."""

from dossier_etl.dedup.thresholds import MIN_SIMILARITY


def violations(catalog: str, texts: str | None = None, support: int = 0) -> str:
    """Return SQL for pairs of publications that are both `first` although their texts are the same or near copies.

    Args:
        catalog: the lake.
        texts: a table with text_key to look at; None for the whole lake.
        support: leave out pairs that share fewer sketch hashes which are not common.
    """
    only = f"SEMI JOIN {texts} USING (text_key)" if texts else ""
    return f"""
        WITH firsts AS (
            SELECT f.text_key, m.article_id FROM {catalog}.story_members m JOIN {catalog}.fingerprints f USING (article_id)
            {only} WHERE m.role = 'first'
        )
        SELECT a.article_id AS left_id, b.article_id AS right_id, 'exact' AS relation,
               1.0::DOUBLE AS similarity, 1.0::DOUBLE AS containment
        FROM firsts a JOIN firsts b ON a.text_key = b.text_key AND a.article_id < b.article_id
        UNION ALL
        SELECT least(a.article_id, b.article_id), greatest(a.article_id, b.article_id), p.kind, p.similarity, p.containment
        FROM {catalog}.story_pairs p JOIN firsts a ON a.text_key = p.left_key JOIN firsts b ON b.text_key = p.right_key
        WHERE p.kind IS NOT NULL AND p.similarity >= {MIN_SIMILARITY} AND p.support >= {support}
    """


VIEWS: dict[str, str] = {
    "articles": """
        SELECT p.*, m.story_id, coalesce(n.members, 1) - 1 AS n_copies
        FROM lake.publications p JOIN lake.story_members m USING (article_id)
        LEFT JOIN (SELECT story_id, count(*) AS members FROM lake.story_members GROUP BY ALL) n USING (story_id)
        WHERE m.role = 'first'
    """,
    "appearances": """
        SELECT p.* EXCLUDE (body), m.story_id, m.role, m.copy_of, m.relation, m.similarity, m.containment
        FROM lake.publications p JOIN lake.story_members m USING (article_id)
        WHERE m.role <> 'first'
    """,
    "stories": """
        SELECT m.story_id, any_value(p.title) FILTER (m.role = 'first') AS title,
               any_value(p.outlet) FILTER (m.role = 'first') AS first_outlet,
               any_value(p.published) FILTER (m.role = 'first') AS first_published,
               any_value(p.article_id) FILTER (m.role = 'first') AS first_article_id,
               count(*) AS publications, count(DISTINCT p.outlet) AS outlets,
               count(*) FILTER (m.role = 'copy') AS copies, count(*) FILTER (m.role = 'excerpt') AS excerpts,
               min(p.published_on) AS earliest, max(p.published_latest) AS latest
        FROM lake.story_members m JOIN lake.publications p USING (article_id)
        GROUP BY m.story_id
    """,
    "republishers": """
        SELECT c.outlet, s.outlet AS source_outlet, count(*) AS publications,
               count(*) FILTER (m.relation = 'exact') AS exact, count(*) FILTER (m.relation = 'near') AS near,
               count(*) FILTER (m.relation = 'excerpt') AS excerpts,
               median(c.published_on - s.published_on) AS median_lag_days,
               min(c.published_on - s.published_on) AS least_lag_days,
               max(c.published_on - s.published_on) AS most_lag_days,
               round(avg(m.containment), 3) AS share_taken
        FROM lake.story_members m JOIN lake.publications c USING (article_id)
        JOIN lake.publications s ON s.article_id = m.copy_of
        WHERE c.outlet IS DISTINCT FROM s.outlet
        GROUP BY ALL
    """,
    "date_conflicts": """
        SELECT m.story_id, c.article_id, c.outlet, c.published, c.published_basis, m.relation,
               s.article_id AS source_id, s.outlet AS source_outlet, s.published AS source_published,
               s.published_basis AS source_basis,
               CASE WHEN c.published_latest < s.published_on THEN 'dated before its source'
                    ELSE 'says it was taken from an outlet dated later' END AS conflict,
               s.published_on - c.published_latest AS days
        FROM lake.story_members m JOIN lake.publications c USING (article_id)
        JOIN lake.story_members o ON o.story_id = m.story_id AND o.article_id <> m.article_id
        JOIN lake.publications s ON s.article_id = o.article_id
        WHERE c.published_latest < s.published_on
          AND (s.article_id = m.copy_of OR c.origin_outlet = s.outlet)
    """,
    "near_duplicate_articles": violations("lake"),
}
"""View name → SELECT, for the lake attached as ``lake``."""
