"""Does the sentence around an expression look back or ahead? Cues of tense, close by and to the left first.

"said Friday" is a Friday gone by, "will meet Friday" one to come. No tagger: a closed list of auxiliaries, planning words and
irregular pasts, and the ``-ed`` ending.
"""

import re

_FUTURE = (
    r"will|'ll|’ll|won't|won’t|shall|going to|expected|expects?|scheduled|slated|plans?|planned|planning|due|set to|to be|"
    r"is to|are to|upcoming|coming|until|deadline|forthcoming|intends?|hopes?|aims?|tomorrow|could|should|may|might|begins|starts|opens|"
    r"expires?|payable|effective|next|ahead|looming|wants? to|agreed to"
)
_PAST = (
    r"was|were|had|did|said|told|took|came|went|began|fell|rose|won|lost|met|held|made|gave|got|saw|left|sent|shot|struck|broke|"
    r"became|found|spoke|wrote|led|ran|kept|brought|bought|sold|paid|set|put|hit|cut|quit|read|died|ended|since|ago|"
    r"has been|have been|has|have|[a-z]{2,}ed"
)
_CUE = re.compile(rf"\b(?:(?P<future>{_FUTURE})|(?P<past>{_PAST}))\b", re.IGNORECASE)
_BREAK = re.compile(r"[.!?]['\"”’]*\s|\n\s*\n")
_REACH = 130


def direction(text: str, start: int, end: int) -> int:
    """-1 past, +1 future, 0 no cue, for the expression at ``[start, end)``."""
    left = text[max(0, start - _REACH) : start]
    if breaks := list(_BREAK.finditer(left)):
        left = left[breaks[-1].end() :]
    cue = None
    for cue in _CUE.finditer(left):  # noqa: B007 - the last cue before the expression is the one that counts
        pass
    if cue is None:
        right = text[end : end + _REACH]
        if stop := _BREAK.search(right):
            right = right[: stop.start()]
        cue = _CUE.search(right)
    if cue is None:
        return 0
    return 1 if cue["future"] else -1
