"""Does the sentence around an expression look back or ahead? Cues of tense, close by and to the left first.

"said Friday" is a Friday gone by, "will meet Friday" one to come. No tagger: a closed list of auxiliaries, planning words and
irregular pasts, and the ``-ed`` ending. The patterns are for lower-case text (four times as fast), in which the month keeps its
capital: "May" is no modal.
"""

import re

from dossier_etl.model.text import lower_keeping_offsets

_MONTH = "May"
_MODAL = (
    r"(?:will|'ll|’ll|won't|won’t|shall|would|could|should|might|may|must|can)"
    r"(?: (?:not|also|be|have|been|likely|soon|then|now|still))*(?: [a-zM]+)?"
)
_PLAN = (
    r"(?:expected|expects?|scheduled|slated|planned|planning|plans?|due|set|hopes?|hoping|intends?|aims?|wants?|agreed|ready|likely|"
    r"vowed|pledged|promised)(?: \w+)? to(?: be)? \w+"
)
_FUTURE = (
    rf"{_MODAL}|(?:is|are)(?: (?:also|still|now|about))? to(?: be)? \w+|to be \w+|going to|{_PLAN}|"
    r"scheduled|slated|due|upcoming|coming|deadline|forthcoming|"
    r"begins|starts|opens|expires?|payable|effective|next|ahead|looming|(?:extended|postponed|delayed) (?:to|until)|tomorrow"
)
"""Modal and planning phrases swallow their verb, so that the participle of "will be paid" is not taken for a past."""
_PAST = (
    r"was|were|follows|had|did|said|told|took|came|went|began|fell|rose|won|lost|met|held|made|gave|got|saw|left|sent|shot|struck|broke|"
    r"became|found|spoke|wrote|led|ran|kept|brought|bought|sold|paid|set|put|hit|cut|quit|read|died|ended|since|ago|"
    r"has been|have been|has|have|[a-zM]{2,}ed"
)
_NEUTRAL = re.compile(r"\b(?:by|until|till|through|before) (?:the )?$")
"""Words that set a limit, which may lie on either side: nearness decides."""
_SOONEST = re.compile(r"\bas (?:soon|early|late) as\s$")
_CUE = re.compile(rf"\b(?:(?P<gone>had been \w+)|(?P<future>{_FUTURE})|(?P<past>{_PAST}))\b")
_BREAK = re.compile(r"[.!?]['\"”’]*\s|\n\s*\n")
_REACH = 130


def _small(text: str) -> str:
    return _MONTH.join([lower_keeping_offsets(part) for part in text.replace(_MONTH.upper(), _MONTH).split(_MONTH)])


def direction(text: str, start: int, end: int) -> int:
    """-1 past, +1 future, 0 no cue, for the expression at ``[start, end)``."""
    left = _small(text[max(0, start - _REACH) : start])
    if breaks := list(_BREAK.finditer(left)):
        left = left[breaks[-1].end() :]
    if _SOONEST.search(left):
        return 1
    if limit := _NEUTRAL.search(left):
        left = left[: limit.start()]
    cue = None
    for cue in _CUE.finditer(left):  # noqa: B007 - the last cue before the expression is the one that counts
        pass
    if cue is None:
        right = _small(text[end : end + _REACH])
        if stop := _BREAK.search(right):
            right = right[: stop.start()]
        cue = _CUE.search(right)
    if cue is None:
        return 1 if limit else 0
    if cue["future"]:
        return 1
    if limit:
        return 1 if cue[0] in ("has", "have") else 0  # he has until Monday
    return -1
