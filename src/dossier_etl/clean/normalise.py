"""One way to write the same text: newlines, spaces, invisible characters, composed letters (NFC).

Nothing a reader can see is changed. Where a character goes or two become one, the offset map remembers.
"""

import itertools
import re
import unicodedata
from functools import cache

from dossier_etl.clean.offsets import Segment, coarse, compose, identity, merged, without

_TO_NEWLINE = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_TO_SPACE = "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LONGEST_MARKS = 8
"""Combining marks kept on one letter: no script stacks more, pages that do are vandalism ("zalgo")."""

_DROPPED = re.compile(
    # controls, soft hyphen, zero-width space and joiner, byte order marks, bidi controls, Mongolian separator
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+"
    # joiners mean something after Arabic, Indic … letters and in emoji; after Latin, Greek and Cyrillic nothing
    "|(?:(?<=[\x00-\u0530])|^)[\u200c\u200d]+"
    "|\r(?=\n)"
    f"|(?<=[\u0300-\u036f]{{{_LONGEST_MARKS}}})[\u0300-\u036f]+"
)
_SUSPECT = re.compile(
    "[\x00-\x08\x0d-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u0300-\u036f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
"""Cheap first look: no character of `_DROPPED` stands in the text."""
_UNTIDY = re.compile(f"[{_TO_NEWLINE}{_TO_SPACE}]|\r(?!\n)")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_WORD = re.compile(r"[^ \n\t]+")


@cache
def _translation() -> dict[int, str]:
    return {**{ord(c): "\n" for c in _TO_NEWLINE}, **{ord(c): " " for c in _TO_SPACE}}


def normalise(text: str) -> tuple[str, tuple[Segment, ...]]:
    """Normalise a text.

    In order: invisible and control characters and carriage returns before a line feed are dropped (until none is left);
    every kind of newline becomes ``\\n``, every kind of space a space; letters are composed (NFC).

    Returns:
        The text and the segments that map it to the text given (see `OffsetMap.segments`).
    """
    segments = identity(len(text))
    while True:
        before = text
        text = text.replace("\xa0", " ")
        if _UNTIDY.search(text):
            text = _LONE_RETURN.sub("\n", text).translate(_translation())
        if _SUSPECT.search(text):
            text, kept = without(text, (m.span() for m in _DROPPED.finditer(text)))
            segments = compose(kept, segments)
        if not unicodedata.is_normalized("NFC", text):
            text, composed = _compose_letters(text)
            segments = compose(composed, segments)
        if text == before:  # one step can make room for another: a joiner dropped, a mark now follows its letter
            return text, segments


def tidy(text: str) -> str:
    """`normalise` for those who need no offsets."""
    return normalise(text)[0]


def _compose_letters(text: str) -> tuple[str, tuple[Segment, ...]]:
    """NFC, word by word (no composition reaches over a space)."""
    pieces: list[str] = []
    segments: list[Segment] = []
    at = derived = 0
    for word in _WORD.finditer(text):
        if word[0].isascii() or unicodedata.is_normalized("NFC", word[0]):
            continue
        start, end = word.span()
        pieces.append(text[at:start])
        segments.append((derived, at, start - at))
        derived += start - at
        composed, inside = _compose_word(word[0])
        pieces.append(composed)
        segments += [(derived + d, start + s, n) for d, s, n in inside]
        derived += len(composed)
        at = end
    pieces.append(text[at:])
    segments.append((derived, at, len(text) - at))
    return "".join(pieces), tuple(merged([s for s in segments if s[2]]))


def _compose_word(word: str) -> tuple[str, list[Segment]]:
    """NFC of one word; letter by letter where letters are independent, else the word as a whole."""
    whole = unicodedata.normalize("NFC", word)
    if len(whole) == len(word):
        return whole, [(0, 0, len(word))]
    starts = [i for i, c in enumerate(word) if i == 0 or not unicodedata.combining(c)] + [len(word)]
    clusters = [(a, b, unicodedata.normalize("NFC", word[a:b])) for a, b in itertools.pairwise(starts)]
    if "".join(c for _, _, c in clusters) != whole:
        return whole, coarse(0, len(whole), 0, len(word))
    segments: list[Segment] = []
    derived = 0
    for start, end, cluster in clusters:
        same = len(cluster) == end - start
        segments += [(derived, start, len(cluster))] if same else coarse(derived, len(cluster), start, end)
        derived += len(cluster)
    return whole, segments
