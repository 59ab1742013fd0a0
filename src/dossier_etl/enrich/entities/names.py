"""Names compared: folding away spelling, dropping honorifics, transliteration skeletons, initials."""

# ruff: noqa: SIM905  (word lists read better as text)

import re
import unicodedata
from functools import lru_cache

_TURKISH_AND_OTHER = str.maketrans(
    {"ı": "i", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"}
)
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}")
_NOT_WORD = re.compile(r"[^\w&]+")
_HONORIFICS = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady president premier chancellor minister secretary ambassador governor mayor "
    "senator sen representative rep congressman congresswoman chairman speaker judge justice king queen prince princess emperor sultan "
    "emir sheikh sheik shaikh ayatollah imam mullah rabbi archbishop bishop cardinal father brother reverend rev general gen brigadier "
    "brig colonel col major maj captain capt lieutenant lt commander cmdr admiral adm marshal sergeant sgt hon prime foreign defence "
    "defense interior deputy vice grand hojjatoleslam haji hajj".split()
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})
# Rules that send the usual transliterations of one Arabic, Persian or Russian name to one string; order matters.
_BONES = tuple(
    (re.compile(a), b)
    for a, b in (
        (r"\b(?:al|el|as|ar|ad|an|ash)[ -](?=\w{3})", ""),
        (r"\babd(?:el|al|ul|u[rs]|)[ -]?", "abd"),
        (r"mu?o?h[ao]mm?[ae]d\b", "mhmd"),
        (r"gh|kh|q|ck|c(?=[aou])", "k"),
        (r"dj|zh", "j"),
        (r"tsch|tch", "ch"),
        (r"ou|oo|u|w", "o"),
        (r"ee|ei|ey|ie|iy|ij|yi|y|e", "i"),
        (r"ph", "f"),
        (r"v\b", "f"),
        (r"(.)\1+", r"\1"),
        (r"[' -]", ""),
    )
)

_REMEMBERED = 1 << 13
"""Names whose folded form is kept: an article asks for each of its own about twenty times."""


@lru_cache(_REMEMBERED)
def fold(name: str) -> str:
    """Case, accents, dots of abbreviations, punctuation and a leading "the" gone: ``U.S.`` → ``us``, ``Erdoğan`` → ``erdogan``."""
    if "." in name:
        name = _DOTTED.sub(lambda m: re.sub(r"[.\s]", "", m.group()) + " ", name)
    if name.isascii():
        name = name.lower()
    else:
        name = unicodedata.normalize("NFKD", name).translate(_TURKISH_AND_OTHER).casefold()
        name = "".join(c for c in name if not unicodedata.combining(c))
    name = _NOT_WORD.sub(" ", name.replace("’", "").replace("'", "")).strip()
    return name.removeprefix("the ") if name.count(" ") else name


def bare(name: str) -> str:
    """A person's name without honorifics before it ("Ayatollah Ali Khamenei" → "Ali Khamenei"); never empty."""
    words = name.split()
    while len(words) > 1 and fold(words[0]) in _HONORIFICS:
        words = words[1:]
    return " ".join(words)


def surname(name: str) -> str:
    """Folded family name: the last word, with what belongs to it ("al-Maliki", "bin Laden", "de Villepin"), generations dropped."""
    words = fold(name).split()
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words = words[:-1]
    return words[-1] if words else ""


@lru_cache(_REMEMBERED)
def skeleton(name: str) -> str:
    """Return what the transliterations of one full name share: ``Qassem Soleimani`` and ``Ghasem Suleimani`` give the same."""
    text = fold(name)
    for pattern, replacement in _BONES:
        text = pattern.sub(replacement, text)
    return text


def initials(name: str) -> str:
    """Acronym of a long name from its capitals: ``International Monetary Fund`` → ``imf``."""
    words = re.split(r"[\s\-–]+", name)
    return "".join(w[0] for w in words if w[:1].isupper()).casefold()


def is_acronym(surface: str) -> bool:
    """Return True if a name is letters standing for words: at least two capitals, no lower case but a closing s."""
    letters = [c for c in surface if c.isalpha()]
    return (
        2 <= len(letters) <= 8
        and " " not in surface
        and sum(c.isupper() for c in letters) >= len(letters) - 1
        and letters[0].isupper()
    )
