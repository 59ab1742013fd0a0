"""Looking up one item, loaded or refused."""

from typing import Any

import duckdb

from dossier_etl.errors import UsageError
from dossier_etl.lake.connect import CATALOG

_EVIDENCE = (
    "field",
    "chosen",
    "value",
    "confidence",
    "rule",
    "rule_version",
    "source",
    "path",
    "start",
    "end",
    "snippet",
    "why",
)


def resolve_id(con: duckdb.DuckDBPyConnection, beginning: str) -> str | None:
    """The full id of the one item that begins so; None if there is none. Raises UsageError when several do."""
    ids = [
        r[0]
        for r in con.execute(
            f"""SELECT article_id FROM {CATALOG}.publications WHERE starts_with(article_id, ?)
                UNION SELECT item_id FROM {CATALOG}.quarantine WHERE starts_with(item_id, ?) ORDER BY 1 LIMIT 5""",
            [beginning, beginning],
        ).fetchall()
    ]
    if len(ids) > 1:
        raise UsageError(
            f"{beginning!r} begins {len(ids)} or more ids",
            hint="give more characters: " + ", ".join(i[:12] for i in ids),
        )
    return ids[0] if ids else None


def find_item(con: duckdb.DuckDBPyConnection, beginning: str) -> dict[str, Any] | None:
    """All that is known of an item, as field → value, with the key ``id`` first."""
    item_id = resolve_id(con, beginning)
    if item_id is None:
        return None
    for table, key in (("publications", "article_id"), ("quarantine", "item_id")):
        result = con.execute(
            f"""SELECT t.*, d.source_uri, d.locator FROM {CATALOG}.{table} t LEFT JOIN {CATALOG}.documents d USING (document_id)
                WHERE t.{key} = ?""",
            [item_id],
        )
        names = [c[0] for c in result.description or []]
        row = result.fetchone()
        if row is not None:
            values = dict(zip(names, row, strict=True))
            values.pop(key)
            return {"id": item_id, "kind": "article" if table == "publications" else "quarantined", **values}
    return None


def evidence_rows(con: duckdb.DuckDBPyConnection, item_id: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows of an item's evidence: by field, the winner first."""
    columns = ", ".join(f'"{c}"' for c in _EVIDENCE)
    rows = con.execute(
        f"""SELECT {columns} FROM {CATALOG}.evidence WHERE article_id = ?
            ORDER BY field, chosen DESC, confidence DESC, rule, value, "start" """,
        [item_id],
    ).fetchall()
    return list(_EVIDENCE), rows
