"""Mojibake: UTF-8 that was read as a single-byte encoding and stored so ("cafÃ©" for "café").

The repair is ftfy's; it is let at a line only when the line holds a tell-tale pair, so healthy text is never touched
and the usual page costs one regular expression.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from dossier_etl.clean.offsets import Segment, coarse, merged

REPAIRED = "mojibake_repaired"

_CONTINUATION = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_CYRILLIC_CONTINUATION = "\xa0-\xbfЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈҐЁЄЇІіґё№єјЅѕї"
# First bytes of UTF-8 sequences read as windows-1252 (Â Ã â Ð Ñ …) and as windows-1251 (Р С В вЂ), then a continuation byte
# read the same way. "Р" and "С" alone are Russian letters: three such pairs in a row are asked for. The pattern begins with one
# set of characters, which `re` skips to ten times faster than it tries alternatives, and holds no ASCII character.
_TELLTALE = re.compile(
    "[ÂÃÅÄÐÑÎÏ×ØÙâïãäåæçèéðŸвРС](?:"
    f"(?<=[ÂÃÅÄÐÑÎÏ×ØÙ])[{_CONTINUATION}]|(?<=â)[\x80-\x84€„]|(?<=ï)[¼½»][{_CONTINUATION}]"
    f"|(?<=[ãäåæçèé])[{_CONTINUATION}]{{2}}|(?<=[ðŸ])[ðŸ]|(?<=в)Ђ[\x80-\xbf™œќ“”њ¦ўћџ]"
    f"|(?<=[РС])[{_CYRILLIC_CONTINUATION}](?:[РС][{_CYRILLIC_CONTINUATION}]){{2}})"
)
_LINE = re.compile(r"[^\n]+")
_LONGEST_LINE = 20_000
"""Characters of a line given to ftfy at once."""


def repair(text: str, written: bytes | None = None) -> str | None:
    """Undo mojibake line by line; None when there is nothing to repair.

    Args:
        text: what may hold mojibake.
        written: its UTF-8, where that is at hand already.
    """
    pieces: list[str] = []
    at = 0
    for start, end, fixed in _repairs(text, written):
        pieces += [text[at:start], fixed]
        at = end
    return "".join((*pieces, text[at:])) if pieces else None


def repair_mapped(text: str) -> tuple[str, tuple[Segment, ...]] | None:
    """`repair`, with the segments that map the repaired text to the text given. Aligning costs far more than repairing."""
    pieces: list[str] = []
    segments: list[Segment] = []
    at = derived = 0
    for start, end, fixed in _repairs(text):
        pieces += [text[at:start], fixed]
        segments.append((derived, at, start - at))
        derived += start - at
        segments += [(derived + d, start + s, n) for d, s, n in _align(fixed, text[start:end])]
        derived += len(fixed)
        at = end
    if not pieces:
        return None
    pieces.append(text[at:])
    segments.append((derived, at, len(text) - at))
    return "".join(pieces), tuple(merged([s for s in segments if s[2]]))


def _repairs(text: str, written: bytes | None = None) -> Iterator[tuple[int, int, str]]:
    """Start and end of every line that changes, and what it becomes."""
    if text.isascii() or not _TELLTALE.search(_without_ascii(text, written)):
        return
    for start, end in _suspicious_lines(text):
        fixed = _fix(text[start:end])
        if fixed != text[start:end]:
            yield start, end, fixed


def _without_ascii(text: str, written: bytes | None = None) -> str:
    """The runs of non-ASCII characters, each with the ASCII character behind it, which keeps them apart.

    A page of 200,000 characters has 2,000 of them; finding these with numpy costs a fifth of searching the whole page.
    """
    import numpy as np

    encoding, unit = ("utf-16-le", "<u2") if written is None else ("utf-8", "u1")
    raw = text.encode(encoding, "surrogatepass") if written is None else written
    units: np.ndarray[tuple[int], np.dtype[np.unsignedinteger]] = np.frombuffer(raw, unit)
    kept = units > 0x7F
    kept[1:] |= kept[:-1]
    return units[kept].tobytes().decode(encoding, "surrogatepass")


def _suspicious_lines(text: str) -> list[tuple[int, int]]:
    found = []
    for line in _LINE.finditer(text):
        for start in range(line.start(), line.end(), _LONGEST_LINE):
            end = min(start + _LONGEST_LINE, line.end())
            if _TELLTALE.search(text, start, end):
                found.append((start, end))
    return found


def _fix(line: str) -> str:
    from ftfy import fix_encoding

    return fix_encoding(line)


def _align(fixed: str, source: str) -> list[Segment]:
    """Words that are the same map exactly, runs of changed words as a whole."""
    new, old = _words(fixed), _words(source)
    matcher = SequenceMatcher(None, [fixed[a:b] for a, b in new], [source[a:b] for a, b in old], autojunk=False)
    segments: list[Segment] = []
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if a1 == a2:
            continue
        d1, d2 = new[a1][0], new[a2 - 1][1]
        if tag == "equal":
            segments.append((d1, old[b1][0], d2 - d1))
        elif b1 < b2:
            segments += coarse(d1, d2 - d1, old[b1][0], old[b2 - 1][1])
    return segments


def _words(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"\s+|\S+", text)]
