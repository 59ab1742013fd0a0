"""What a line of a text dump looks like, as numbers: one row a line, computed for all lines at once.

Character classes instead of word lists, so that every script is served; the one lexical feature is a learned vocabulary
(`vocabulary.py`).
"""

import re
from collections import Counter
from functools import cache

import numpy as np
import numpy.typing as npt

from dossier_etl.clean.text.lines import RawLine

Floats = npt.NDArray[np.float32]
LEXICAL = 38
"""Number of base features before the lexical ones."""

_CLASSES = (
    "letter",
    "upper",
    "digit",
    "space",
    "comma",
    "stop",
    "quote",
    "bar",
    "symbol",
    "wide",
    "open",
    "hyphen",
    "dot",
)
_MEMBERS = {
    "comma": ",;،、，；",
    "stop": ".!?…。！？।؟۔｡።",
    "quote": "\"'“”„«»‘’‹›「」『』",
    "bar": "|/›»>·•→←▶►▼▲●■~_\\",
    "symbol": "©®™@#&%$€£+=*<>{}[]^",
    "open": "()（）:：",
    "hyphen": "-–—",
    "dot": "…",
}
_BULLET = re.compile(r"[•▪◦●■*·‣⁃]|[-–—] |\d{1,3}[.)] ")
_TERMINAL = re.compile(r"[.!?。！？।؟۔።…][\"'”’»›)\]」』*]{0,3}(?:\s?\[\d+\])*$")
_LINK = re.compile(r"https?://|www\.|\w@\w|\.(?:com|org|net|de|html?)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b(?!\d)")
_SHORT_DATE = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b")


@cache
def _kinds() -> tuple[npt.NDArray[np.uint8], Floats]:
    """Return what classes a character belongs to, as few kinds: the kind of every code point of the basic plane, and for each kind
    (row) which classes (columns) it is of."""
    points = [chr(i) for i in range(0x10000)]
    table = np.zeros((len(_CLASSES), 0x10000), dtype=np.bool_)
    rows = {name: table[i] for i, name in enumerate(_CLASSES)}
    rows["letter"][:] = [c.isalpha() for c in points]
    rows["upper"][:] = [c.isupper() for c in points]
    rows["digit"][:] = [c.isdigit() for c in points]
    rows["space"][:] = [c.isspace() for c in points]
    for name, members in _MEMBERS.items():
        rows[name][[ord(c) for c in members]] = True
    for low, high in ((0x0E00, 0x0E7F), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF)):
        rows["wide"][low : high + 1] = True
    masks, kind = np.unique(2 ** np.arange(len(_CLASSES)) @ table, return_inverse=True)
    members_of = (masks[:, None] >> np.arange(len(_CLASSES)) & 1).astype(np.float32)
    return kind.astype(np.uint8), members_of


def class_counts(text: str, lines: list[RawLine]) -> dict[str, Floats]:
    """Characters of each class in each line: characters of each kind are counted once for all lines."""
    kinds, members_of = _kinds()
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    kind = kinds[np.minimum(points, 0xFFFF)]
    edges = np.array([edge for line in lines for edge in (line.start, line.end)] + [len(points)], dtype=np.int64)
    # which line each character stands in; what stands between lines counts for one line more, which is left out
    owner = np.full(len(edges), len(lines), dtype=np.int64)
    owner[1::2] = np.arange(len(lines))
    cells = np.repeat(owner * len(members_of), np.diff(edges, prepend=0)) + kind
    counts = np.bincount(cells, minlength=(len(lines) + 1) * len(members_of)).reshape(-1, len(members_of))
    return dict(zip(_CLASSES, (counts[:-1].astype(np.float32) @ members_of).T, strict=True))


def document_features(text: str, lines: list[RawLine], lexical: Floats) -> Floats:
    """Base features of every line.

    Args:
        text: the document.
        lines: its lines.
        lexical: shape (lines, k), the vocabulary's view of each line.
    Returns:
        float32, shape (lines, `LEXICAL` + k).
    """
    n = len(lines)
    c = class_counts(text, lines)
    length = np.fromiter((len(line.text) for line in lines), dtype=np.float32, count=n)
    words = c["space"] + 1 + 0.6 * c["wide"]
    letters = np.maximum(c["letter"], 1)
    strings = [line.text for line in lines]
    keys = [s.casefold() for s in strings]
    seen = Counter(keys)
    pairs = [(bool(_BULLET.match(s)), bool(_TERMINAL.search(s[-24:])), s[-1], s[0]) for s in strings]
    bullet, terminal = _column(pairs, 0), _column(pairs, 1)
    short = length < 400
    link = _flags(_LINK, strings, short)
    year = _flags(_YEAR, strings, (c["digit"] >= 4) & short)
    clock = _flags(_CLOCK, strings, (c["digit"] >= 3) & short)
    date = _flags(_SHORT_DATE, strings, (c["digit"] >= 3) & short)
    blanks_before = np.fromiter((min(line.blanks, 4) for line in lines), dtype=np.float32, count=n)
    blanks_after = np.append(blanks_before[1:], np.float32(4))
    indent = np.fromiter((min(line.indent, 12) for line in lines), dtype=np.float32, count=n)
    chars_before = np.cumsum(length) - length
    total = max(float(length.sum()), 1.0)
    rank = np.arange(n, dtype=np.float32)
    columns = [
        np.log1p(length),
        np.log1p(words),
        length / np.maximum(words, 1),
        terminal,
        np.array([p[2] in ":：" for p in pairs], dtype=np.float32),
        np.array([p[2] in "?!？！" for p in pairs], dtype=np.float32),
        np.array([p[2] == "…" or s.endswith("...") for p, s in zip(pairs, strings, strict=True)], dtype=np.float32),
        np.array([p[3].islower() for p in pairs], dtype=np.float32),
        np.array([p[3].isupper() for p in pairs], dtype=np.float32),
        bullet,
        indent,
        blanks_before,
        blanks_after,
        c["upper"] / letters,
        c["digit"] / length,
        c["letter"] / length,
        c["comma"] / words,
        c["stop"] / words,
        np.log1p(c["stop"]),
        np.log1p(c["comma"]),
        c["quote"] / length,
        np.log1p(c["bar"]),
        c["symbol"] / length,
        c["open"] / words,
        c["hyphen"] / words,
        c["wide"] / length,
        link,
        year,
        clock,
        date,
        np.log1p(np.array([seen[k] - 1 for k in keys], dtype=np.float32)),
        rank / n,
        chars_before / total,
        np.log1p(rank),
        np.log1p(n - rank),
        np.full(n, np.log1p(n), dtype=np.float32),
        np.full(n, np.log1p(total), dtype=np.float32),
        np.full(n, np.log1p(total / n), dtype=np.float32),
    ]
    return np.concatenate([np.stack(columns, axis=1).astype(np.float32), lexical], axis=1)


def _column(pairs: list[tuple[bool, bool, str, str]], i: int) -> Floats:
    return np.array([p[i] for p in pairs], dtype=np.float32)


def _flags(pattern: re.Pattern[str], strings: list[str], worth: npt.NDArray[np.bool_]) -> Floats:
    """Return 1 for each line in which the pattern is found, else 0; lines not marked in ``worth`` are not searched."""
    out = np.zeros(len(strings), dtype=np.float32)
    for i in np.flatnonzero(worth):
        out[i] = pattern.search(strings[i]) is not None
    return out
