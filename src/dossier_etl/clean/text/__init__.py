"""Text dumps: which lines were written to be read, which are page furniture, and where one article ends."""

import re
from dataclasses import replace

from dossier_etl.clean.text.lines import RawLine, split_lines
from dossier_etl.model.documents import Article, Cleaned, Document, Line, OffsetMap, Role

__all__ = ["clean_text"]

_END = re.compile(r"[.!?。！？।…][\"'”’»)\]]*$")


def clean_text(document: Document) -> Cleaned:
    """Find the articles of a text dump.

    Args:
        document: the normalised text, without lines.
    Returns:
        The document with its lines and their roles, and the articles. ``reasons``: ``empty`` or ``no_body``.
    """
    lines = split_lines(document.text)
    if not lines:
        return Cleaned(document, (), ("empty",))
    kept = [i for i, line in enumerate(lines) if _reads_like_prose(line)]
    roles = [Line(line.start, line.end) for line in lines]
    if not kept:
        return Cleaned(replace(document, lines=tuple(roles)), (), ("no_body",))
    for i in kept:
        roles[i] = replace(roles[i], role=Role.BODY, score=0.5, article=0)
    title = next((lines[i].text for i in range(kept[0] - 1, -1, -1) if 3 <= len(lines[i].text.split()) <= 30), None)
    done = replace(document, lines=tuple(roles))
    body: list[str] = []
    segments, at = [], 0
    for i in kept:
        body.append(lines[i].text)
        segments.append((at, lines[i].start, len(lines[i].text)))
        at += len(lines[i].text) + 1
    return Cleaned(done, (Article(done, 0, "\n".join(body), OffsetMap(tuple(segments)), title),))


def _reads_like_prose(line: RawLine) -> bool:
    return len(line.text) >= 60 and bool(_END.search(line.text))
