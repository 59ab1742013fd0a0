"""Visible text as it should be stored: NFC, without characters that readers cannot see."""

import re
import unicodedata

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069\u200e\u200f]"
)
"""Controls, soft hyphen, zero-width space, word joiner, byte order mark, lone surrogates, and bidirectional controls (display
order is the reader's business). Joiners (U+200C, U+200D) stay: several scripts need them."""
_JOINERS = "\u200c\u200d"


def text(value: str) -> str:
    """Clean one block's text, whose spaces are folded already."""
    if value.isascii() and value.isprintable():
        return value
    if not value.isprintable():
        value = _UNSEEN.sub("", value).strip(" " + _JOINERS)
    return unicodedata.normalize("NFC", value)
