"""Numbers in words and digits: ``twenty-four``, ``2 1/2``, ``a hundred``, ``nineteen ninety-six``."""

import re

_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALE = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_VALUES = {**_SMALL, **_TENS, "a": 1, "an": 1, "dozen": 12, "single": 1, "half": 0.5}

ONES = "|".join(sorted((w for w in _SMALL if w != "zero"), key=len, reverse=True))
"""Alternation of one … nineteen, longest first."""
TENS = "|".join(_TENS)
NUMBER_WORD = rf"(?:(?:{TENS})(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|{ONES})"
NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}(?:\.\d{{1,2}})?(?:[ -]1/2|[ -]?½)?|"
    rf"(?:a[ ])?(?:half[ -])?dozen|(?:{NUMBER_WORD}|an?)[ -](?:hundred|thousand|million)|{NUMBER_WORD}(?:[ ]and[ ]a[ ]half)?)"
)
"""Regex of a cardinal: digits with an optional half, or words below a thousand (bounded, no nested repetition)."""
SPELLED_YEAR = (
    rf"(?:(?:seventeen|eighteen|nineteen)[ -](?:hundred|(?:oh|o)[ -](?:one|two|three|four|five|six|seven|eight|nine)|"
    rf"(?:{TENS})(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|(?:{ONES}))|"
    rf"twenty[ -](?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    rf"twenty(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)|"
    rf"two[ ]thousand(?:[ ](?:and[ ])?(?:{ONES}))?)"
)
"""Regex of a year as it is spoken: ``nineteen ninety-six``, ``two thousand and three``."""


def parse_number(words: str) -> float | None:
    """Value of a cardinal, or None if it is not one. ``five and a half`` → 5.5, ``two hundred`` → 200, ``a dozen`` → 12."""
    total, current, seen = 0.0, 0.0, False
    text = words.lower().replace("½", " 1/2").replace("-", " ")
    for token in re.sub(r"(?<=\d),(?=\d)", "", text).split():
        if token in ("and", "of"):
            continue
        if token == "1/2":
            current += 0.5
        elif re.fullmatch(r"\d+(?:\.\d+)?", token):
            current += float(token)
        elif token in _SCALE:
            total += max(current, 1) * _SCALE[token]
            current = 0
        elif token == "dozen":
            current = max(current, 0.5 if current == 0.5 else 1) * 12
        elif token == "half" and seen:
            # "five and a half": the article before "half" has been counted as one
            current += 0.5 - (1 if " a half" in text else 0)
        elif token in _VALUES:
            current += _VALUES[token]
        else:
            return None
        seen = True
    return total + current if seen else None


def parse_spelled_year(words: str) -> int | None:
    """``nineteen ninety-six`` → 1996; ``two thousand three`` → 2003; None if it is not a year."""
    tokens = re.sub(r"[-\s]+", " ", words.lower()).split()
    if not tokens:
        return None
    if tokens[:2] == ["two", "thousand"]:
        rest = parse_number(" ".join(t for t in tokens[2:] if t != "and")) if tokens[2:] else 0
        return None if rest is None else 2000 + int(rest)
    head = _SMALL.get(tokens[0]) or _TENS.get(tokens[0])
    if head is None or len(tokens) < 2:
        return None
    if tokens[1] == "hundred":
        return head * 100
    rest = parse_number(" ".join(t for t in tokens[1:] if t not in ("oh", "o")))
    return None if rest is None else head * 100 + int(rest)
