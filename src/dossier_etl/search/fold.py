"""The words of a text as the search index sees them, each with its place in the text. Pure.

Both sides are folded alike: the index holds the folded words, a query is folded before it is looked up. A word is taken apart
where writers differ: ``COVID-19``, ``COVID 19`` and ``covid19`` are all the two words ``covid 19``, looked up as a phrase. Scripts
without blanks between words are indexed as single characters, so that every word of theirs is a phrase, too.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST = 100
"""Characters of a folded word that are kept; longer ones are no words."""

_SINGLE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Kana, Han, Hangul (its particles stick to the word): no blanks tell the words."""
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u00ad\u200b\u200d"
"""Combining marks (`re` does not count them as letters), the Indic scripts whole, and what is invisible inside words."""
_LETTER = rf"(?:[^\W_{_SINGLE}]|[{_MARKS}])"
_ALONE = rf"[^\W\d_{_SINGLE}]"
_WORD = re.compile(
    rf"[{_SINGLE}][\u3099\u309a\uff9e\uff9f]?"
    rf"|(?:{_ALONE}\.){{2,}}(?:{_ALONE}(?![\w{_MARKS}]))?"
    rf"|{_LETTER}+(?:['’ʼ＇]{_LETTER}+)*"
)
"""A character of a script without blanks; an abbreviation (U.S.); or letters, digits and marks with apostrophes among them."""
_APOSTROPHE = re.compile("['’ʼ＇]")
_PART = re.compile(rf"[0-9]+|(?:[^\W\d_]|[{_MARKS}])+|[{_SINGLE}\u3099\u309a]")
_ELIDED = frozenset(
    [
        *("l", "d", "n", "s", "m", "t", "j", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"),
        *("dell", "nell", "all", "sull", "dall", "un", "quest", "quell"),
    ]
)
"""French, Italian and Catalan words that lose their vowel in front of another word."""
_LONGEST_SUFFIX = 5
"""Letters behind the apostrophe of a name that are its case in Turkish (``Ankara'daki``), or 's, 're, 'll in English."""
_LETTERS = str.maketrans(
    {"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ё": "е"}
    | {
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ہ": "ه",
        "ۀ": "ه",
        "ة": "ه",
        "ى": "ي",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
        "ئ": "ي",
    }
    | dict.fromkeys("ـ\u00ad\u200b\u200c\u200d")
    | {chr(0x660 + n): str(n) for n in range(10)}
    | {chr(0x6F0 + n): str(n) for n in range(10)}
)
_ARTICLE = re.compile(r"^(?:وال|بال|كال|فال|ال|لل)(?=[\u0621-\u064a]{3})")
"""The Arabic article, alone or behind a particle, in front of a word of three letters or more."""


class Word(NamedTuple):
    """A word of a text: the folded words it stands for, and where it stands (characters, end-exclusive)."""

    folded: tuple[str, ...]
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in order; one that folds to nothing is left out."""
    for match in _WORD.finditer(text):
        if folded := fold_word(match[0]):
            yield Word(folded, match.start(), match.end())


def fold(text: str) -> list[str]:
    """Return the folded words of a text."""
    return [folded for match in _WORD.finditer(text) for folded in fold_word(match[0])]


@lru_cache(maxsize=200_000)
def fold_word(word: str) -> tuple[str, ...]:
    """Return what a word, as cut out by `words`, is in the index; several where writers may part it."""
    if word.isascii() and word.isalpha():
        return (word.lower()[:LONGEST],)
    pieces = _APOSTROPHE.split(_plain(word).replace(".", ""))
    whole = pieces[0] if len(pieces) == 1 else _without_apostrophe(pieces)
    return tuple(part[:LONGEST] for part in _PART.findall(_ARTICLE.sub("", whole, count=1)))


def _plain(word: str) -> str:
    """Return a word in small letters without accents; marks of Cyrillic and Indic letters tell words apart and stay."""
    small = unicodedata.normalize("NFKC", word).casefold().translate(_LETTERS)
    if small.isascii():
        return small
    kept, last = list[str](), ""
    for c in unicodedata.normalize("NFD", small):
        if not unicodedata.combining(c):
            last = c
        elif last < "\u0400" or "\u0590" <= last <= "\u06ff":
            continue
        kept.append(c)
    return unicodedata.normalize("NFC", "".join(kept))


def _without_apostrophe(pieces: list[str]) -> str:
    """Return what is looked up of a word with apostrophes: l'eau → eau, police's → police, ankara'dan → ankara, o'brien → obrien."""
    if pieces[0] in _ELIDED and len(pieces[1]) > 1:
        pieces = pieces[1:]
    head, last = pieces[0], pieces[-1]
    if len(pieces) == 2 and len(head) > 2 and len(last) <= _LONGEST_SUFFIX and head[-1] < "\u0250" and last != "t":
        return head
    return "".join(pieces)
