"""When: dates that the texts name in sentences about the subject, beside the days of publication."""

import datetime as dt
from dataclasses import dataclass

from dossier_etl.lake.connect import CATALOG
from dossier_etl.report.corpus import Corpus, Text
from dossier_etl.report.model import Reference, Row, Section, Span

_EVENTS = 80
LONGEST_DAYS = 400
"""A date that may mean more days than a year says nothing about when."""


@dataclass(frozen=True, slots=True)
class _Event:
    earliest: dt.date
    latest: dt.date
    surface: str
    value: str
    text: Text
    line: Reference

    @property
    def order(self) -> tuple[dt.date, dt.date, dt.date, str, int]:
        return (
            self.earliest,
            self.latest,
            self.text.published_on or self.earliest,
            self.line.article_id,
            self.line.start,
        )


def chronology(corpus: Corpus) -> tuple[Section, tuple[Span, ...]]:
    """Return the dates named in sentences about the subject, in order, and the same as spans of days."""
    once = {(e.earliest, e.latest, e.line.text): e for e in sorted(_events(corpus), key=lambda e: e.order)[::-1]}
    events = list(once.values())[::-1]
    kept = events
    if len(events) > _EVENTS:  # evenly over their order, the first and the last among them
        kept = [events[n * (len(events) - 1) // (_EVENTS - 1)] for n in range(_EVENTS)]
    section = Section(
        "chronology",
        "Chronology",
        "Dates named in sentences about the subject: what a text says happened then. Copies are left out.",
        ("date", "as written", "sentence", "outlet", "published"),
        tuple(Row((e.value, e.surface, e.line.text, e.text.outlet, e.text.published), (e.line,)) for e in kept),
        len(events) - len(kept),
    )
    return section, tuple(Span(e.earliest, e.latest, f"{e.value}: {e.line.text[:80]}") for e in kept)


def _events(corpus: Corpus) -> list[_Event]:
    named: dict[str, list[tuple[int, str, str, dt.date, dt.date]]] = {}
    rows = corpus.con.execute(
        f"""SELECT article_id, "start", surface, coalesce(value, timex), earliest, latest
            FROM {CATALOG}.date_mentions SEMI JOIN corpus USING (article_id)
            WHERE kind = 'date' AND earliest IS NOT NULL AND date_diff('day', earliest, latest) <= {LONGEST_DAYS}
            ORDER BY article_id, "start" """
    ).fetchall()
    for article_id, *rest in rows:
        named.setdefault(article_id, []).append((rest[0], rest[1], rest[2], rest[3], rest[4]))
    return [
        _Event(earliest, latest, surface, value, text, line)
        for text in corpus.firsts
        for line in text.sentences()
        for start, surface, value, earliest, latest in named.get(text.article_id, ())
        if line.start <= start < line.end
    ]
