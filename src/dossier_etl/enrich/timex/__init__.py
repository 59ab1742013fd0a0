"""Temporal expressions in text, to the TIMEX3 standard, anchored to the publication date.

The tagger is a reading of the TimeML annotation guideline (TIMEX3: DATE, TIME, DURATION, SET and their values) as rules over word
classes, in the manner of HeidelTime (Strötgen & Gertz 2010), reduced to one scan of the text. Steps: `scan` finds surface
matches, `resolve` reads them in text order against the anchor and what was mentioned before, `output` writes EDTF and days.
"""

from dossier_etl.enrich.timex.multilingual import find_written
from dossier_etl.enrich.timex.output import mention
from dossier_etl.enrich.timex.resolve import resolve_all
from dossier_etl.enrich.timex.scan import scan
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.mentions import DateMention

__all__ = ["tag_timexes"]
_ENGLISH = ("en", "und")
"""Languages read with the full grammar; an undetermined one is tried as English."""


def tag_timexes(text: str, *, anchor: Edtf | None, language: str = "en") -> list[DateMention]:
    """Temporal expressions of ``text`` in text order, not overlapping; offsets are characters of ``text``.

    Args:
        text: the article's body.
        anchor: its publication date. Relative expressions resolve as far as it allows: a day pins "yesterday" down, a year does
            not; without an anchor they stay unresolved (``XXXX-…``, value None). No clock is ever read.
        language: ISO 639-1 code; English gets the full grammar, other languages numeric and month-name dates.
    """
    if language.startswith(_ENGLISH):
        return [
            mention(hit.start, hit.end, reading, text) for hit, reading in resolve_all(text, list(scan(text)), anchor)
        ]
    found = find_written(text, anchor=anchor, language=language.partition("-")[0])
    return [mention(date.start, date.end, date.reading, text) for date in found]
