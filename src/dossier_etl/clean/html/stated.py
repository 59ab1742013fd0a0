"""Article text that a page states in JSON-LD but shows only after running scripts."""

import html
import re
from collections.abc import Sequence

MIN_STATED = 250
"""Characters; shorter ``articleBody`` values are summaries."""
MAX_SHOWN = 0.25
"""Share of the stated text that the page shows, above which what it shows is taken."""
MAX_LENGTH = 1_000_000

_BREAK = re.compile(r"(?i)<\s*(?:br|/?p|/?div|/?li|/?h[1-6])\b[^>]*>|[\r\n]+")
_TAG = re.compile(r"<[^<>]{0,500}>")


def is_needed(bodies: Sequence[str], shown: int) -> bool:
    """Return True if the stated text should stand for the article; ``shown`` is the length of the visible body."""
    longest = max(map(len, bodies), default=0)
    return longest >= MIN_STATED and shown < MAX_SHOWN * longest


def paragraphs(bodies: Sequence[str]) -> list[str]:
    """The longest stated body, one paragraph an item, without markup."""
    text = html.unescape(max(bodies, key=len)[:MAX_LENGTH])
    parts = (" ".join(_TAG.sub(" ", part).split()) for part in _BREAK.split(text))
    return [p for p in parts if p]
