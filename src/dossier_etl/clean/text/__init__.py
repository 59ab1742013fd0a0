"""Text dumps: which lines were written to be read, which are page furniture, and where one article ends.

In order: lines; later copies of a doubled body folded; every line judged (`model`); the choice of lines; the page cut into
posts (`posts`); for each post its headline (`title`), the roles of its lines (`roles`) and its body with an offset map.
"""

import itertools
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from dossier_etl.clean.text.context import shared_topic
from dossier_etl.clean.text.features import Floats
from dossier_etl.clean.text.line_patterns import is_wordless, marks
from dossier_etl.clean.text.lines import LONGEST_LINE, RawLine, split_lines
from dossier_etl.clean.text.model import choose, line_words, shipped
from dossier_etl.clean.text.posts import split
from dossier_etl.clean.text.repeated_body import Folding, collapse_repeats
from dossier_etl.clean.text.roles import assign_roles
from dossier_etl.clean.text.title import bare, choose_title
from dossier_etl.model.documents import Article, Cleaned, Document, Line, OffsetMap, Role

__all__ = ["clean_text"]

LEAST_LIKELY = 0.25
"""A page whose best line is less likely than this has no body: menus, error pages. Every line is then more likely furniture,
three to one."""
CONTAINER_PRIOR = 1.5
"""Logits added for a field or feed entry (as against a whole page): its lines are mostly body."""
_ENTRY = ("line:", "row:", "entry:")


def clean_text(document: Document) -> Cleaned:
    """Find the articles of a text dump.

    Args:
        document: the normalised text, without lines.
    Returns:
        The document with its lines and their roles, and the articles. ``reasons``: ``empty`` or ``no_body``.
    """
    lines = [line for line in split_lines(document.text) if not is_wordless(line.text)]
    if not lines:
        return Cleaned(document, (), ("empty",))
    folding = collapse_repeats(lines)
    dropped = folding.repeated | folding.between
    at = [i for i in range(len(lines)) if i not in dropped]
    active = [lines[i] for i in at]
    judged = shipped().judge(document.text, active)
    p = _with_prior(judged.p, document)
    if float(p.max()) < LEAST_LIKELY:
        return Cleaned(replace(document, lines=_furniture(lines)), (), ("no_body",))
    kept = choose(p, line_words(judged.base))
    topic = shared_topic(p, judged.words)
    marked = marks(active)
    starts = split(active, kept, p, judged.base, judged.words, marked)
    edges = [0, *starts, len(active)]
    roles = [Role.FURNITURE] * len(active)
    owner: list[int | None] = [None] * len(active)
    bodies: list[tuple[list[int], str | None, tuple[int, int]]] = []
    for lo, hi in itertools.pairwise(edges):
        title = choose_title(active, judged.base, p, topic, marked, lo, hi)
        part = assign_roles(active, kept, marked, title, lo, hi)
        body = [i for i in range(lo, hi) if part[i - lo] is Role.BODY]
        if not body:
            continue
        roles[lo:hi] = part
        owner[lo:hi] = [len(bodies) if role is not Role.FURNITURE else None for role in part]
        bodies.append((body, bare(active[title].text) if title is not None else None, (lo, hi)))
    return _assemble(document, lines, at, roles, owner, p, bodies, folding)


def _with_prior(p: Floats, document: Document) -> Floats:
    if not document.record.locator.rpartition("!")[2].startswith(_ENTRY):
        return p
    odds = p / np.maximum(1 - p, 1e-6) * np.exp(CONTAINER_PRIOR)
    return np.asarray(odds / (1 + odds), dtype=np.float32)


def _furniture(lines: list[RawLine]) -> tuple[Line, ...]:
    return tuple(Line(line.start, line.end) for line in lines)


def _assemble(
    document: Document,
    lines: list[RawLine],
    at: list[int],
    roles: list[Role],
    owner: list[int | None],
    p: npt.NDArray[np.float32],
    bodies: list[tuple[list[int], str | None, tuple[int, int]]],
    folding: Folding,
) -> Cleaned:
    marked = list(_furniture(lines))
    for row, i in enumerate(at):
        marked[i] = Line(lines[i].start, lines[i].end, roles[row], round(float(p[row]), 4), article=owner[row])
    for i in folding.between:
        marked[i] = marked[i]._replace(role=Role.CAPTION)
    done = replace(document, lines=tuple(marked))
    if not bodies:
        return Cleaned(done, (), ("no_body",))
    articles = []
    for position, (body, title, (lo, hi)) in enumerate(bodies):
        own = [at[row] for row in body]
        text, segments = _join(lines, own)
        notes = {}
        if folding.first.intersection(own):
            notes["doubled_body"] = "2"
        if len(bodies) > 1:
            notes["split"] = "posts"
        window = (0, -1)
        if len(bodies) > 1:
            start = 0 if position == 0 else lines[at[lo]].start
            window = (start, lines[at[hi]].start if position + 1 < len(bodies) and hi < len(at) else len(done.text))
        articles.append(Article(done, position, text, OffsetMap(segments), title, window, notes=notes))
    return Cleaned(done, tuple(articles))


_WRAPPED = 40
"""Characters of a line that may be wrapped."""
_ENDS = frozenset('.!?:;…"”»')


def _join(lines: list[RawLine], own: list[int]) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    """Return the body, its paragraphs separated by a blank line, and where each line of it stood.

    Lines of one hard-wrapped paragraph stay lines of it.
    """
    segments, parts, at = [], [], 0
    before: int | None = None
    for i in own:
        gap = "" if before is None else "\n" if i == before + 1 and _goes_on(lines[before], lines[i]) else "\n\n"
        parts.append(gap + lines[i].text)
        at += len(gap)
        segments.append((at, lines[i].start, len(lines[i].text)))
        at += len(lines[i].text)
        before = i
    return "".join(parts), tuple(segments)


def _goes_on(line: RawLine, following: RawLine) -> bool:
    """Return True if the next line continues this one: wrapped in the middle of a sentence, or cut for its length."""
    if following.blanks or len(line.text) < _WRAPPED:
        return False
    if len(line.text) > LONGEST_LINE // 2:
        return True
    return line.text.rstrip()[-1:] not in _ENDS and following.text[:1].islower()
