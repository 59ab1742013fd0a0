"""Bytes to text, with the reason why: byte order mark, transport, the page's own declaration, detection, fallback.

A declaration is checked against the bytes. Valid UTF-8 with several multi-byte characters is UTF-8 whatever is declared
(no other encoding produces it by chance); a page declared UTF-8 that is not goes to detection, unless most of its
multi-byte characters are sound, in which case it is UTF-8 with damage.
"""

import re
from dataclasses import dataclass

from dossier_etl.clean.charsets import canonical, codec_of, declared

DAMAGED = "encoding_damaged"

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32le"),
    (b"\x00\x00\xfe\xff", "utf-32be"),
    (b"\xff\xfe", "utf-16le"),
    (b"\xfe\xff", "utf-16be"),
)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ASCII = bytes(range(0x80))
_SAMPLE = 1 << 16
"""Bytes looked at by detection: more changes nothing but the time."""
_SURE_UTF8 = 3
"""Multi-byte characters from which valid UTF-8 outweighs a declared double-byte encoding that fits too (in GBK or EUC-KR
text every second pair of characters can look like UTF-8 by chance, three in a row of whole texts hardly ever do)."""
_NATIVE_SHARE = {"euc-kr": 0.8, "euc-jp": 0.25, "shift_jis": 0.25}
"""Share of Hangul or kana that Korean or Japanese text has at least; read in a wrong encoding, bytes give far fewer."""
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_EIGHTHS = 40
"""Runs of non-ASCII bytes below which eighths are too short for detection to disagree meaningfully."""
_DOUBLE_BYTE = {"shift_jis", "euc-jp", "euc-kr", "gb18030", "big5"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a record before any repair."""

    text: str
    charset: str
    """The web's name, lower case: ``utf-8``, ``windows-1252`` …"""
    basis: str
    """``bom``, ``transport``, ``declared``, ``detected`` or ``fallback``."""
    flags: tuple[str, ...] = ()
    evidence: str = ""
    """What the basis rests on: the declaration as found, the bytes of the mark …"""


def decode(content: bytes, *, transport: str | None = None, is_html: bool = False) -> Decoded:
    """Decode a record's bytes. Never fails: what no encoding explains becomes U+FFFD, flagged ``encoding_damaged``.

    Args:
        content: the bytes.
        transport: charset the container declared (an HTTP header), if any; unknown labels are ignored.
        is_html: also look for the page's own declaration, and fall back to windows-1252 for undeclared ASCII as browsers do.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _lossy(content[len(mark) :], name, "bom", f"starts with {mark.hex(' ')}")
    claims = _claims(content, transport, is_html)
    if (wide := _looks_utf16(content)) is not None:
        return _lossy(content, wide, "detected", "every second byte is zero")
    if content.isascii():
        return _ascii(content, claims, is_html)
    utf8 = _strict(content, "utf-8")
    if utf8 is not None:
        return _valid_utf8(content, utf8, claims)
    if _mostly_utf8(content):
        basis, evidence = next(((b, e) for n, b, e in claims if n == "utf-8"), ("detected", "mostly valid UTF-8"))
        return _lossy(content, "utf-8", basis, evidence)
    legacy = [claim for claim in claims if claim[0] != "utf-8"]
    detected = _detect(content[:_SAMPLE]) if len({n for n, _, _ in legacy}) != 1 else None
    for name, basis, evidence in sorted(legacy, key=lambda claim: claim[0] != detected):
        if (text := _strict(content, name)) is not None and _plausible(text):
            return Decoded(text, name, basis, (), evidence)
    if _disagrees_with_itself(content):
        return _lossy(content, "utf-8", "fallback", "different encodings in different places")
    guess = detected or _detect(content[:_SAMPLE])
    if guess is None:
        return _lossy(content, "windows-1252", "fallback", "nothing declared or detected fits the bytes")
    return _lossy(content, guess, "detected", "byte statistics")


def _claims(content: bytes, transport: str | None, is_html: bool) -> list[tuple[str, str, str]]:
    claims = []
    if name := canonical((transport or "").strip("'\" ")):
        claims.append((name, "transport", f"charset={transport}"))
    if is_html and (found := declared(content)):
        claims.append((found[0], "declared", found[1]))
    return claims


def _ascii(content: bytes, claims: list[tuple[str, str, str]], is_html: bool) -> Decoded:
    for name, basis, evidence in claims:
        if (text := _strict(content, name)) is not None:
            return Decoded(text, name, basis, (), evidence)
    if b"\x1b$" in content and (text := _strict(content, "iso-2022-jp")) is not None:
        return Decoded(text, "iso-2022-jp", "detected", (), "JIS escape sequences")
    return Decoded(content.decode("ascii"), "windows-1252" if is_html else "utf-8", "fallback", (), "plain ASCII")


def _valid_utf8(content: bytes, text: str, claims: list[tuple[str, str, str]]) -> Decoded:
    for name, basis, evidence in claims:
        if name == "utf-8":
            return Decoded(text, name, basis, (), evidence)
    double = [claim for claim in claims if claim[0] in _DOUBLE_BYTE]
    few = bool(double) and len(_MULTIBYTE.findall(content[:_SAMPLE])) < _SURE_UTF8
    for name, basis, evidence in double:
        if few and (other := _strict(content, name)) is not None:
            return Decoded(other, name, basis, (), evidence)
    return Decoded(text, "utf-8", "detected", (), "valid UTF-8")


def _strict(content: bytes, name: str) -> str | None:
    try:
        return content.decode(codec_of(name))
    except (UnicodeDecodeError, LookupError):
        return None


def _lossy(content: bytes, name: str, basis: str, evidence: str) -> Decoded:
    text = content.decode(codec_of(name), "replace")
    flags = (DAMAGED,) if "\ufffd" in text and _strict(content, name) is None else ()
    return Decoded(text, name, basis, flags, evidence)


def _looks_utf16(content: bytes) -> str | None:
    """UTF-16 of mostly Latin text without a mark: zeros at every second byte, and only there."""
    sample = content[:4096]
    if len(sample) < 8 or b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0) / len(sample[0::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.5 and even < 0.05:
        return "utf-16le"
    return "utf-16be" if even > 0.5 and odd < 0.05 else None


def _mostly_utf8(content: bytes) -> bool:
    """At least as many sound multi-byte characters as stray bytes (in other encodings chance gives a fifth at most)."""
    rest, sound = _MULTIBYTE.subn(b"", content)
    return sound > 0 and sound >= len(rest[:_SAMPLE].translate(None, _ASCII))


def _disagrees_with_itself(content: bytes) -> bool:
    """The first eighth of the non-ASCII bytes reads as a single-byte encoding, the last as a double-byte one, or the reverse."""
    high = [found.start() for found in _HIGH_RUN.finditer(content[:_SAMPLE])]
    if len(high) < _EIGHTHS:
        return False
    eighth = len(high) // 8
    first, last = _detect(content[: high[eighth]]), _detect(content[high[-eighth] : _SAMPLE])
    return first is not None and last is not None and (first in _DOUBLE_BYTE) != (last in _DOUBLE_BYTE)


def _plausible(text: str) -> bool:
    """C1 control characters stand in no real text: a single-byte label that yields them is wrong."""
    return re.search(r"[\x80-\x84\x86-\x9f]", text) is None


def _native(char: str, charset: str) -> bool:
    """A Korean syllable or a Japanese kana."""
    return "가" <= char <= "힣" if charset == "euc-kr" else "ぁ" <= char <= "ヿ"


def _detect(sample: bytes) -> str | None:
    """Name by byte statistics (uchardet through resiliparse; where it knows none, native letters; then charset-normalizer)."""
    from resiliparse.parse.encoding import detect_encoding

    name = canonical(detect_encoding(sample))
    if name and name != "utf-8":
        return name
    for double in ("euc-kr", "euc-jp", "shift_jis"):
        wide = [c for c in sample.decode(codec_of(double), "ignore") if c > "\x7f"]
        if sum(_native(c, double) for c in wide) > _NATIVE_SHARE[double] * max(len(wide), 1):
            return double
    from charset_normalizer import from_bytes

    best = from_bytes(sample[:8192]).best()
    return canonical(best.encoding) if best is not None else None
