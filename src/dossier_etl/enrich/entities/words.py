"""Words and marks of a text: their word pieces, their case, and whether they may be part of a name."""

# ruff: noqa: SIM905  (word lists read better as text)

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

WORD = re.compile(r"\w{1,60}|[^\w\s]")  # bounded: scripts without spaces make words of any length
REMEMBERED = 1 << 15
"""Words whose pieces are kept; the rest are rare."""
_PARTS = re.compile(
    "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef]|_|[^\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef_]+"
)
"""Ideographs and underscores are words of their own."""
_DROPPED = ("Mn", "Cc", "Cf", "Co", "Cn", "Cs")
BRIDGE = 3
"""Most words between two capitals of one name (*Bank for the Settlement of …*). With 3, 1.4 % of the names of the training corpora hold
a word that is not asked about; with 1 it is 2.8 %, with 4 1.2 %."""

SHAPES = ("none", "lower", "title", "upper", "mixed", "digit", "letter", "start", "unknown")
"""Case of the word a piece belongs to; ``start``: a capitalised word that begins a sentence; ``unknown``: its line has no case."""
NONE, LOWER, TITLE, UPPER, MIXED, DIGIT, LETTER, START, UNKNOWN = range(9)

_OPENERS = frozenset(
    "the a an he she it they we i you this that these those but and in on at for if as when while there his her its their our my who "
    "what where why how after before since because although though with by from to of some many most all no not one two so or then now "
    "also still yet once even only both each such according during under over about among last first here however meanwhile yes".split()
)
"""Words that begin sentences and no names."""
_PARTICLES = frozenset("al el de von van bin ibn der la le di da du del dos den ter abu ben".split())
"""Small words that begin names."""
_HYPHENS = ("-", "\u2010", "\u2011")
_DOTTED = frozenset("Jr Sr Inc Ltd Corp Co Bros St".split())
"""Words that end with a dot of their own, as single capitals do."""


class Word(NamedTuple):
    """What there is to know of a word or a mark, wherever it stands."""

    text: str
    ids: tuple[int, ...]
    shape: int
    cased: bool
    """Whether it has a capital."""
    opener: bool
    leads: bool
    """Whether it may begin a name before a capital: a particle, an ordinal."""
    dotted: bool
    telling: bool
    """Whether it is long enough for its case to tell a headline."""


class Vocabulary:
    """The uncased word pieces of BERT, one a line; remembers the words it has split."""

    def __init__(self, lines: str) -> None:
        self._ids = {piece: i for i, piece in enumerate(lines.splitlines())}
        self.word = lru_cache(REMEMBERED)(self._word)

    def __len__(self) -> int:
        return len(self._ids)

    def _word(self, text: str) -> Word:
        small = text.lower()
        return Word(
            text,
            self.pieces(text),
            shape(text) if text[0].isalnum() else NONE,
            text != small,
            small in _OPENERS,
            small in _PARTICLES or (text[0].isdigit() and not text.isdigit()),
            text in _DOTTED or (len(text) == 1 and text.isupper()),
            len(text) > 3 and text.isalpha(),
        )

    def pieces(self, text: str) -> tuple[int, ...]:
        """Ids of a word without its accents: the longest piece that fits, again and again; one for a word that does not come out."""
        bare = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) not in _DROPPED).lower()
        out: list[int] = []
        for part in _PARTS.findall(bare):
            split, at = [], 0
            while at < len(part):
                prefix = "##" if at else ""
                end = next((e for e in range(len(part), at, -1) if prefix + part[at:e] in self._ids), at)
                if end == at:
                    split = [self._ids["[UNK]"]]
                    break
                split.append(self._ids[prefix + part[at:end]])
                at = end
            out += split
        return tuple(out)


def shape(word: str) -> int:
    """Case of one word (a run of letters and digits)."""
    if any(c.isdigit() for c in word):
        return DIGIT
    if word.islower() or word.lower() == word.upper():
        return LOWER
    if len(word) == 1:
        return LETTER
    if word.isupper():
        return UPPER
    return TITLE if word[0].isupper() and word[1:].islower() else MIXED


def asked(words: list[Word]) -> tuple[list[tuple[int, int]], bool]:
    """Runs ``[first, end)`` of the words of a sentence that may be part of a name, and whether its case says nothing.

    Those are its capitals, but for a word that just opens the sentence, and what stands between them or belongs to them. All words, if the
    case says nothing: all capitals, or a headline that capitalises nearly every word. None, if there is no capital: a quarter of the words
    of news stand in such sentences; on world newswire they held one name of 3,808.
    """
    cased = [i for i, w in enumerate(words) if w.cased]
    if not cased:
        return [], False
    if len(cased) >= 4:
        telling = sum(w.telling for w in words)
        if telling >= 4 and sum(words[i].telling for i in cased) >= 0.9 * telling:
            return [(0, len(words))], True
    first = next((i for i, w in enumerate(words) if w.shape), -1)
    opened = first == cased[0] and words[first].opener
    runs: list[list[int]] = []
    for i in cased[1:] if opened else cased:
        if runs and i - runs[-1][1] <= BRIDGE:
            runs[-1][1] = i + 1
        else:
            runs.append([i, i + 1])
    for run in runs:
        before, end = run[0] - 1, run[1]
        if before > 0 and words[before].text in _HYPHENS and words[before - 1].leads:
            run[0] -= 2
        elif before >= 0 and (words[before].leads or (opened and before == first)):
            run[0] -= 1
        if end + 1 < len(words) and words[end].text in _HYPHENS and words[end + 1].shape == LOWER:
            run[1] += 2  # Jae-in
        elif end < len(words) and (words[end].text.isdigit() or (words[end].text == "." and words[end - 1].dotted)):
            run[1] += 1
    return [(a, b) for a, b in runs], False
