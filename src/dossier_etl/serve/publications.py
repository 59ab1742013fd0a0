"""Which publications a list is about: the filters of addresses as SQL over ``p`` (publications) and ``m`` (their stories)."""

import datetime as dt
import re
from dataclasses import asdict, dataclass
from typing import Any

from starlette.requests import Request

from dossier_etl.serve.parameters import choice_of, day_of, text_of
from dossier_etl.sql import sql_literal

SOURCE = "FROM lake.publications p JOIN lake.story_members m USING (article_id)"
ROLES = {
    "first": "m.role = 'first'",
    "copies": "m.role <> 'first'",
    "all": "true",
}
"""Choice of the parameter ``copies`` → condition."""
_CONDITIONS = {
    "outlet": "p.outlet = $outlet",
    "language": "p.language = $language",
    "basis": "p.published_basis = $basis",
    "run": "p.run_id = $run",
    "from_day": "p.published_on >= $from_day",
    "to_day": "p.published_on <= $to_day",
    "entity": """p.article_id IN (SELECT article_id FROM lake.mentions WHERE entity_id IN (
        SELECT entity_id FROM lake.entities WHERE $entity IN (entity_id, name, name || ' (' || type || ')')))""",
    "words": "(contains(lower(p.title), lower($words)) OR contains(lower(p.body), lower($words)))",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that hold together; empty ones are none."""

    copies: str = "first"
    """first: one publication of each text; copies: the others; all."""
    outlet: str = ""
    language: str = ""
    basis: str = ""
    run: str = ""
    from_day: dt.date | None = None
    to_day: dt.date | None = None
    entity: str = ""
    words: str = ""
    """Characters that stand in the title or body."""

    @classmethod
    def of(cls, request: Request) -> "Filter":
        """Return what an address asks for. Raises BadParameter."""
        return cls(
            copies=choice_of(request, "copies", *ROLES),
            outlet=text_of(request, "outlet"),
            language=text_of(request, "language"),
            basis=text_of(request, "basis"),
            run=text_of(request, "run"),
            from_day=day_of(request, "from"),
            to_day=day_of(request, "to"),
            entity=text_of(request, "entity"),
            words=text_of(request, "q"),
        )

    def sql(self) -> tuple[str, dict[str, Any]]:
        """Return ``FROM … WHERE …`` and its parameters."""
        given = {name: value for name, value in asdict(self).items() if name in _CONDITIONS and value}
        conditions = [ROLES[self.copies], *(_CONDITIONS[name] for name in given)]
        return f"{SOURCE} WHERE {' AND '.join(conditions)}", given

    def as_text(self) -> str:
        """Return `sql` with its values written into it, for people to read and change."""
        text, values = self.sql()
        return re.sub(r"\$(\w+)", lambda m: sql_literal(str(values[m[1]])), " ".join(text.split()))

    def query(self, **changes: Any) -> dict[str, Any]:
        """Return the parameters of an address for this filter, with some of them changed."""
        mine = {
            "q": self.words,
            "outlet": self.outlet,
            "language": self.language,
            "basis": self.basis,
            "run": self.run,
            "from_": self.from_day,
            "to": self.to_day,
            "entity": self.entity,
            "copies": "" if self.copies == "first" else self.copies,
        }
        return mine | changes
