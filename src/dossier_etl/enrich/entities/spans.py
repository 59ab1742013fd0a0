"""Probabilities → spans, and the trimming that makes a span exact: no title, no article, no possessive, no stray mark."""

# ruff: noqa: SIM905  (word lists read better as text)

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dossier_etl.enrich.entities.tagger import TYPES, Floats

TITLE_WORDS = (
    "Mr Mrs Ms Miss Mx Dr Prof Professor Doctor Sir Dame Lord Lady Baroness Baron Count Madame Madam Monsieur Herr Frau Señor Senor "
    "President Vice-President Premier Chancellor Minister Secretary Ambassador Governor Mayor Senator Sen Representative Rep "
    "Congressman Congresswoman Councillor Chairman Chairwoman Chairperson Speaker Judge Justice Attorney King Queen Prince Princess "
    "Emperor Sultan Emir Sheikh Sheik Shaikh Shaykh Sheikha Ayatollah Imam Mullah Maulana Mufti Hojjatoleslam Hojatoleslam Rabbi Pope "
    "Archbishop Bishop Cardinal Father Sister Brother Reverend Rev Fr General Gen Brigadier Brig Colonel Col Major Maj Captain Capt "
    "Lieutenant Lt Commander Cmdr Admiral Adm Marshal Sergeant Sgt Corporal Cpl Private Pvt Hon Honourable Honorable Ret Coach "
    "Comrade Officer Detective Inspector Constable Superintendent Commissioner Spokesman Spokeswoman Hajj Haji Grand Prime Foreign "
    "Defence Defense Interior Finance Deputy Vice Chief Former Late Ex-President Ex-Premier"
).split()
_TITLES = frozenset(TITLE_WORDS)
# The second half of a compound title ("Prime Minister", "Grand Ayatollah") must follow; alone these may be names.
_ONLY_BEFORE_TITLE = frozenset(
    "Grand Prime Foreign Defence Defense Interior Finance Deputy Vice Chief Former Late".split()
)
_POSSESSIVE = re.compile(r"(?<!\s)\s*(?:['’`´]\s?s|(?<=s)['’])$")
_EDGE_LEFT = "\"'“”‘’«»([{<-–—*#@/.,;:!?_| \t\n"
_EDGE_RIGHT = "\"'“”‘’«»([{<>-–—*#/,;:!?_| \t\n"
_WORD = re.compile(r"[^\s.]+\.?")
_COMMON_TAIL = re.compile(r"(?: [a-z]{3,}){1,12}$")
_NO_NAME = _TITLES | frozenset(
    "CEO CFO COO CTO CIO AI IT PR TV HR VC MP MPs PhD GDP GMT HIV AIDS DNA USD PM AM I A The".split()
)
"""Words that are no name by themselves, whatever the classifier thinks."""


@dataclass(frozen=True, slots=True)
class Found:
    """A span the classifier (or a rule) holds for a name; ``kind`` is one of ``TYPES``."""

    start: int
    end: int
    kind: str
    confidence: float


def read(words: Sequence[tuple[int, int]], follows: Sequence[bool], tags: Floats) -> list[Found]:
    """Spans of a text: boundaries by the best of O, B and I, the type by the mean over the span's words.

    Args:
        words: characters of the words asked about.
        follows: whether each may go on with the span of the one before.
        tags: their probabilities ``[words, tags]``.
    """
    edges = np.stack((tags[:, 0], tags[:, 1::2].sum(1), tags[:, 2::2].sum(1)), axis=1).argmax(1)
    named = edges > 0
    inside = (edges == 2) & follows
    inside[1:] &= named[:-1]
    first = np.flatnonzero(named & ~inside)
    if not len(first):
        return []
    types = np.where(named[:, None], tags[:, 1::2] + tags[:, 2::2], np.float32(0))
    lengths = np.add.reduceat(named, first, dtype=np.int32)  # all named words up to the next span are this one's
    scores = np.add.reduceat(types, first, axis=0) / lengths[:, None].astype(np.float32)
    spans = zip(first.tolist(), lengths.tolist(), scores.argmax(1).tolist(), scores.max(1).tolist(), strict=True)
    return [Found(words[i][0], words[i + n - 1][1], TYPES[kind], round(score, 3)) for i, n, kind, score in spans]


def trim(text: str, found: Found) -> Found | None:
    """The same span without what is no part of the name; None if nothing is left."""
    start, end = found.start, found.end
    changed = True
    while changed and start < end:
        before = (start, end)
        while start < end and text[start] in _EDGE_LEFT:
            start += 1
        while start < end and text[end - 1] in _EDGE_RIGHT:
            end -= 1
        surface = text[start:end]
        if match := _POSSESSIVE.search(surface):
            end -= len(match.group())
        elif surface[:4].lower() == "the " and (found.kind in ("LOC", "NORP", "PERSON") or surface[0] == "t"):
            start += 4
        elif found.kind == "PERSON":
            start += _title_length(surface)
        if text[start:end].count(")") > text[start:end].count("(") and text[end - 1] == ")":
            end -= 1
        changed = (start, end) != before
    if end > start and text[end - 1] == "." and not _keeps_dot(text[start:end]):
        end -= 1
    if found.kind == "LOC" and (match := _COMMON_TAIL.search(text, start, end)):
        end = match.start()
    surface = text[start:end]
    if not any(c.isalnum() for c in surface) or surface.rstrip(".") in _NO_NAME:
        return None
    return Found(start, end, found.kind, found.confidence)


def join(text: str, found: list[Found]) -> list[Found]:
    """People cut at a particle made whole again: ``Mohammed bin`` + ``Rashid`` is one name."""
    out: list[Found] = []
    for f in found:
        if out and f.kind == out[-1].kind == "PERSON" and text[out[-1].end : f.start] == " ":
            words = text[out[-1].start : out[-1].end].split()
            if words[-1] in _JOINING or text[f.start : f.end].split()[0] in _JOINING:
                last = out.pop()
                f = Found(last.start, f.end, "PERSON", min(last.confidence, f.confidence))
        out.append(f)
    return out


_JOINING = frozenset("bin ibn bint al Al el El van von de der da di dos la le ben Abu abu Abdul Abdel".split())


def _title_length(surface: str) -> int:
    """Characters of one leading title, 0 if there is none or nothing would follow it."""
    word = _WORD.match(surface)
    if word is None or word.end() == len(surface) or not surface[word.end()].isspace():
        return 0
    bare = word.group().rstrip(".")
    rest = surface[word.end() :].lstrip()
    if bare not in _TITLES or not rest:
        return 0
    if bare in _ONLY_BEFORE_TITLE:
        following = _WORD.match(rest)
        if following is None or following.group().rstrip(".") not in _TITLES:
            return 0
    # "Prince" the musician, "King" of Martin Luther King: a title stands before a capital
    return word.end() + len(surface[word.end() :]) - len(rest) if rest[0].isupper() or rest.startswith("al") else 0


def _keeps_dot(surface: str) -> bool:
    """Return True if the last dot belongs to the name: initials ("U.S."), "Jr.", "Inc."."""
    last = surface.split()[-1]
    return last.count(".") > 1 or last in ("Jr.", "Sr.", "Inc.", "Ltd.", "Corp.", "Co.", "Bros.", "St.")
