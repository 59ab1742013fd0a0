"""Who the subject is, and whom it is named with."""

from dossier_etl.lake.connect import CATALOG
from dossier_etl.report.corpus import Corpus
from dossier_etl.report.model import Row, Section

_SURFACES = 20
_OTHERS = 30
MIN_TOGETHER = 2
"""Articles that must name both; one is chance."""


def identity(corpus: Corpus) -> Section:
    """Return the spellings under which the texts name the subject."""
    rows = corpus.con.execute(
        f"""SELECT m.surface, string_agg(DISTINCT m.label, ', ' ORDER BY m.label), count(*), count(DISTINCT m.article_id)
            FROM {CATALOG}.mentions m SEMI JOIN corpus USING (article_id) WHERE list_contains($1, m.entity_id)
            GROUP BY 1 ORDER BY 3 DESC, 1""",
        [list(corpus.entity_ids)],
    ).fetchall()
    kept = [Row((surface, label, str(n), str(articles))) for surface, label, n, articles in rows[:_SURFACES]]
    return Section(
        "identity",
        "Names found",
        "Spellings that were taken for the subject; `dossier entity split` separates what was joined wrongly.",
        ("spelling", "kind", "mentions", "publications"),
        tuple(kept),
        len(rows) - len(kept),
    )


def met_with(corpus: Corpus) -> Section:
    """Return people, organisations and places named in the same articles, with counts and lift over chance."""
    rows = corpus.con.execute(
        f"""
        WITH texts AS (SELECT article_id FROM corpus WHERE role = 'first'),
        firsts AS (SELECT article_id FROM {CATALOG}.story_members WHERE role = 'first'),
        here AS (SELECT m.entity_id, count(DISTINCT m.article_id) AS n FROM {CATALOG}.mentions m SEMI JOIN texts USING (article_id)
                 WHERE m.entity_id IS NOT NULL AND NOT list_contains($1, m.entity_id) GROUP BY 1 HAVING n >= {MIN_TOGETHER}),
        shown AS (SELECT * FROM here ORDER BY n DESC, entity_id LIMIT {_OTHERS}),
        everywhere AS (SELECT m.entity_id, count(DISTINCT m.article_id) AS n FROM {CATALOG}.mentions m
                       SEMI JOIN shown USING (entity_id) SEMI JOIN firsts USING (article_id) GROUP BY 1)
        SELECT e.name, e.type, s.n, v.n, (SELECT count(*) FROM texts), (SELECT count(*) FROM firsts), (SELECT count(*) FROM here)
        FROM shown s JOIN everywhere v USING (entity_id) JOIN {CATALOG}.entities e USING (entity_id)
        ORDER BY s.n DESC, e.name, e.type, entity_id
        """,
        [list(corpus.entity_ids)],
    ).fetchall()
    return Section(
        "met_with",
        "Named with",
        f"In at least {MIN_TOGETHER} articles of this corpus, copies counted once. Lift: how many times more often than if both were "
        "spread over the whole warehouse by chance. Named together does not mean that they met.",
        ("name", "kind", "articles", "lift"),
        tuple(
            Row((name, kind, str(n), f"{(n / texts) / (all_n / firsts):.1f}"))
            for name, kind, n, all_n, texts, firsts, _ in rows
        ),
        rows[0][6] - len(rows) if rows else 0,
    )
