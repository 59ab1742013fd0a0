"""Writing down what a person decided about an item. Append-only; the next run applies it."""

import datetime as dt
import json
from collections.abc import Collection, Sequence

import duckdb
import pyarrow as pa

from dossier_etl.errors import UsageError
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.lake.item_queries import find_item
from dossier_etl.lake.lock import loader_lock
from dossier_etl.model.decisions import SETTABLE
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.ids import content_id
from dossier_etl.model.reasons import Reason
from dossier_etl.model.tables import DECISIONS
from dossier_etl.settings import Settings
from dossier_etl.sql import insert_arrow

_MISSING = {Reason.DATE_MISSING.value: "published", Reason.OUTLET_MISSING.value: "outlet"}
"""Reason → the field whose value would take it away."""


def checked(values: dict[str, str]) -> dict[str, str]:
    """Return the values if all of them can be set.

    Raises:
        UsageError: an unknown field, or a date that is none.
    """
    for name, value in values.items():
        if name not in SETTABLE:
            raise UsageError(f"{name!r} cannot be set", hint="one of " + ", ".join(SETTABLE))
        if name == "published":
            try:
                Edtf.parse(value)
            except ValueError as error:
                raise UsageError(str(error), hint="EDTF: 2014-06-17, 2014-06, 2014 or 2014-06-13/2014-06-30") from error
    return values


def suggested_values(suggestion: dict[str, str]) -> dict[str, str]:
    """Return the suggested values of fields that can be set."""
    return {k: v for k, v in suggestion.items() if k in SETTABLE}


def lacking_values(reasons: Collection[str], values: Collection[str]) -> list[str]:
    """Return the fields that are missing and that the values do not give."""
    return [f for reason, f in _MISSING.items() if reason in reasons and f not in values]


def append_decisions(
    con: duckdb.DuckDBPyConnection,
    steps: Sequence[tuple[str, str, str | None, str | None]],
    *,
    who: str,
    now: dt.datetime,
    note: str,
) -> None:
    """Append decisions in one transaction.

    Args:
        steps: (item, action, field, value), in the order in which they hold; a ``set`` without value withdraws the field's.
    """
    rows = []
    for step, (item_id, action, name, value) in enumerate(steps):
        at = now + dt.timedelta(microseconds=step)
        decision_id = content_id("decision", item_id, action, name or "", value or "", who, at.isoformat())
        rows.append(
            {
                "decision_id": decision_id,
                "item_id": item_id,
                "action": action,
                "field": name,
                "value": value,
                "who": who,
                "at": at,
                "note": note,
            }
        )
    con.execute("BEGIN")
    insert_arrow(con, f"{CATALOG}.decisions", pa.Table.from_pylist(rows, schema=DECISIONS))
    con.execute("COMMIT")


def decide_item(
    settings: Settings, item_id: str, action: str, values: dict[str, str], *, who: str, note: str = ""
) -> str:
    """Append decisions about an item; ``accept`` also sets the suggested values of what is missing.

    Returns:
        The full id of the item.
    Raises:
        UsageError: no such item, an unknown field, a date that is none, or nothing to accept.
    """
    now = dt.datetime.now(dt.UTC)
    with loader_lock(settings, since=f"{now:%Y-%m-%d %H:%M:%S} UTC"):
        con = connect(settings, read_only=False)
        try:
            item = find_item(con, item_id)
            if item is None:
                raise UsageError(f"no item {item_id!r}", hint="`dossier quarantine list` lists them")
            if action == "accept" and item["kind"] == "quarantined":
                values = suggested_values(json.loads(item["suggestion"] or "{}"))
                if lacking := lacking_values(item["reasons"], values):
                    raise UsageError(
                        f"{item['id'][:12]} has no suggestion for {' and '.join(lacking)}",
                        hint=f"dossier quarantine set {item['id'][:12]} {lacking[0]}=…",
                    )
            steps: list[tuple[str, str, str | None, str | None]] = [
                (item["id"], "set", f, v) for f, v in sorted(checked(values).items())
            ]
            if action != "set":
                steps.append((item["id"], action, None, None))
            append_decisions(con, steps, who=who, now=now, note=note)
            return str(item["id"])
        finally:
            con.close()
