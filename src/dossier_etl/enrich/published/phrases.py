"""What the words around a date in its line make of it: a sentence that tells of the day, a label that names it, a place in a list."""

import re

from dossier_etl.enrich.written_dates.scan import WrittenDate
from dossier_etl.model.documents import Document, Line
from dossier_etl.registry import words

_LOWER_WORD = re.compile(r"(?<![^\W\d_])[a-zà-öø-ÿα-ωά-ώа-яёіїєґ]{3,}")
_SMALL = words(
    "the and for von vom den der die das des les del della dal por par uhr und min est van het een med och til ore alle klo"
)
"""Words of three letters and more that stand in bylines as well as in sentences."""
_END = re.compile(r"[.!?;。！？।]['”\"»)\]]*\s*\Z")
_DENSE = re.compile("[\u3040-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_NAMING = re.compile(r"[^\W\d_][^\n:：]{1,40}[:：]\s*(?:[^\W\d_]{2,14}\.?,?\s+(?:(?:the|den|le|el|il|de)\s+)?)?\Z")
"""``Open day: Saturday, ``: what stands before a date that it names."""
_LEAD = re.compile(r"\s?[)\]]?\s?(?:[–—|-]\s|[„“\"«»‚']|[^\W\d_a-zß-ÿ])")
"""What follows a date that opens its paragraph: "29.11.2022 – Several …"."""
_LEGAL = re.compile(
    r"\b(?:terms|privacy|cookies?|policy|conditions|effective date|agb|datenschutz\w*|nutzungsbedingungen|impressum|mentions légales|"
    r"confidentialité|privacidad|aviso legal|condiciones|privacidade|condizioni|voorwaarden|regulamin|политик\w+|условия)\b",
    re.I,
)
"""Lines that date a site's rules, not its article."""
_ROW = frozenset({"td", "th", "dt", "dd", "li", "option"})
_LEGAL_LINE = 140
"""Characters; longer lines that speak of rules are prose."""
_MIN_LOWER = 3
"""Lower-case words that make a sentence of a line that does not end like one."""
_MIN_DENSE = 12
"""Characters of a script without spaces that make a sentence of a line that ends like one."""


def phrase_tokens(document: Document, line: Line, date: WrittenDate) -> list[str]:
    """Return what a date's line makes of it.

    Returns:
        Of ``sentence`` (the line tells of the day), ``leads`` (the day opens it), ``named`` (a label of its own names it), ``legal``
        (it dates the site's rules) and ``row`` (a cell, an item of a list) those that hold.
    """
    text = document.text
    before, after = text[line.start : date.start], text[date.end : max(line.end, date.end)]
    out = []
    rest = f"{before[-200:]} {after[:200]}"
    lower = sum(word[0] not in _SMALL for word in _LOWER_WORD.finditer(rest))
    ends = _END.search(text, max(line.start, line.end - 12), line.end) is not None
    if lower >= _MIN_LOWER or (ends and (lower or len(_DENSE.findall(rest)) >= _MIN_DENSE)):
        out.append("sentence")
    if not before.strip(" \t([–—-") and _LEAD.match(text, date.end, max(line.end, date.end)):
        out.append("leads")
    if _NAMING.search(before[-80:]):
        out.append("named")
    if len(rest) < _LEGAL_LINE and _LEGAL.search(rest):
        out.append("legal")
    if line.tag in _ROW:
        out.append("row")
    return out
