"""Bytes that should be UTF-8, as text, whatever they are."""

_ENOUGH_BYTES = 16
"""Fewer bytes beyond ASCII say nothing about a legacy encoding."""
_LOW = bytes(range(128))
_WESTERN = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüŒœŠšŽžŸÿ’‘“”„–—…•€«»°§¿¡·´©®".encode("cp1252")
"""What West European text has beyond ASCII; Cyrillic or Polish bytes read as Windows-1252 give other signs too."""
_PATIENCE = 1_000
"""After so many bad bytes the rest is decoded in one go, with replacement characters."""


def decoded(data: bytes) -> tuple[str, str]:
    """Decode UTF-8; bytes that are not are read as Windows-1252 one by one.

    Returns:
        The text, and what was wrong (empty if nothing was).
    """
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        first = error.start
    parts: list[str] = []
    at, bad = 0, 0
    while at < len(data):
        try:
            parts.append(data[at:].decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            parts.append(data[at : at + error.start].decode("utf-8"))
            parts.append(data[at + error.start : at + error.end].decode("cp1252", "replace"))
            at += error.end
            bad += 1
            if bad >= _PATIENCE:
                parts.append(data[at:].decode("utf-8", "replace"))
                break
    more = "at least " if bad >= _PATIENCE else ""
    return "".join(parts), f"{more}{bad} byte(s) are not UTF-8, the first at {first}; read as Windows-1252"


def encoded(text: str) -> tuple[bytes, bool]:
    """Return UTF-8 bytes, and whether lone surrogates had to be replaced."""
    try:
        return text.encode("utf-8"), False
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode("utf-8"), True


def legacy_charset(sample: bytes) -> str:
    """Return the likeliest legacy encoding of bytes that are not UTF-8; ``cp1252`` without evidence for another.

    Bytes that are UTF-8 for the most part are called ``utf-8``: damaged, not foreign.
    """
    text = sample.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if len(text) - bad - sum(map(str.isascii, text)) > bad:
        return "utf-8"
    high = sample.translate(None, _LOW)
    ascii_letters = sum(map(str.isalpha, text))
    if len(high) < _ENOUGH_BYTES or (len(high) < ascii_letters and not high.translate(None, _WESTERN)):
        return "cp1252"
    import charset_normalizer  # takes a while to import and is needed rarely

    best = charset_normalizer.from_bytes(sample).best()
    return best.encoding if best is not None and best.encoding not in ("utf_8", "ascii") else "cp1252"
