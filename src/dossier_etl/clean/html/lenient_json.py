"""JSON as templates break it: stray quotes, JavaScript's ``undefined`` and quotes, comments, commas and braces missing or left over.

One pass over the text, without backing up; what cannot be read as a value is skipped. Meant for text that a strict reader refused.
"""

import re

MAX_DEPTH = 40
"""Nested values; what is deeper is skipped."""
_GAP = re.compile(r"(?:\s++|,|;|//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+")
_BARE = re.compile(r"[^\s,:;{}\[\]\"']+")
_AFTER_KEY = re.compile(r"\s*+:\s*+")
_KEY = r"(?:[\"'][^\"'\n]{1,80}[\"']|[\w$-]{1,80})\s*:"
_AFTER_MEMBER = re.compile(rf"\s*+(?:[}}\]]|\Z|//|(?:,\s*+)?{_KEY}|,\s*+(?:[}}\]]|//|/\*|\Z))")
_AFTER_ITEM = re.compile(r"\s*+(?:[}\]]|\Z|,\s*+(?:[\"'{}\[\]]|[\w-]+\s*[,\]]|\Z))")
"""What follows the quote that ends a key, an object's value, a list's value."""
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.S)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS: dict[str, object] = {"true": True, "false": False}


def read(text: str) -> list[object]:
    """Read the objects and lists of a text, one after another, as far as they can be made out. Never raises."""
    reader = _Reader(text)
    found: list[object] = []
    while (
        start := min((i for i in (text.find("{", reader.at), text.find("[", reader.at)) if i >= 0), default=-1)
    ) >= 0:
        reader.at = start
        value = reader.value(0)
        if value:
            found.append(value)
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def value(self, depth: int, after: re.Pattern[str] = _AFTER_ITEM) -> object:
        """Read the value at the current place; None for what is none."""
        text = self.text
        mark = text[self.at : self.at + 1]
        if mark in ("{", "[") and depth >= MAX_DEPTH:
            self.at += 1
            return None
        if mark == "{":
            return self._object(depth)
        if mark == "[":
            return self._list(depth)
        if mark in ('"', "'"):
            return self._string(after)
        bare = _BARE.match(text, self.at)
        if bare is None:
            self.at += 1
            return None
        self.at = bare.end()
        return _WORDS.get(bare[0].lower(), _number(bare[0]))

    def _object(self, depth: int) -> dict[str, object]:
        out: dict[str, object] = {}
        self.at += 1
        while True:
            mark = self._next()
            if mark in ("", "}", "]"):
                self.at += mark == "}"  # a "]" closes the list around an object whose brace is missing
                return out
            if mark in ('"', "'"):
                key = self._string(_AFTER_KEY)
            elif bare := _BARE.match(self.text, self.at):
                key, self.at = bare[0], bare.end()
            else:
                self.at += 1
                continue
            if colon := _AFTER_KEY.match(self.text, self.at):
                self.at = colon.end()
                if self.text[self.at : self.at + 1] not in ("", ",", "}", "]"):
                    value = self.value(depth + 1, _AFTER_MEMBER)
                    if value is not None:
                        out.setdefault(key, value)

    def _list(self, depth: int) -> list[object]:
        out: list[object] = []
        self.at += 1
        while True:
            mark = self._next()
            if mark in ("", "]", "}"):
                self.at += mark == "]"
                return out
            value = self.value(depth + 1)
            if value is not None:
                out.append(value)

    def _next(self) -> str:
        gap = _GAP.match(self.text, self.at)
        self.at = gap.end() if gap else self.at
        return self.text[self.at : self.at + 1]

    def _string(self, after: re.Pattern[str]) -> str:
        """Read a quoted string: a quote ends it only where the structure goes on behind it."""
        text = self.text
        quote = text[self.at]
        start = at = self.at + 1
        while True:
            at = text.find(quote, at)
            if at < 0:
                self.at = len(text)
                return _unescaped(text[start:])
            escapes = at
            while escapes > start and text[escapes - 1] == "\\":
                escapes -= 1
            if (at - escapes) % 2 == 0 and after.match(text, at + 1):
                self.at = at + 1
                return _unescaped(text[start:at])
            at += 1


def _number(word: str) -> object:
    try:
        return int(word) if word.lstrip("-").isdigit() else float(word) if word[:1].isdigit() else None
    except ValueError:
        return None


def _unescaped(raw: str) -> str:
    if "\\" not in raw:
        return raw
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _SHORT.get(m[2], m[2]), raw)
