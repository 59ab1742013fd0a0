"""Items → rows of the lake's tables."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from dossier_etl.model import tables
from dossier_etl.model.evidence import Decision
from dossier_etl.model.item import PUBLICATION_COLUMNS, Item
from dossier_etl.shards.records import write_atomically

STAGED = ("publications", "quarantine", "mentions", "date_mentions", "evidence", "item_entities")
"""Files of a derived shard; `item_entities` holds (article_id, entity) pairs that become rows of ``entities``."""

ITEM_ENTITIES = pa.schema(
    [
        ("article_id", pa.string()),
        ("entity_id", pa.string()),
        ("name", pa.string()),
        ("type", pa.string()),
        ("wikidata_id", pa.string()),
        ("surface", pa.string()),
    ]
)
_QUOTED = 2000
"""Characters of text kept with a quarantined item; the bytes themselves are in ``documents``."""


def _without_run(schema: pa.Schema) -> pa.Schema:
    """The run is known to the loader only, so that the same item makes the same file in any run."""
    return pa.schema([f for f in schema if f.name != "run_id"])


SCHEMAS: dict[str, pa.Schema] = {
    "publications": _without_run(tables.PUBLICATIONS),
    "quarantine": _without_run(tables.QUARANTINE),
    "mentions": tables.MENTIONS,
    "date_mentions": tables.DATE_MENTIONS,
    "evidence": tables.EVIDENCE,
    "item_entities": ITEM_ENTITIES,
}


def _publication(item: Item) -> dict[str, Any]:
    return {column.name: column.of(item) for column in PUBLICATION_COLUMNS}


def _quarantine(item: Item) -> dict[str, Any]:
    return {
        "item_id": item.item_id,
        "document_id": item.record.document_id,
        "position": item.position,
        "stage": item.stage,
        "reasons": list(item.reasons),
        "detail": item.detail,
        "suggestion": json.dumps(item.suggestion, ensure_ascii=False, sort_keys=True) if item.suggestion else None,
        "title": item.title,
        "text": item.body[:_QUOTED],
        "status": item.status,
    }


def _rule(rule: str) -> tuple[str, int]:
    name, _, version = rule.partition("@")
    return name, int(version) if version.isdigit() else 1


def _evidence(item_id: str, decision: Decision) -> list[dict[str, Any]]:
    rows = []
    for verdict in decision.verdicts:
        c = verdict.candidate
        name, version = _rule(c.rule)
        rows.append(
            {
                "article_id": item_id,
                "field": c.field,
                "value": c.value,
                "rule": name,
                "rule_version": version,
                "confidence": decision.confidence if verdict.chosen else c.confidence,
                "source": c.source.value,
                "path": c.path,
                "start": c.start,
                "end": c.end,
                "snippet": c.snippet,
                "chosen": verdict.chosen,
                "why": verdict.why,
            }
        )
    return rows


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text[:10]) if text else None


def tables_of(items: Sequence[Item]) -> dict[str, pa.Table]:
    """All rows some items become, by table name (see `STAGED`)."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in STAGED}
    for item in items:
        item_id = item.item_id
        rows["evidence"] += [row for d in item.decisions for row in _evidence(item_id, d)]
        if item.reasons:
            rows["quarantine"].append(_quarantine(item))
            continue
        rows["publications"].append(_publication(item))
        for m in item.mentions:
            rows["mentions"].append(
                {
                    "article_id": item_id,
                    "entity_id": m.entity_id,
                    "label": m.label,
                    "surface": m.surface,
                    "start": m.start,
                    "end": m.end,
                    "confidence": m.confidence,
                }
            )
            if m.entity_id:
                rows["item_entities"].append(
                    {
                        "article_id": item_id,
                        "entity_id": m.entity_id,
                        "name": m.name or m.surface,
                        "type": m.label,
                        "wikidata_id": m.wikidata_id,
                        "surface": m.surface,
                    }
                )
        for d in item.date_mentions:
            rows["date_mentions"].append(
                {
                    "article_id": item_id,
                    "surface": d.surface,
                    "start": d.start,
                    "end": d.end,
                    "value": d.value,
                    "timex": d.timex,
                    "earliest": _day(d.earliest),
                    "latest": _day(d.latest),
                    "kind": d.kind,
                }
            )
    return {name: pa.Table.from_pylist(rows[name], schema=SCHEMAS[name]) for name in STAGED}


def write_items(items: Sequence[Item], folder: Path) -> None:
    """Write one Parquet file a table into ``folder`` (made if missing)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables_of(items).items():
        write_atomically(table, folder / f"{name}.parquet")
