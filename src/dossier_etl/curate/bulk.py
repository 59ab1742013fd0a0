"""One decision about many refused items, and taking it back."""

import datetime as dt
import json
from dataclasses import dataclass

import duckdb

from dossier_etl.curate.items import append_decisions, checked, lacking_values, suggested_values
from dossier_etl.errors import UsageError
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.lake.lock import loader_lock
from dossier_etl.model.ids import content_id
from dossier_etl.model.reasons import Reason
from dossier_etl.settings import Settings

ACTIONS = ("accept", "reject", "retry", "set")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which open items of the quarantine a bulk decision is about; all conditions hold together."""

    reason: str = ""
    """Code, e.g. ``outlet_missing``."""
    source: str = ""
    """Shell pattern (``*`` crosses folders) for the source's path."""
    at_least: float = 0.0
    """Least confidence of each suggestion: the best candidate that states the suggested value."""


@dataclass(frozen=True, slots=True)
class BulkDecision:
    """What a bulk decision does, or would do."""

    bulk_id: str
    """Names it for `undo`; empty in a dry run."""
    items: tuple[str, ...]
    lacking: int
    """Items selected that cannot be accepted: no suggestion for what is missing."""


def _selected(con: duckdb.DuckDBPyConnection, chosen: Selection) -> list[tuple[str, list[str], dict[str, str]]]:
    """Return id, reasons and suggestion of the items selected, in order of id."""
    rows = con.execute(
        f"""
        SELECT q.item_id, q.reasons, q.suggestion, min(coalesce(b.confidence, 0)) AS least
        FROM {CATALOG}.quarantine q
        JOIN {CATALOG}.documents d USING (document_id)
        LEFT JOIN (SELECT article_id, field, value, max(confidence) AS confidence FROM {CATALOG}.evidence GROUP BY ALL) b
          ON b.article_id = q.item_id AND json_extract_string(q.suggestion, '$.' || b.field) = b.value
        WHERE q.status = 'open' AND ($reason = '' OR list_contains(q.reasons, $reason))
          AND ($source = '' OR d.source_uri GLOB $source)
        GROUP BY ALL HAVING least >= $at_least ORDER BY q.item_id
        """,
        {"reason": chosen.reason, "source": chosen.source, "at_least": chosen.at_least},
    ).fetchall()
    return [(str(i), list(reasons), json.loads(suggestion or "{}")) for i, reasons, suggestion, _ in rows]


def decide_many(
    settings: Settings,
    action: str,
    chosen: Selection,
    values: dict[str, str] | None = None,
    *,
    who: str,
    note: str = "",
    dry_run: bool = True,
) -> BulkDecision:
    """Decide all items selected alike, in one transaction.

    Args:
        action: ``accept`` (each with its own suggestions), ``reject``, ``retry``, or ``set`` with ``values``.
    Raises:
        UsageError: nothing is selected by, an unknown reason, field or date, values without ``set``.
    """
    if action not in ACTIONS or (action == "set") != bool(values):
        raise UsageError("FIELD=VALUE belongs to `set`, and to nothing else")
    if chosen.reason and chosen.reason not in {r.value for r in Reason}:
        raise UsageError(f"no reason is called {chosen.reason!r}", hint="`dossier quarantine list --json` shows them")
    if chosen == Selection():
        raise UsageError("this would decide the whole quarantine", hint="give --reason, --source or --at-least")
    said = checked(values or {})
    now = dt.datetime.now(dt.UTC)
    with loader_lock(settings, since=f"{now:%Y-%m-%d %H:%M:%S} UTC"):
        con = connect(settings, read_only=False)
        try:
            steps: list[tuple[str, str, str | None, str | None]] = []
            items: list[str] = []
            lacking = 0
            for item_id, reasons, suggestion in _selected(con, chosen):
                own = suggested_values(suggestion) if action == "accept" else said
                if action == "accept" and lacking_values(reasons, own):
                    lacking += 1
                    continue
                items.append(item_id)
                steps += [(item_id, "set", name, value) for name, value in sorted(own.items())]
                if action != "set":
                    steps.append((item_id, action, None, None))
            if dry_run or not items:
                return BulkDecision("", tuple(items), lacking)
            bulk_id = content_id("bulk", action, who, now.isoformat(), *items)[:12]
            append_decisions(con, steps, who=who, now=now, note=f"bulk {bulk_id}" + (f": {note}" if note else ""))
            return BulkDecision(bulk_id, tuple(items), lacking)
        finally:
            con.close()


def undo(settings: Settings, bulk_id: str, *, who: str) -> int:
    """Take a bulk decision back: values it set are withdrawn, its items are derived again. Decisions are never deleted.

    Returns:
        How many items.
    Raises:
        UsageError: no bulk decision of that id.
    """
    now = dt.datetime.now(dt.UTC)
    with loader_lock(settings, since=f"{now:%Y-%m-%d %H:%M:%S} UTC"):
        con = connect(settings, read_only=False)
        try:
            rows = con.execute(
                f"""SELECT DISTINCT item_id, action, field FROM {CATALOG}.decisions
                    WHERE note = $mark OR starts_with(note, $mark || ':') ORDER BY ALL""",
                {"mark": f"bulk {bulk_id}"},
            ).fetchall()
            if not rows:
                raise UsageError(f"no bulk decision {bulk_id!r}", hint="the id was printed when it was made")
            items = sorted({str(item_id) for item_id, _, _ in rows})
            steps: list[tuple[str, str, str | None, str | None]] = [
                (str(item_id), "set", field, None) for item_id, action, field in rows if action == "set"
            ]
            steps += [(item_id, "retry", None, None) for item_id in items]
            append_decisions(con, steps, who=who, now=now, note=f"undo {bulk_id}")
            return len(items)
        finally:
            con.close()
