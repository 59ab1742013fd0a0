"""A text with marks as HTML: evidence that can be linked to, names and dates, nested or crossing as they may."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from dossier_etl.serve.plain_text import printable


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters of the text that mean something. Offsets are 0-based and end-exclusive."""

    start: int
    end: int
    kind: str
    """``evidence``, or the class of a name or date: ``person``, ``organisation``, ``place``, ``other``, ``date``."""
    href: str = ""
    title: str = ""


def anchor(start: int, end: int) -> str:
    """Return the id of the element that holds these characters."""
    return f"c{start}-{end}"


def marked_text(text: str, marks: Iterable[Mark]) -> Markup:
    """Return the text as HTML whose text content is the text, with an element around every mark.

    Evidence is cut only where two pieces of evidence cross: then its first part bears the id, and all parts the ``data-span``.
    Marks outside the text are left out.
    """
    inside = sorted({m for m in marks if 0 <= m.start < m.end <= len(text)}, key=_outer_first)
    bounds = sorted({0, len(text), *(m.start for m in inside), *(m.end for m in inside)})
    starting: dict[int, list[Mark]] = {}
    for mark in inside:
        starting.setdefault(mark.start, []).append(mark)
    out: list[Markup] = []
    stack: list[Mark] = []
    active: list[Mark] = []
    begun: set[tuple[int, int]] = set()
    for at, until in pairwise(bounds):
        active = sorted([m for m in active if m.end > at] + starting.get(at, []), key=_outer_first)
        stack = _move(out, stack, active, begun)
        out.append(escape(printable(text[at:until])))
    _move(out, stack, [], begun)
    return Markup("").join(out)


def _outer_first(mark: Mark) -> tuple[bool, int, int, str, str, str]:
    return (mark.kind != "evidence", mark.start, -mark.end, mark.kind, mark.href, mark.title)


def _move(out: list[Markup], stack: Sequence[Mark], wanted: Sequence[Mark], begun: set[tuple[int, int]]) -> list[Mark]:
    """Close and open elements until exactly the wanted marks are open, the first one outermost."""
    same = 0
    while same < min(len(stack), len(wanted)) and stack[same] is wanted[same]:
        same += 1
    out.extend(Markup("</a>" if mark.href else "</span>") for mark in reversed(stack[same:]))
    out.extend(_opening(mark, begun) for mark in wanted[same:])
    return list(wanted)


def _opening(mark: Mark, begun: set[tuple[int, int]]) -> Markup:
    if mark.kind == "evidence":
        place = (mark.start, mark.end)
        named = Markup("") if place in begun else Markup(' id="{}"').format(anchor(*place))
        begun.add(place)
        return Markup('<span class="evidence"{} data-span="{}">').format(named, anchor(*place))
    title = Markup(' title="{}"').format(printable(mark.title)) if mark.title else Markup("")
    if mark.href:
        return Markup('<a class="mark {}" href="{}"{}>').format(mark.kind, mark.href, title)
    return Markup('<span class="mark {}"{}>').format(mark.kind, title)
