"""Pictures as SVG: articles by month, and event dates with their uncertainty. The tables beside them hold the same numbers."""

import datetime as dt
from collections.abc import Sequence
from html import escape

from dossier_etl.report.model import Span

_WIDTH, _HEIGHT = 720, 120
_LEFT, _BOTTOM = 4, 18
_LINE = 9
"""Height of an event's bar with the space below it."""
_NARROWEST, _WIDEST = 3.0, 48.0


def month_bars(months: Sequence[tuple[str, int]]) -> str:
    """Return bars of articles by month; a month without articles is hatched, since nothing was found is not the same as zero."""
    if not months:
        return ""
    most = max(n for _, n in months) or 1
    step = min(_WIDEST, (_WIDTH - 2 * _LEFT) / len(months))
    plot = _HEIGHT - _BOTTOM
    parts = []
    for i, (month, n) in enumerate(months):
        height = plot * n / most if n else plot
        label = f"{month}: {n} articles" if n else f"{month}: none found"
        kind = "bar" if n else "gap"
        parts.append(
            f'<rect class="{kind}" x="{_LEFT + i * step:.1f}" y="{plot - height:.1f}" width="{max(step - 1, 0.5):.1f}" '
            f'height="{height:.1f}"><title>{escape(label)}</title></rect>'
        )
    every = max(1, len(months) // 8)
    parts += [
        f'<text x="{_LEFT + i * step:.1f}" y="{_HEIGHT - 4}">{month}</text>'
        for i, (month, _) in enumerate(months)
        if i % every == 0
    ]
    return _svg("Articles by month", _HEIGHT, parts)


def event_bars(events: Sequence[Span]) -> str:
    """Return a line per event: a bar from the first day it can mean to the last."""
    if not events:
        return ""
    first, last = min(e.first for e in events), max(e.last for e in events)
    days = max(1, (last - first).days)
    plot = _WIDTH - 2 * _LEFT

    def x(day: dt.date) -> float:
        return _LEFT + plot * (day - first).days / days

    parts = [
        f'<rect class="event" x="{min(x(e.first), _WIDTH - _LEFT - _NARROWEST):.1f}" y="{n * _LINE + 2}" '
        f'width="{max(_NARROWEST, x(e.last) - x(e.first)):.1f}" height="{_LINE - 3}"><title>{escape(e.label)}</title></rect>'
        for n, e in enumerate(events)
    ]
    height = len(events) * _LINE + _BOTTOM + 2
    parts += [
        f'<text x="{_LEFT}" y="{height - 4}">{first}</text>',
        f'<text x="{_WIDTH - _LEFT}" y="{height - 4}" text-anchor="end">{last}</text>',
    ]
    return _svg("Dates named in the texts", height, parts)


def _svg(title: str, height: int, parts: Sequence[str]) -> str:
    hatch = (
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="2" height="6" class="hatch"/></pattern></defs>'
    )
    body = "".join(parts)
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">{hatch if "gap" in body else ""}{body}</svg>'
