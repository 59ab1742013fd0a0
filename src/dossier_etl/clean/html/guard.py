"""Look at markup before it is parsed: parsers need quadratic time for some documents, so those are defused first."""

import re
from dataclasses import dataclass

from dossier_etl.clean.html.vocabulary import FORMATTING, IMPLIED_END, VOID

MAX_CHARACTERS = 10_000_000
"""Longer documents are refused (``too_large``). The largest labelled page has 6 million; 19 million took a worker 594 MB."""
MAX_TAGS = 220_000
"""Documents with more are refused (``too_large``). Real pages stay under 25,000; 250,000 cost a worker 0.3 GB at most, 480,000
took 0.6 GB."""
MAX_DEPTH = 5_000
"""Nested elements. lexbor checks scopes by walking up: 20,000 levels take 0.7 s, 200,000 take 74 s (measured)."""
MAX_OPEN_FORMATTING = 400
"""Unclosed ``<b>``-like elements, each of which is reopened in every later block."""
SUSPECT_TAGS = 5_000
"""Documents with fewer ``<`` than this cannot reach any of the limits in a harmful way and are not scanned."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_UNTEXT = re.compile(r"(?is)<(script|style|noscript|template|svg)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)")
_TAGS_IN_A_ROW = re.compile(r"(?:<[^<>]*>\s*)+")
_FORMATTING_TAG = re.compile(r"(?i)</?(?:" + "|".join(sorted(FORMATTING)) + r")(?:\s[^<>]*)?>")


@dataclass(frozen=True, slots=True)
class Guarded:
    """Markup that is safe to parse, and what was done to make it so (``""``, ``too_deep``, ``formatting_dropped``)."""

    markup: str
    defused: str = ""


def _extent(markup: str) -> tuple[int, int]:
    """Greatest nesting depth, and greatest number of formatting elements open at once, of markup taken literally."""
    depth = deepest = formatting = most = 0
    for closing, raw in _TAG.findall(markup):
        name = raw.lower()
        if name in VOID or name in IMPLIED_END:
            continue
        step = -1 if closing else 1
        depth = max(0, depth + step)
        if depth > deepest:
            deepest = depth
        if name in FORMATTING:
            formatting = max(0, formatting + step)
            if formatting > most:
                most = formatting
    return deepest, most


def is_too_large(markup: str) -> bool:
    return len(markup) > MAX_CHARACTERS or markup.count("<") > MAX_TAGS


def defuse(markup: str) -> Guarded:
    """Make markup parseable in linear time.

    Too many open formatting elements: those tags are dropped. Too deep a tree: every run of tags becomes a line break, so that
    the text survives without its structure.
    """
    if markup.count("<") < SUSPECT_TAGS:
        return Guarded(markup)
    deepest, formatting = _extent(markup)
    if formatting > MAX_OPEN_FORMATTING:
        markup = _FORMATTING_TAG.sub("", markup)
        deepest, _ = _extent(markup)
        if deepest <= MAX_DEPTH:
            return Guarded(markup, "formatting_dropped")
    if deepest > MAX_DEPTH:
        return Guarded(_TAGS_IN_A_ROW.sub("<br><br>", _UNTEXT.sub("<br>", markup)), "too_deep")
    return Guarded(markup)
