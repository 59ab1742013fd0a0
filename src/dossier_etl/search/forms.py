"""Other forms of a word: its stem in the language of the text, and spellings of umlauts. They are looked up beside the word itself.

A form is written ``language:stem``, so that a stem of one language never finds a word of another; spellings are ``=word``.
"""

import re
from functools import cache, lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from dossier_etl.search.fold import LONGEST, fold_word

_SNOWBALL = {
    "da": "danish",
    "nl": "dutch",
    "en": "english",
    "fi": "finnish",
    "fr": "french",
    "de": "german",
    "hu": "hungarian",
    "it": "italian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "es": "spanish",
    "sv": "swedish",
    "tr": "turkish",
    "ru": "russian",
    "ar": "arabic",
    "el": "greek",
    "ta": "tamil",
}
_SCRIPTS = (
    ("\u0250", ("da", "nl", "en", "fi", "fr", "de", "hu", "it", "no", "pt", "ro", "es", "sv", "tr")),
    ("\u0400", ("el",)),
    ("\u0530", ("ru",)),
    ("\u0600", ("he",)),
    ("\u0700", ("ar",)),
    ("\u0c00", ("ta",)),
)
"""Languages with forms by script: the first whose character is beyond a word's first one."""
_SHORTEST = 4
"""Letters from which a word has other forms; stems of shorter ones are unrelated words."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_WITH_UMLAUT = re.compile(r"(?<!\w)\w*[äöüøåÄÖÜØÅ]\w*")
_HEBREW_PARTICLES = frozenset("והבכלמש")
"""And, the, in, as, to, from, that: written as one with the next word."""


@cache
def _stemmer(language: str) -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer(_SNOWBALL[language])).build()


def forms_of_text(text: str, words: set[str], language: str) -> set[str]:
    """Return the forms under which a text's words can be found.

    Args:
        text: as written; only its umlauts are read.
        words: its folded words.
        language: ISO 639-1; of one without a stemmer only the umlauts count.
    """
    long = [word for word in words if len(word) >= _SHORTEST and word.isalpha()]
    found = {"=" + spelled for match in _WITH_UMLAUT.findall(text) for spelled in _spelled_out(match)}
    if language == "he":
        found |= {f"he:{form}" for word in long for form in (word, word[1:] if word[0] in _HEBREW_PARTICLES else word)}
    elif language in _SNOWBALL:
        found |= {f"{language}:{stem}" for stem in _stemmer(language).analyze(" ".join(long))}
    return found


def forms_of_word(folded: str, language: str | None) -> list[str]:
    """Return the forms to look up for a folded word of a query.

    Args:
        language: the only one asked about; None for all that are written in the word's script.
    """
    forms = ["=" + folded]
    if len(folded) < _SHORTEST or not folded.isalpha():
        return forms
    return forms + [f"{code}:{_stem(folded, code)}" for code in _languages(folded) if language in (None, code)]


def spellings(word: str) -> set[str]:
    """Return the folded spellings of a query's word with its umlauts as two letters; none when it has no umlaut."""
    return {folded for folded in _spelled_out(word) if _WITH_UMLAUT.fullmatch(word)}


def same_form(folded: str, language: str, wanted: set[str]) -> bool:
    """Return True if a word of a text has one of the forms that a query looks up."""
    if len(folded) < _SHORTEST or not folded.isalpha():
        return False
    if language == "he":
        return not wanted.isdisjoint({f"he:{folded}", f"he:{folded[1:]}"})
    return language in _SNOWBALL and f"{language}:{_stem(folded, language)}" in wanted


def _spelled_out(word: str) -> tuple[str, ...]:
    return fold_word(word.casefold().translate(_UMLAUTS)[:LONGEST])


def _languages(folded: str) -> tuple[str, ...]:
    return next((languages for end, languages in _SCRIPTS if folded[0] < end), ())


@lru_cache(maxsize=50_000)
def _stem(folded: str, language: str) -> str:
    return folded if language == "he" else "".join(_stemmer(language).analyze(folded))
