"""Text in lower case, with the same offsets."""


def lower_keeping_offsets(text: str) -> str:
    """``text`` in lower case, character by character: a capital that is two characters when small (İ) stays as it is."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)
