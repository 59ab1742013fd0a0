"""Words and marks of a text: their word pieces, their case, and whether they may be part of a name."""

# ruff: noqa: SIM905  (word lists read better as text)

import re
import unicodedata
from dataclasses import dataclass

WORD = re.compile(r"\w{1,60}|[^\w\s]")  # bounded: scripts without spaces make words of any length
REMEMBERED = 1 << 16
"""Words remembered at most, about 15 MB: 300 articles have 34,000, half of them once."""
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


@dataclass(slots=True)
class Word:
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
        self._tails = {piece[2:]: i for piece, i in self._ids.items() if piece.startswith("##")}
        self._longest = max(map(len, self._ids))
        self._known: dict[str, Word] = {}
        self._fading: dict[str, Word] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def words(self, text: str) -> list[Word]:
        """The words and marks of a text in order."""
        found: list[str] = WORD.findall(text)
        try:
            return [self._known[word] for word in found]
        except KeyError:
            self._learn(found)
            return [self._known[word] for word in found]

    def _learn(self, words: list[str]) -> None:
        """Remember these words; of the others those seen since memory was half as full."""
        if len(self._known) > REMEMBERED // 2:
            self._fading, self._known = self._known, {}
        for word in words:
            if word not in self._known:
                self._known[word] = self._fading.get(word) or self._word(word)

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
        bare = text.lower()
        if not (text.isascii() and text.isprintable()):
            kept = (c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) not in _DROPPED)
            bare = "".join(kept).lower()
        if bare in self._ids:
            return (self._ids[bare],)
        return tuple(i for part in _PARTS.findall(bare) for i in self._split(part))

    def _split(self, part: str) -> list[int]:
        ids: list[int] = []
        book, at = self._ids, 0
        while at < len(part):
            for end in range(min(len(part), at + self._longest), at, -1):
                if (i := book.get(part[at:end])) is not None:
                    break
            else:
                return [self._ids["[UNK]"]]
            ids.append(i)
            book, at = self._tails, end
        return ids


def shape(word: str) -> int:
    """Case of one word (a run of letters and digits)."""
    if not word.isalpha() and any(c.isdigit() for c in word):
        return DIGIT
    if word.islower() or word.lower() == word.upper():
        return LOWER
    if len(word) == 1:
        return LETTER
    if word.isupper():
        return UPPER
    return TITLE if word[0].isupper() and word[1:].islower() else MIXED


def asked(words: list[Word], first: int) -> tuple[list[tuple[int, int]], bool]:
    """Runs ``[first, end)`` of the words of a sentence that may be part of a name, and whether its case says nothing; ``first`` is its
    first word that is no mark.

    Those are its capitals, but for a word that just opens the sentence, and what stands between them or belongs to them. All words, if the
    case says nothing: all capitals, or a headline that capitalises nearly every word. None, if there is no capital: a quarter of the words
    of news stand in such sentences; on world newswire they held one name of 3,808.
    """
    cased = [i for i, w in enumerate(words) if w.cased]
    if not cased:
        return [], False
    capitals = sum([words[i].telling for i in cased])
    if capitals >= 4 and capitals >= 0.9 * sum([w.telling for w in words]):
        return [(0, len(words))], True
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
