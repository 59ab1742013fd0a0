"""Text from documents made fit for a page without moving a character: what a browser would drop or choke on is shown as a sign."""

import re

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CONTROL_PICTURES = 0x2400


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(_CONTROL_PICTURES + code) if code < 0x20 else "\ufffd"


def printable(text: str) -> str:
    """Return a text of the same length in which control characters and lone surrogates are visible signs.

    A carriage return becomes a space: browsers turn it into a line break of its own, or join it with the one after it.
    """
    return _UNFIT.sub(_sign, text).replace("\r", " ")
