"""Writing down what a person decided about an item. Append-only; the next run applies it."""

import datetime as dt
import json

from dossier_etl.errors import UsageError
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.lake.item_queries import find_item
from dossier_etl.lake.lock import loader_lock
from dossier_etl.model.decisions import SETTABLE
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.ids import content_id
from dossier_etl.model.reasons import Reason
from dossier_etl.settings import Settings


def _checked(values: dict[str, str]) -> dict[str, str]:
    for name, value in values.items():
        if name not in SETTABLE:
            raise UsageError(f"{name!r} cannot be set", hint="one of " + ", ".join(SETTABLE))
        if name == "published":
            try:
                Edtf.parse(value)
            except ValueError as error:
                raise UsageError(str(error), hint="EDTF: 2014-06-17, 2014-06, 2014 or 2014-06-13/2014-06-30") from error
    return values


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
                values = {k: v for k, v in json.loads(item["suggestion"] or "{}").items() if k in SETTABLE}
                missing = {Reason.DATE_MISSING.value: "published", Reason.OUTLET_MISSING.value: "outlet"}
                lacking = [f for reason, f in missing.items() if reason in item["reasons"] and f not in values]
                if lacking:
                    raise UsageError(
                        f"{item['id'][:12]} has no suggestion for {' and '.join(lacking)}",
                        hint=f"dossier quarantine set {item['id'][:12]} {lacking[0]}=…",
                    )
            steps: list[tuple[str, str | None, str | None]] = [
                ("set", f, v) for f, v in sorted(_checked(values).items())
            ]
            if action != "set":
                steps.append((action, None, None))
            con.execute("BEGIN")
            for step, (act, name, value) in enumerate(steps):
                at = now + dt.timedelta(microseconds=step)
                decision_id = content_id("decision", item["id"], act, name or "", value or "", who, at.isoformat())
                con.execute(
                    f"INSERT INTO {CATALOG}.decisions BY NAME SELECT ? AS decision_id, ? AS item_id, ? AS action, ? AS field, "
                    '? AS value, ? AS who, ? AS "at", ? AS note',
                    [decision_id, item["id"], act, name, value, who, at, note],
                )
            con.execute("COMMIT")
            return str(item["id"])
        finally:
            con.close()
