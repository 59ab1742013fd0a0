"""Queries behind `dossier runs`, `status` and `schema`."""

from dossier_etl.lake.connect import CATALOG
from dossier_etl.lake.questions import COMMENTS
from dossier_etl.model.counts import COUNT_NAMES
from dossier_etl.sql import sql_literal

_COUNTS = ", ".join(COUNT_NAMES)
_SUMS = ", ".join(f"sum({name})" for name in COUNT_NAMES)
_QUESTIONS = ", ".join(f"({sql_literal(name)}, {sql_literal(about)})" for name, about in COMMENTS.items())

RUNS = f"""
    SELECT run_id, kind, started_at, date_diff('millisecond', started_at, ended_at) / 1000 AS seconds, status, {_COUNTS}, message
    FROM {CATALOG}.runs
    UNION ALL
    SELECT run_id, 'interrupted', min(committed_at), NULL, 'interrupted', {_SUMS}, 'ended unexpectedly; committed batches are kept'
    FROM {CATALOG}.batches WHERE run_id NOT IN (SELECT run_id FROM {CATALOG}.runs) GROUP BY run_id
    ORDER BY 3 DESC
"""
RUNS_BY_SOURCE = (
    f"SELECT run_id, source_uri, {_COUNTS}, committed_at FROM {CATALOG}.batches ORDER BY committed_at DESC, source_uri"
)

STATUS = f"""
    SELECT 'documents' AS what, count(*) AS n, pg_size_pretty(coalesce(sum(n_bytes), 0)::BIGINT) AS detail FROM {CATALOG}.documents
    UNION ALL SELECT 'articles', count(*), min(published_on) || ' – ' || max(published_latest) FROM {CATALOG}.articles
    UNION ALL SELECT 'copies', count(*), count(DISTINCT story_id) || ' stories' FROM {CATALOG}.appearances
    UNION ALL SELECT 'outlets', count(*), NULL FROM {CATALOG}.outlets
    UNION ALL SELECT 'entities', count(*), (SELECT count(*) FROM {CATALOG}.mentions) || ' mentions' FROM {CATALOG}.entities
    UNION ALL SELECT 'dates mentioned', count(*), NULL FROM {CATALOG}.date_mentions
    UNION ALL SELECT 'quarantine, open', count(*), NULL FROM {CATALOG}.quarantine WHERE status = 'open'
    UNION ALL SELECT 'incidents', count(*), NULL FROM {CATALOG}.incidents
    UNION ALL SELECT 'runs', count(*), 'last: ' || max(started_at) FROM {CATALOG}.runs
"""

SCHEMA = f"""
    SELECT "table", "column", type, comment FROM (
        SELECT table_name AS "table", column_name AS "column", data_type AS type, comment, column_index
        FROM duckdb_columns() WHERE database_name = '{CATALOG}' AND NOT starts_with(table_name, 'ducklake_')
        UNION ALL SELECT name, NULL, CASE WHEN contains(name, '(') THEN 'macro' ELSE 'view' END, about, -1
        FROM (VALUES {_QUESTIONS}) q(name, about)
    )
    ORDER BY "table", column_index
"""
