"""Hand-made staged tables on which every expectation holds: one article, one date, one name, one refused item."""

import duckdb
import pyarrow as pa

from dossier_etl.dedup.tables import TABLES as STORY_TABLES
from dossier_etl.lake.create import sql_type
from dossier_etl.model.tables import TABLES
from dossier_etl.sql import quote

_STAGED = (
    *("documents", "publications", "mentions", "entities", "date_mentions", "evidence", "quarantine"),
    "story_members",
)
ROWS = """
    INSERT INTO staged_documents BY NAME SELECT 'd1' AS document_id, 'a.html' AS source_uri, repeat('0', 64) AS sha256,
        10 AS n_bytes, TIMESTAMPTZ '2024-03-02 00:00:00+00' AS captured_at;
    INSERT INTO staged_publications BY NAME SELECT 'a1' AS article_id, 'd1' AS document_id,
        'Rain in Oslo on 1 March.' AS body, '2024-03-01' AS published, DATE '2024-03-01' AS published_on,
        DATE '2024-03-01' AS published_latest, 'day' AS published_precision, 'stated' AS published_basis,
        0.9 AS published_confidence, 'Northport Tribune' AS outlet, 6 AS word_count, 'b1' AS body_sha256;
    INSERT INTO staged_entities BY NAME SELECT 'e1' AS entity_id;
    INSERT INTO staged_mentions BY NAME SELECT 'a1' AS article_id, 'e1' AS entity_id, 'GPE' AS label, 'Oslo' AS surface,
        8 AS "start", 12 AS "end", 0.8 AS confidence;
    INSERT INTO staged_date_mentions BY NAME SELECT 'a1' AS article_id, '1 March' AS surface, 16 AS "start", 23 AS "end",
        'date' AS kind, DATE '2024-03-01' AS earliest, DATE '2024-03-01' AS latest;
    INSERT INTO staged_evidence BY NAME SELECT 'a1' AS article_id, unnest(['published', 'outlet']) AS field, 'r' AS rule,
        0.9 AS confidence, 'body' AS source, 16 AS "start", 23 AS "end", '1 March' AS snippet, true AS chosen;
    INSERT INTO staged_quarantine BY NAME SELECT 'q1' AS item_id, ['empty'] AS reasons, 'open' AS status;
    INSERT INTO staged_story_members BY NAME SELECT 'a1' AS article_id, 's1' AS story_id, 'first' AS role;
    INSERT INTO staged_articles VALUES ('a1', 'b1');
"""


def _create(con: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema) -> None:
    columns = ", ".join(f"{quote(f.name)} {sql_type(f.type)}" for f in schema)
    con.execute(f"CREATE TEMP TABLE staged_{name} ({columns})")


def staged(*, filled: bool = True) -> duckdb.DuckDBPyConnection:
    """A connection with all staged tables."""
    con = duckdb.connect()
    for name in _STAGED:
        _create(con, name, {**TABLES, **STORY_TABLES}[name])
    con.execute("CREATE TEMP TABLE staged_articles (article_id VARCHAR, body_sha256 VARCHAR)")
    con.execute(
        """CREATE TEMP TABLE staged_violations (left_id VARCHAR, right_id VARCHAR, relation VARCHAR,
                                                similarity DOUBLE, containment DOUBLE)"""
    )
    if filled:
        con.execute(ROWS)
    return con
