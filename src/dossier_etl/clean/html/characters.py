"""Counts of character classes for many blocks at once.

All blocks are laid end to end as code points; one table look-up classifies them, one segmented sum per class counts them.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

CLASSES: Final = ("letter", "upper", "digit", "space", "terminal", "comma", "quote", "symbol", "ideograph")
_SLOTS: Final = 16
_TERMINAL = ".!?…。！？।؟۔։።"
_COMMA = ",;:،、，；："
_QUOTE = "\"'“”„«»‘’「」"
_IDEOGRAPH_FROM, _IDEOGRAPH_TO = 0x3040, 0xD7A4


@cache
def _table() -> npt.NDArray[np.uint8]:
    """Class of each code point of the basic plane; 0 for everything else."""
    table = np.zeros(65536, dtype=np.uint8)
    index = {name: i + 1 for i, name in enumerate(CLASSES)}
    for code in range(65536):
        category = unicodedata.category(chr(code))
        if category == "Lu":
            table[code] = index["upper"]
        elif category[0] in "LM":
            table[code] = index["ideograph" if _IDEOGRAPH_FROM <= code < _IDEOGRAPH_TO else "letter"]
        elif category == "Nd":
            table[code] = index["digit"]
        elif category[0] == "Z":
            table[code] = index["space"]
        elif category[0] in "PS":
            table[code] = index["symbol"]
    for characters, name in ((_TERMINAL, "terminal"), (_COMMA, "comma"), (_QUOTE, "quote")):
        for character in characters:
            table[ord(character)] = index[name]
    return table


def count(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Characters of each class in each text.

    Args:
        texts: not empty, none of them the empty string.
    Returns:
        ``len(CLASSES) × len(texts)``.
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    classes = _table()[np.minimum(codes, 65535)]
    lengths = np.fromiter((len(t) for t in texts), dtype=np.int64, count=len(texts))
    slots = np.repeat(np.arange(len(texts)) * _SLOTS, lengths) + classes
    counted = np.bincount(slots, minlength=len(texts) * _SLOTS).reshape(len(texts), _SLOTS)
    return counted[:, 1 : len(CLASSES) + 1].T.astype(np.float32)
