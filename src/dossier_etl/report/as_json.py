"""A report as JSON, and back: its machine-readable twin."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from dossier_etl.report.model import Reference, Report


def to_json(report: Report) -> str:
    """Return a report as JSON with sorted keys; equal reports give equal texts."""
    return json.dumps(asdict(report), ensure_ascii=False, sort_keys=True, indent=1, default=_day) + "\n"


def references_in(twin: Any) -> Iterator[Reference]:
    """Yield the references of a report read from JSON. Raises ValueError if it is none."""
    try:
        for section in twin["sections"]:
            for row in section["rows"]:
                for reference in row["references"]:
                    yield Reference(**reference)
    except (KeyError, TypeError) as error:
        raise ValueError(f"no report of this program: {type(error).__name__}: {error}") from error


def _day(value: object) -> str:
    assert isinstance(value, dt.date)
    return value.isoformat()
