"""Words that tell furniture from prose: a learned weight a word, one logistic regression over all languages.

Tokens of a line: its words (case folded, digits as 0), its first and last word marked as such, and the line as a whole.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from dossier_etl.clean.text.context import Words

_WORD = re.compile(r"[^\W_]+|[©@|»›→#]")
_TOPIC = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}|[^\W_]{4,}")
_ASCII_WORD = re.compile("[a-z0-9]+|[@|#]")
_ASCII_TOPIC = re.compile("[a-z0-9]{4,}")
"""The same for folded ASCII, which most lines are: three times as fast."""
_TOPIC_CHARS = 600
_DIGIT = str.maketrans("123456789", "000000000")
_FIRST = 40
"""Words of a line looked at: what a line is shows early, and long lines cost."""
_WHOLE = 60
"""Longest line that is also a token of its own."""
N_LEXICAL = 4


def tokens(line: str) -> list[str]:
    """Tokens of one line; the last is the line as a whole if it is short."""
    folded = line[:500].casefold().translate(_DIGIT)
    words = (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)[:_FIRST]
    if not words:
        return ["=" + folded[:_WHOLE]]
    marked = [*words, "^" + words[0], "$" + words[-1]]
    if len(words) > 1:
        marked.append("^" + words[0] + " " + words[1])
    if len(folded) <= _WHOLE:
        marked.append("=" + " ".join(words))
    return marked


def lexical_features(lines: list[str], weights: Mapping[str, float], bias: float) -> npt.NDArray[np.float32]:
    """The vocabulary's view of each line.

    Returns:
        float32, shape (lines, `N_LEXICAL`): the regression's logit (mean weight of the known tokens, scaled), the smallest
        and the largest weight, the share of tokens known.
    """
    rows = []
    for line in lines:
        own = tokens(line)
        known = [w for w in map(weights.get, own) if w is not None]
        if known:
            rows.append((bias + sum(known) / len(own) ** 0.5, min(known), max(known), len(known) / len(own)))
        else:
            rows.append((bias, 0.0, 0.0, 0.0))
    return np.array(rows, dtype=np.float32).reshape(len(lines), N_LEXICAL)


def topic_words(lines: list[str]) -> Words:
    """Words of four letters and more (two and more of Chinese, Japanese, Thai), each once a line."""
    ids: defaultdict[str, int] = defaultdict(itertools.count().__next__)
    word: list[int] = []
    line: list[int] = []
    for i, text in enumerate(lines):
        folded = text[:_TOPIC_CHARS].casefold()
        own = set(map(ids.__getitem__, (_ASCII_TOPIC if folded.isascii() else _TOPIC).findall(folded)))
        word.extend(own)
        line.extend([i] * len(own))
    return Words(np.array(word, dtype=np.int64), np.array(line, dtype=np.int64), len(ids))
