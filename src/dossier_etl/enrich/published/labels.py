"""Words that stand beside dates and say what kind of date it is, in the languages of the measured pages.

The words are data: ``labels.json`` lists them by kind, as patterns for lower-case text (``\\b`` is a word's edge).
"""

import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

AGENCY_DATELINE = re.compile(
    r"\A[^\n]{0,60}?(?:\((?:AP|Reuters|AFP|dpa|UPI|ANI|PTI|IANS|PRNewswire|BUSINESS WIRE|GLOBE NEWSWIRE|[A-Z]{2,6})\)"
    r"|/PRNewswire/|--|–|—)",
    re.I,
)
"""The opening of an agency report: "MOSUL, June 13 (Reuters) -"."""


@cache
def _words() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files(__package__).joinpath("labels.json").read_text(encoding="utf-8"))
    return data


def _either(kind: str) -> re.Pattern[str]:
    """One pattern for lower-case text. Alternatives that begin at a word's edge share one test for it, and without the
    ignore-case flag each is ruled out by its first letter: ten times faster, which is most of this room's running time."""
    words: list[str] = _words()[kind]
    edge = "|".join(w.removeprefix(r"\b") for w in words if w.startswith(r"\b"))
    free = [w for w in words if not w.startswith(r"\b")]
    return re.compile("|".join([rf"\b(?:{edge})", *free] if edge else free))


def _heading(kind: str, rest: int) -> re.Pattern[str]:
    words = "|".join(_words()[kind])
    return re.compile(rf"[^\n\w]{{0,6}}(?:\d{{1,4}}\s)?(?:{words})[^\n]{{0,{rest}}}", re.I)


PUBLISHED = _either("published")
MODIFIED = _either("modified")
COPYRIGHT = _either("copyright")
CITATION = _either("citation")
IMPRINT = _either("imprint")
"""What stands around the date on which a paper was registered."""
ACCESSED = _either("accessed")
EVENT = _either("event")
COMMENT = _either("comment")
BY = _either("by")
RELATED = _either("related")
SHARING = _either("sharing")
"""Share buttons, view counts, reading times: what stands around an article's own byline."""
THIS_DAY = _either("this_day")
"""Prose that says which day it is: "It is Friday, …"."""
ENTRY = _either("entry")
"""A sentence about the article itself that says when it was posted: "This entry was posted on …"."""
COMMENTS_BEGIN = _heading("comments_begin", 30)
RELATED_BEGIN = _heading("related_begin", 40)
HEADING_WORDS = frozenset(_words()["heading_words"])
"""First words of such headings: a quick test before the patterns (other scripts always go to the patterns)."""
CONTEXT = {name: re.compile("|".join(words)) for name, words in _words()["context"].items()}
"""Tokens of class, id, itemprop and tag names around a line or element, by the kind of place they speak of."""


@lru_cache(maxsize=2048)
def context_tokens(context: str) -> tuple[str, ...]:
    """Names of the kinds of place an element stands in (a page repeats few contexts often, so they are remembered)."""
    return tuple(name for name, pattern in CONTEXT.items() if pattern.search(context)) if context else ()
