"""Human decisions about items: which fields a person may set, and the row a decision becomes."""

import datetime as dt
from dataclasses import dataclass

SETTABLE = ("published", "outlet", "title", "authors", "origin_outlet", "language")
"""Fields that `dossier quarantine set` accepts."""


@dataclass(frozen=True, slots=True)
class HumanDecision:
    """A row of ``decisions``: one human judgement about an item."""

    item_id: str
    action: str
    field: str | None
    value: str | None
    who: str
    at: dt.datetime
