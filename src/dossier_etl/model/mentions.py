"""What stands in an article's body: named things and dates. Offsets are characters of the body, end-exclusive."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Mention:
    """A named entity; ``label`` is PERSON, ORG, GPE, LOC, NORP, FAC or EVENT."""

    start: int
    end: int
    surface: str
    label: str
    confidence: float
    entity_id: str | None = None
    name: str | None = None
    """Canonical name, once linked."""
    wikidata_id: str | None = None


class DateMention(NamedTuple):
    """A temporal expression (TIMEX3): ``value`` is EDTF where EDTF can say it, ``timex`` the TIMEX3 value."""

    start: int
    end: int
    surface: str
    kind: str
    """``date``, ``time``, ``duration``, ``set``."""
    timex: str
    value: str | None = None
    earliest: str | None = None
    """ISO day, for date and time."""
    latest: str | None = None
