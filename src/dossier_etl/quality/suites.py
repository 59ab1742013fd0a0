"""The expectation suites: JSON files in ``expectations/``, one a table."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from dossier_etl.errors import DossierError


@dataclass(frozen=True)
class Suite:
    """A suite as written: Great Expectations' own form, plus ``meta.table``, the staged table it looks at."""

    name: str
    table: str
    expectations: tuple[dict[str, Any], ...]


@cache
def load_suites() -> tuple[Suite, ...]:
    """All suites, by file name. Raises DossierError when there are none: a gate without rules lets everything pass."""
    suites = []
    for file in sorted(files("expectations").iterdir(), key=lambda f: str(f.name)):
        if file.name.endswith(".json"):
            raw = json.loads(file.read_text("utf-8"))
            suites.append(Suite(raw["name"], raw["meta"]["table"], tuple(raw["expectations"])))
    if not suites:
        raise DossierError("no expectation suites found", hint="reinstall dossier-etl")
    return tuple(suites)
