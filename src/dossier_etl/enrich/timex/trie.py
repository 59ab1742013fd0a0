"""Patterns of word lists that fail fast: a letter is looked at once, however many words share it."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping

_PECULIAR = "İıſKÅςϐϑϕϖϰϱϵẛ"
"""Letters of lower-case text (İ has no small form of one character) that `re` takes for others when it ignores case."""


def all_alike(letter: str) -> str:
    """Return what `re` takes for the letter in lower-case text when it ignores case; any space for a space."""
    if letter == " ":
        return r"\s"
    like = re.compile(re.escape(letter), re.IGNORECASE)
    others = [re.escape(c) for c in _PECULIAR if c != letter and like.fullmatch(c)]
    return f"[{re.escape(letter)}{''.join(others)}]" if others else re.escape(letter)


def trie(ends: Mapping[str, str], alike: Callable[[str], str] = re.escape) -> str:
    """Pattern for lower-case text of any of the words, each with what must come after it; shorter words first. (`re` rules out
    a branch by one letter at a third of the cost of a class of two.)"""
    by_letter: dict[str, dict[str, str]] = defaultdict(dict)
    for word, end in ends.items():
        by_letter[word[:1]][word[1:]] = end
    branches = [
        alike(letter) + trie(rests, alike) if letter else rests[""] for letter, rests in sorted(by_letter.items())
    ]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
