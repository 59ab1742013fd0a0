"""What the user says about sources: path pattern → outlet, date in the file name. Added to records as hints."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from dossier_etl.errors import UsageError
from dossier_etl.model.records import Incident, Record

STATED_OUTLET = "stated_outlet"
STATED_DATE = "stated_date"
AUTO = "auto"
"""Date format that reads year-month-day in digits, joined by ``-``, ``_``, ``.`` or nothing: the order nobody disputes."""
_KEYS = frozenset(("path", "outlet", "date_in_name"))
_FIELDS = {"%Y": r"(?P<year>\d{4})", "%y": r"(?P<short>\d{2})", "%m": r"(?P<month>\d{2})", "%d": r"(?P<day>\d{2})"}
_AUTO = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<join>[-_.]?)(?P<month>\d\d)(?P=join)(?P<day>\d\d)(?!\d)")
_CENTURY_TURNS = 69
"""Two-digit years from here on are of the 20th century (POSIX)."""


@dataclass(frozen=True, slots=True)
class SourceRule:
    """What the user says of every record whose path fits."""

    path: str = "*"
    """Shell pattern for the source's path, or for the member's inside a container (``dump.zip!guardian/*``); ``*`` also
    crosses folders. A pattern without a leading ``/`` may begin at any folder."""
    outlet: str = ""
    date_in_name: str = ""
    """Format of the date in the file name (``%d-%m-%Y``), or ``auto``; empty: none."""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "SourceRule":
        """Return the rule of a ``[[source_rules]]`` table.

        Raises:
            UsageError: an unknown key, a rule that says nothing, or a date format that names no day.
        """
        if unknown := sorted(fields.keys() - _KEYS):
            raise UsageError(f"source rule has no key {unknown[0]!r}", hint=f"its keys are {', '.join(sorted(_KEYS))}")
        rule = cls(**{k: str(v) for k, v in fields.items()})
        if not rule.outlet.strip() and not rule.date_in_name:
            raise UsageError(f"source rule for {rule.path!r} says nothing", hint="give it an outlet or date_in_name")
        _pattern(rule.date_in_name)
        return rule

    def fits(self, uri: str, locator: str) -> bool:
        """Return True if the rule speaks of that place."""
        place = f"{uri}!{locator}" if locator else uri
        patterns = (self.path, f"*/{self.path}", f"*!{self.path}")
        return any(fnmatchcase(where, p) for where in (uri, place) for p in patterns)


def _pattern(form: str) -> re.Pattern[str] | None:
    """Return the expression that finds a date of that format; None without a format."""
    if form in ("", AUTO):
        return _AUTO if form else None
    pieces = re.split(r"(%.)", form)
    fields = [p for p in pieces if p.startswith("%")]
    if sorted(f.lower() for f in fields) != ["%d", "%m", "%y"] or not _FIELDS.keys() >= set(fields):
        raise UsageError(
            f"date format {form!r} does not name one day", hint="use %Y (or %y), %m and %d once each, like %Y-%m-%d"
        )
    return re.compile(r"(?<!\d)" + "".join(_FIELDS.get(p) or re.escape(p) for p in pieces) + r"(?!\d)")


def date_in_name(name: str, form: str) -> str | None:
    """Return the day in a file name (ISO 8601); None if there is none or it names several days.

    Args:
        form: ``%d.%m.%Y`` and the like, or ``auto``.
    """
    pattern = _pattern(form)
    days: set[str] = set()
    for m in pattern.finditer(name) if pattern is not None else ():
        found = m.groupdict()
        short = found.get("short")
        year = int(found["year"]) if short is None else int(short) + (1900 if int(short) >= _CENTURY_TURNS else 2000)
        try:
            days.add(dt.date(year, int(found["month"]), int(found["day"])).isoformat())
        except ValueError:  # digits that are no day of the calendar
            continue
    return days.pop() if len(days) == 1 else None


def _name_of(record: Record) -> str:
    """The file's name: of the member inside a container where there is one, else of the source."""
    member = record.locator.rpartition("!")[2]
    inside = record.locator if member and ":" not in member else record.source_uri
    return inside.replace("!", "/").rpartition("/")[2]


def stated_hints(record: Record, rules: Sequence[SourceRule]) -> dict[str, str]:
    """Return what the rules say of a record; of several that fit, later ones win field by field."""
    said: dict[str, str] = {}
    for rule in rules:
        if not rule.fits(record.source_uri, record.locator):
            continue
        if rule.outlet.strip():
            said[STATED_OUTLET] = rule.outlet.strip()
        day = date_in_name(_name_of(record), rule.date_in_name) if rule.date_in_name else None
        if day is not None:
            said[STATED_DATE] = day
    return said


def with_statements(results: Iterator[Record | Incident], rules: Sequence[SourceRule]) -> Iterator[Record | Incident]:
    """Yield the same results, records with what the rules say of them among their hints."""
    for result in results:
        said = stated_hints(result, rules) if isinstance(result, Record) else None
        yield replace(result, hints={**result.hints, **said}) if said and isinstance(result, Record) else result
