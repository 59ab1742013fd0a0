"""Partial matching: can a rule's pattern begin with these characters? Read off the tree `re` parses patterns into."""

import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

_parser: Any = import_module("re._parser")
C: Any = import_module("re._constants")
_CATEGORIES = {
    C.CATEGORY_DIGIT: str.isdecimal,
    C.CATEGORY_SPACE: str.isspace,
    C.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
}


def parsed(pattern: str) -> Any:
    return _parser.parse(pattern, re.IGNORECASE)


def can_begin(tree: Any, probe: str) -> bool:
    """Whether a text that begins with ``probe`` may match, up to one of its words' ends or beyond it; what must not follow and
    what must precede are taken to hold."""
    return any(end == len(probe) or not probe[end].isalnum() for end in _after(tree, probe, {0}, True))


def _after(nodes: Iterable[tuple[Any, Any]], probe: str, places: set[int], anycase: bool) -> set[int]:
    """Where matching ``nodes`` from ``places`` may end; the probe's end stands for it and for all that lies behind."""
    for op, argument in nodes:
        places = {end for place in places for end in _step(op, argument, probe, place, anycase)}
    return places


def _step(op: Any, argument: Any, probe: str, place: int, anycase: bool) -> set[int]:
    if place == len(probe) or op in (C.ASSERT_NOT, C.AT):
        return {place}
    if op is C.ASSERT:
        direction, nodes = argument
        return {place} if direction < 0 or _after(nodes, probe, {place}, anycase) else set()
    if op is C.BRANCH:
        return {end for branch in argument[1] for end in _after(branch, probe, {place}, anycase)}
    if op is C.SUBPATTERN:
        _, on, off, nodes = argument
        return _after(nodes, probe, {place}, (anycase or bool(on & re.IGNORECASE)) and not off & re.IGNORECASE)
    if op is C.MAX_REPEAT:
        least, most, nodes = argument
        reached, front = ({place} if least == 0 else set()), {place}
        for count in range(1, min(most, len(probe) + 1) + 1):
            front = _after(nodes, probe, front, anycase)
            reached |= front if count >= least else set()
        return reached
    if op is C.GROUPREF:
        return {len(probe)}
    items = argument if op is C.IN else [(op, argument)]
    return {place + 1} if _fits(items, probe[place], anycase) else set()


def _fits(items: Sequence[tuple[Any, Any]], char: str, anycase: bool) -> bool:
    cases = {char, char.lower(), char.upper()} if anycase else {char}
    fits = any(
        (op is C.LITERAL and chr(argument) in cases)
        or (op is C.RANGE and any(argument[0] <= ord(c) <= argument[1] for c in cases))
        or (op is C.CATEGORY and _CATEGORIES[argument](char))
        or op is C.ANY
        for op, argument in items
    )
    return fits != any(op is C.NEGATE for op, _ in items)
