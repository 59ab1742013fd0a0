"""Items as JSON, as `dossier extract --json` prints them."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dossier_etl.model.evidence import Decision
from dossier_etl.model.item import PUBLICATION_COLUMNS, Item
from dossier_etl.model.mentions import DateMention, Mention


def mention_json(m: Mention) -> dict[str, Any]:
    return {
        "start": m.start,
        "end": m.end,
        "label": m.label,
        "surface": m.surface,
        "confidence": round(m.confidence, 3),
        "entity_id": m.entity_id,
        "name": m.name,
    }


def date_mention_json(d: DateMention) -> dict[str, Any]:
    return {
        "start": d.start,
        "end": d.end,
        "kind": d.kind,
        "value": d.value,
        "timex": d.timex,
        "surface": d.surface,
        "earliest": d.earliest,
        "latest": d.latest,
    }


def _evidence_json(decision: Decision) -> list[dict[str, Any]]:
    return [
        {
            "field": v.candidate.field,
            "value": v.candidate.value,
            "rule": v.candidate.rule,
            "confidence": round(v.candidate.confidence, 3),
            "source": v.candidate.source.value,
            "path": v.candidate.path,
            "start": v.candidate.start,
            "end": v.candidate.end,
            "snippet": v.candidate.snippet,
            "chosen": v.chosen,
            "why": v.why,
        }
        for v in decision.verdicts
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return round(value, 3) if isinstance(value, float) else value


def item_json(item: Item) -> dict[str, Any]:
    """Return one JSON object for an article, or for the account of why there is none."""
    return {
        "source": item.record.source_uri + (f"#{item.record.locator}" if item.record.locator else ""),
        **{column.json_name or column.name: _plain(column.of(item)) for column in PUBLICATION_COLUMNS},
        "mentions": [mention_json(m) for m in item.mentions],
        "date_mentions": [date_mention_json(d) for d in item.date_mentions],
        "evidence": [row for d in item.decisions for row in _evidence_json(d)],
        "outcome": item.outcome,
        "reasons": list(item.reasons),
        "detail": item.detail,
        "suggestion": item.suggestion,
    }


def write_json(items: Sequence[Item], folder: Path) -> None:
    """Write ``items.jsonl`` into ``folder`` (made if missing)."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "items.jsonl").open("w", encoding="utf-8", errors="surrogatepass") as file:
        for item in items:
            file.write(json.dumps(item_json(item), ensure_ascii=False) + "\n")
