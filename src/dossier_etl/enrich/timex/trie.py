"""Patterns of word lists that fail fast: a letter is looked at once, however many words share it."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping

_PECULIAR = "İıſKÅςϐϑϕϖϰϱϵẛ"
"""Letters that `re` takes for others when it ignores case, beyond those of `str.upper`."""


def all_cases(letter: str) -> str:
    """A class of all that `re` takes for the letter when it ignores case; any space for a space."""
    if letter == " ":
        return r"\s"
    like = re.compile(re.escape(letter), re.IGNORECASE)
    cases = {c for c in (letter, letter.lower(), letter.upper(), letter.title(), *_PECULIAR) if like.fullmatch(c)}
    return f"[{''.join(map(re.escape, sorted(cases)))}]"


def trie(ends: Mapping[str, str], cases: Callable[[str], str] = re.escape) -> str:
    """Pattern of any of the words, each with what must come after it; shorter words first.

    Without ``cases`` it is one for lower-case text: `re` rules out a branch by a letter at a third of the cost of a class.
    """
    by_letter: dict[str, dict[str, str]] = defaultdict(dict)
    for word, end in ends.items():
        by_letter[word[:1]][word[1:]] = end
    branches = [
        cases(letter) + trie(rests, cases) if letter else rests[""] for letter, rests in sorted(by_letter.items())
    ]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
