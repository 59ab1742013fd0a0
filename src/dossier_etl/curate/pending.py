"""Human decisions about items: all of them, and those that no run has applied yet."""

import duckdb

from dossier_etl.lake.connect import CATALOG
from dossier_etl.model.decisions import HumanDecision


def pending_documents(con: duckdb.DuckDBPyConnection) -> tuple[list[str], tuple[str, ...]]:
    """Documents whose items got decisions that no run has applied yet, and those decisions.

    A decision about an item the lake has never seen stays pending until it is ingested (and is then applied by that run).
    """
    rows = con.execute(
        f"""
        SELECT d.decision_id, i.document_id
        FROM {CATALOG}.decisions d
        JOIN (SELECT item_id, document_id FROM {CATALOG}.quarantine
              UNION SELECT article_id, document_id FROM {CATALOG}.publications) i USING (item_id)
        WHERE d.decision_id NOT IN (SELECT decision_id FROM {CATALOG}.applied_decisions)
        ORDER BY d.decision_id
        """
    ).fetchall()
    return sorted({r[1] for r in rows}), tuple(dict.fromkeys(r[0] for r in rows))


def all_decisions(con: duckdb.DuckDBPyConnection) -> list[HumanDecision]:
    """Return every decision in the lake, oldest first."""
    rows = con.execute(
        f'SELECT item_id, action, field, value, who, "at" FROM {CATALOG}.decisions ORDER BY "at", decision_id'
    ).fetchall()
    return [HumanDecision(*row) for row in rows]
