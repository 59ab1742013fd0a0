"""Text → windows of word pieces: what the token classifier reads, in training and at run time.

Most words of news can be no part of a name: they are written small and stand between no two capitals. The classifier is *asked* about
the others only, and reads what stands around those. A window is a run of whole sentences of one text, so that neighbours give context;
nothing is padded, and windows never share a batch: a text's result cannot depend on its company.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dossier_etl.enrich.entities.words import LETTER, NONE, START, TITLE, UNKNOWN, WORD, Vocabulary, asked

WINDOW = 126
"""Pieces a window, without the two marks at its ends (so the model sees at most 128)."""
PLACES = 254
"""Places a window may span: one for each of its pieces, and one for each word it leaves out."""
CLS, SEP = 101, 102
"""Marks at the beginning and the end of a window, in the vocabulary of BERT."""
REACH = 4
"""Words read on either side of those asked about."""

LINE = re.compile(r"[^\n]+")
_STOP = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Rev|Fr|Hon|Gen|Col|Lt|Maj|Capt|Cpl|Sgt|Cmdr|Adm|Gov|Sen|Rep|Pres|Amb|St|Mt|Ft|Jr|Sr|vs|No|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Inc|Corp|Ltd|Co|Bros|U\.S|U\.N|U\.K|E\.U|[A-Z]))\.$"
)


Piece = tuple[int, int, int]
"""A word piece: id in the vocabulary, case shape of its word, place in the window."""


@dataclass(slots=True)
class Window:
    """What the classifier reads at once."""

    heads: list[Piece] = field(default_factory=list)
    """The first piece of each word asked about."""
    rest: list[Piece] = field(default_factory=list)
    words: list[tuple[int, int]] = field(default_factory=list)
    """Characters in the text of the words asked about."""
    follows: list[bool] = field(default_factory=list)
    """Whether each of them stands right behind the one before, in the same window and line."""
    end: int = 1
    """The first free place."""

    def pieces(self) -> list[Piece]:
        """All of them between their marks; the heads come first, the order means nothing."""
        return [*self.heads, (CLS, NONE, 0), *self.rest, (SEP, NONE, min(self.end, PLACES + 1))]

    def holds(self, pieces: int, places: int, size: int) -> bool:
        """Return True if so many more fit."""
        return len(self.heads) + len(self.rest) + pieces <= size and self.end + places <= PLACES


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a text; a line break always ends one."""
    for line in LINE.finditer(text):
        begin = line.start()
        for stop in _STOP.finditer(line.group()):
            end = line.start() + stop.end()
            if _ABBREVIATION.search(text, max(begin, end - 12), line.start() + stop.start() + 1):
                continue
            yield begin, end
            begin = end
        if begin < line.end():
            yield begin, line.end()


def windows(text: str, vocabulary: Vocabulary, size: int = WINDOW, everything: bool = False) -> Iterator[Window]:
    """Cut a text into windows; ``everything`` (to train a teacher) asks about every word of every sentence."""
    now = Window()
    base, last = 0, -2  # number of the sentence's first word in the text, and of the last word asked about
    for begin, end in sentences(text):
        if text[begin - 1 : begin] == "\n":
            last = -2
        words = vocabulary.words(text[begin:end])
        first = next((i for i, w in enumerate(words) if w.shape), -1)
        runs, blind = asked(words, first)
        if everything:
            runs = [(0, len(words))]
        reads = _around(runs, len(words))
        room = sum([len(w.ids) for a, b in reads for w in words[a:b]])
        fits = now.holds(room, room + len(words), size)
        if now.words and not fits:
            yield now
            now = Window()
            fits = now.holds(room, room + len(words), size)
        starts = [m.start() for m in WORD.finditer(text, begin, end)] if runs else []
        wanted = {i for a, b in runs for i in range(a, b)}
        done = 0
        for a, b in reads:
            now.end += a - done
            for i in range(a, b):
                word = words[i]
                ids, shape, place = word.ids, word.shape, now.end
                if not ids:
                    continue
                if not fits and not now.holds(len(ids), len(ids), size):
                    if now.words:
                        yield now
                    now = Window()
                    place = now.end
                if blind and shape:
                    shape = UNKNOWN
                elif i == first and shape in (TITLE, LETTER):
                    shape = START
                if i in wanted:
                    now.heads.append((ids[0], shape, place))
                    now.follows.append(base + i == last + 1 and bool(now.words))
                    now.words.append((starts[i], starts[i] + len(word.text)))
                    last = base + i
                else:
                    now.rest.append((ids[0], shape, place))
                for piece in ids[1:]:
                    place += 1
                    now.rest.append((piece, shape, place))
                now.end = place + 1
            done = b
        now.end += len(words) - done
        base += len(words)
    if now.words:
        yield now


def _around(runs: list[tuple[int, int]], n: int) -> list[tuple[int, int]]:
    """The runs with what stands ``REACH`` words to either side of them."""
    out: list[tuple[int, int]] = []
    for a, b in runs:
        a, b = max(0, a - REACH), min(n, b + REACH)
        if out and a <= out[-1][1]:
            a = out.pop()[0]
        out.append((a, b))
    return out
