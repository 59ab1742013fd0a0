"""Text → windows of word pieces: what the token classifier reads, in training and at run time.

A window is a run of whole sentences of one text, at most ``WINDOW`` pieces long: neighbours give context, and nothing is padded.
Windows never share a batch, so a text's result cannot depend on its company.
"""

# ruff: noqa: SIM905  (word lists read better as text)

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tokenizers import Tokenizer

WINDOW = 126
"""Pieces a window, without the two marks at its ends (so the model sees at most 128)."""

LINE = re.compile(r"[^\n]+")
_STOP = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Rev|Fr|Hon|Gen|Col|Lt|Maj|Capt|Cpl|Sgt|Cmdr|Adm|Gov|Sen|Rep|Pres|Amb|St|Mt|Ft|Jr|Sr|vs|No|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Inc|Corp|Ltd|Co|Bros|U\.S|U\.N|U\.K|E\.U|[A-Z]))\.$"
)
_WORD = re.compile(r"\w{1,99}")  # bounded: scripts without spaces make words of any length

_OPENERS = frozenset(
    "the a an he she it they we i you this that these those but and in on at for if as when while there his her its their our my who "
    "what where why how after before since because although though with by from to of some many most all no not one two so or then now "
    "also still yet once even only both each such according during under over about among last first here however meanwhile yes".split()
)
"""Words that begin sentences and no names."""

SHAPES = ("none", "lower", "title", "upper", "mixed", "digit", "letter", "start", "unknown")
"""Case of the word a piece belongs to; ``start``: a capitalised word that begins a sentence; ``unknown``: its line has no case."""
_LOWER, _TITLE, _UPPER, _MIXED, _DIGIT, _LETTER, _START, UNKNOWN = range(1, 9)


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of one window: vocabulary ids, case shapes, whether a piece begins a word, and characters in the text."""

    ids: list[int]
    shapes: list[int]
    heads: list[bool]
    spans: list[tuple[int, int]]


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


def shape(word: str, first: bool) -> int:
    """Case of one word (a run of letters and digits)."""
    if any(c.isdigit() for c in word):
        return _DIGIT
    if word.islower() or word.lower() == word.upper():
        return _LOWER
    if len(word) == 1:
        return _START if first else _LETTER
    if word.isupper():
        return _UPPER
    if word[0].isupper() and word[1:].islower():
        return _START if first else _TITLE
    return _MIXED


def caseless(text: str) -> bool:
    """Whether the case of a sentence says nothing: all capitals, none, or a headline that capitalises nearly every word."""
    words = [w for w in _WORD.findall(text) if w.isalpha() and len(w) > 3]
    capitals = sum(w[0].isupper() for w in words)
    return len(words) >= 4 and (capitals >= 0.9 * len(words) or all(w.isupper() for w in words))


def may_name(sentence: str) -> bool:
    """Whether a sentence can hold a name at all: a capital beyond its first word, or a first word that opens no sentences.

    A quarter of the words of news stand in sentences that cannot; on world newswire they held one name of 3,808.
    """
    words = _WORD.findall(sentence)
    if any(w != w.lower() for w in words[1:]):
        return True
    return bool(words) and words[0] != words[0].lower() and words[0].lower() not in _OPENERS


def windows(text: str, tokenizer: Tokenizer, size: int = WINDOW, everything: bool = False) -> list[Window]:
    """Cut a text into windows; offsets are characters of ``text``. Sentences without a possible name are left out unless
    ``everything`` is asked for (training)."""
    cuts = [(b, e) for b, e in sentences(text) if everything or may_name(text[b:e])]
    out: list[Window] = []
    now = Window([], [], [], [])
    for (begin, end), encoding in zip(
        cuts, tokenizer.encode_batch([text[b:e] for b, e in cuts], add_special_tokens=False), strict=True
    ):
        sentence = text[begin:end]
        blind = caseless(sentence)
        shapes: list[int] = []
        heads: list[bool] = []
        last: int | None = None
        first, current = True, 0
        for (a, _), word in zip(encoding.offsets, encoding.word_ids, strict=True):
            head = word != last
            if head:
                last = word
                match = _WORD.match(sentence, a)
                current = 0 if match is None else UNKNOWN if blind else shape(match.group(), first)
                first = first and match is None
            shapes.append(current)
            heads.append(head)
        spans = [(a + begin, b + begin) for a, b in encoding.offsets]
        position, total = 0, len(encoding.ids)
        if now.ids and len(now.ids) + total > size:
            out.append(now)
            now = Window([], [], [], [])
        while total - position > size:
            cut = position + size
            while cut > position + size // 2 and not heads[cut]:
                cut -= 1
            part = slice(position, cut)
            out.append(Window(encoding.ids[part], shapes[part], heads[part], spans[part]))
            position = cut
        part = slice(position, total)
        now.ids.extend(encoding.ids[part])
        now.shapes.extend(shapes[part])
        now.heads.extend(heads[part])
        now.spans.extend(spans[part])
    if now.ids:
        out.append(now)
    return out
