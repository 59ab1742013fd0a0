"""Check a report against the warehouse: is every cited passage what the stored article says?"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from dossier_etl.errors import UsageError
from dossier_etl.lake.connect import CATALOG
from dossier_etl.lake.read import reader
from dossier_etl.report.as_html import TWIN_ID
from dossier_etl.report.as_json import references_in
from dossier_etl.report.model import Reference
from dossier_etl.settings import Settings

_TWIN = re.compile(rf'<script type="application/json" id="{TWIN_ID}">([^<]*)</script>')


@dataclass(frozen=True, slots=True)
class Difference:
    """A reference that does not hold. ``stored`` is None if there is no such article any more."""

    reference: Reference
    stored: str | None


def verify(settings: Settings, file: Path) -> tuple[int, list[Difference]]:
    """Return how many references a report (HTML or JSON) has, and those that differ from what is stored.

    Raises:
        UsageError: the file is no report of this program.
    """
    references = _references(file)
    with reader(settings) as con:
        rows = con.execute(
            f"SELECT article_id, title, body FROM {CATALOG}.publications WHERE list_contains($1, article_id)",
            [sorted({r.article_id for r in references})],
        ).fetchall()
    stored = {(i, name): text or "" for i, title, body in rows for name, text in (("title", title), ("body", body))}
    differences = []
    for reference in references:
        text = stored.get((reference.article_id, reference.field))
        said = None if text is None else text[reference.start : reference.end]
        if said != reference.text:
            differences.append(Difference(reference, said))
    return len(references), differences


def _references(file: Path) -> list[Reference]:
    text = file.read_text("utf-8")
    found = _TWIN.search(text)
    try:
        return list(references_in(json.loads(found.group(1) if found else text)))
    except ValueError as error:
        raise UsageError(
            f"{file} holds no report: {error}", hint="give a file that `dossier report -o` wrote as .html or .json"
        ) from error
