"""Look at markup before it is parsed: parsers need quadratic time for some documents, so those are defused first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

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

TOO_LARGE = "too_large"

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_FORMATTING = re.compile(r"(?i)<(/?)(?:" + "|".join(sorted(FORMATTING)) + r")(?![a-z0-9:-])")
_UNTEXT = re.compile(r"(?is)<(script|style|noscript|template|svg)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)")
_TAGS_IN_A_ROW = re.compile(r"(?:<[^<>]*>\s*)+")
_FORMATTING_TAG = re.compile(r"(?i)</?(?:" + "|".join(sorted(FORMATTING)) + r")(?:\s[^<>]*)?>")


_NEVER_NESTED = VOID | IMPLIED_END


@dataclass(frozen=True, slots=True)
class Guarded:
    """Markup that is safe to parse, and what was done to make it so: ``""``, ``too_deep``, ``formatting_dropped``, `TOO_LARGE`."""

    markup: str
    defused: str = ""


def _depth(markup: str) -> int:
    """Greatest nesting depth of markup taken literally, or its bound, the opening tags, where those are few."""
    opening = markup.count("<") - markup.count("</")
    if opening <= MAX_DEPTH:
        return opening
    return _most_open(closing for closing, raw in _TAG.findall(markup) if raw.lower() not in _NEVER_NESTED)


def _most_open(tags: Iterable[str]) -> int:
    """Greatest number open at once, of tags that are ``/`` for a closing one."""
    now = most = 0
    for closing in tags:
        if not closing:
            now += 1
            most = max(most, now)
        elif now:
            now -= 1
    return most


def _count_tags(markup: str, written: bytes | None) -> int:
    if written is None:
        return markup.count("<")
    return int(np.count_nonzero(np.frombuffer(written, np.uint8) == ord("<")))  # in a quarter of the time


def make_parseable(markup: str, written: bytes | None = None) -> Guarded:
    """Make markup parseable in linear time.

    Too large a document is left out altogether. Too many open formatting elements: those tags are dropped. Too deep a tree:
    every run of tags becomes a line break, so that the text survives without its structure.

    Args:
        written: the markup's UTF-8, where that is at hand already.
    """
    tags = _count_tags(markup, written)
    if len(markup) > MAX_CHARACTERS or tags > MAX_TAGS:
        return Guarded("", TOO_LARGE)
    if tags < SUSPECT_TAGS:
        return Guarded(markup)
    formatting_dropped = _most_open(_FORMATTING.findall(markup)) > MAX_OPEN_FORMATTING
    if formatting_dropped:
        markup = _FORMATTING_TAG.sub("", markup)
    if _depth(markup) > MAX_DEPTH:
        return Guarded(_TAGS_IN_A_ROW.sub("<br><br>", _UNTEXT.sub("<br>", markup)), "too_deep")
    return Guarded(markup, "formatting_dropped" if formatting_dropped else "")
