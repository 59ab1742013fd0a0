"""Possible contradictions: sentences of two articles that speak of the same thing and give different numbers for it."""

import re
from dataclasses import dataclass

from dossier_etl.report.corpus import Corpus, Text
from dossier_etl.report.model import Reference, Row, Section

WINDOW_DAYS = 7
"""Articles further apart speak of different states of affairs."""
MIN_SHARED = 3
"""Words of four and more letters that both sentences share, besides the counted thing: fewer are two sentences about two things."""
_PAIRS = 20
_OF_A_THING = 300
"""Claims about one thing that are compared with each other."""
_YEARS = range(1900, 2100)
_COUNTED = re.compile(r"(?<![\w.,:/-])(\d{1,3}(?:[.,]\d{3})+|\d{1,9})\s([^\W\d_]{3,30})")
_WORD = re.compile(r"[^\W\d_]{4,40}")
_UNITS = """
    percent per cent year years month months week weeks day days hour hours minute minutes second seconds o'clock
    prozent jahr jahre jahren monate monaten wochen tage tagen uhr stunden minuten
    euro euros dollar dollars pounds and und the of to
"""
_NOT_COUNTED = frozenset(_UNITS.split())
_NUMBER_WORDS = {
    word: n
    for n, word in enumerate(
        [
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ],
        2,
    )
}
_SPELT = re.compile(rf"\b({'|'.join(_NUMBER_WORDS)})\s([^\W\d_]{{3,30}})", re.I)


@dataclass(frozen=True, slots=True)
class _Claim:
    number: int
    thing: str
    words: frozenset[str]
    text: Text
    line: Reference


def contradictions(corpus: Corpus) -> Section:
    """Return pairs of sentences, shown side by side for a person to judge."""
    by_thing: dict[str, list[_Claim]] = {}
    for claim in _claims(corpus):
        by_thing.setdefault(claim.thing, []).append(claim)
    found: dict[tuple[str, str], tuple[int, _Claim, _Claim]] = {}
    for thing in sorted(by_thing):
        claims = by_thing[thing][:_OF_A_THING]
        for n, a in enumerate(claims):
            for b in claims[n + 1 :]:
                shared = len(a.words & b.words - {thing})
                if shared >= MIN_SHARED and a.number != b.number and _near(a.text, b.text):
                    found.setdefault((a.line.text, b.line.text), (shared, a, b))
    pairs = sorted(found.values(), key=lambda p: (-p[0], p[1].text.article_id, p[1].line.start, p[2].text.article_id))
    return Section(
        "contradictions",
        "Possible contradictions",
        f"Sentences of two articles within {WINDOW_DAYS} days that share {MIN_SHARED} and more words and give different numbers "
        "for the same thing. Only a person can tell whether they contradict each other, or speak of two things or two moments.",
        ("thing", "one", "the other"),
        tuple(
            Row(
                (
                    a.thing,
                    f"{a.text.outlet}, {a.text.published}: {a.line.text}",
                    f"{b.text.outlet}, {b.text.published}: {b.line.text}",
                ),
                (a.line, b.line),
            )
            for _, a, b in pairs[:_PAIRS]
        ),
        max(0, len(pairs) - _PAIRS),
    )


def _claims(corpus: Corpus) -> list[_Claim]:
    claims = []
    for text in corpus.texts:
        for line in text.sentences():
            words = frozenset(word.lower() for word in _WORD.findall(line.text))
            for match in (*_COUNTED.finditer(line.text), *_SPELT.finditer(line.text)):
                said, thing = match.group(1).lower(), _singular(match.group(2).lower())
                if match.group(2).lower() not in _NOT_COUNTED:
                    number = _NUMBER_WORDS.get(said) or int(re.sub(r"[.,]", "", said))
                    if said.isdigit() and number in _YEARS:
                        continue
                    claims.append(_Claim(number, thing, words, text, line))
    return claims


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") else word


def _near(a: Text, b: Text) -> bool:
    """Return True if two articles of two outlets, or two versions of one text, may have been published within the window."""
    if a.article_id == b.article_id or (a.outlet == b.outlet and a.story_id != b.story_id):
        return False  # an outlet's next report tells the next state of affairs
    if not (a.published_on and b.published_on and a.published_latest and b.published_latest):
        return False
    apart = max((a.published_on - b.published_latest).days, (b.published_on - a.published_latest).days)
    return apart <= WINDOW_DAYS
