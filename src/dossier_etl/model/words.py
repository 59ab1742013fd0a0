"""Counting words in any script."""

import re

_DENSE = re.compile("[\u2e80-\u9fff\u0e00-\u0eff\uac00-\ud7af]+")


def count_words(text: str) -> int:
    """Return the number of words of a text; scripts written without spaces count two characters a word."""
    words = len(text.split())
    if len(text.encode("utf-8", "surrogatepass")) - len(text) < 4 * words:
        return words  # a dense character has two bytes more than one: too few of them to outnumber the words
    return max(words, sum(map(len, _DENSE.findall(text))) // 2)
