"""Who posted a text in a forum."""

import re

from dossier_etl.enrich.shared.candidates import from_document
from dossier_etl.model.documents import Article
from dossier_etl.model.evidence import Candidate

FIELD = "posted_by"
_POSTS = re.compile(r"^\(?\s*[\d.,]+\s*(?:posts?|beiträge|messages?|mensajes)\s*\)?$", re.I)
_STAMP = re.compile(r"\b(?:19|20)\d\d\b.{0,120}\d\d?:\d\d|\d\d?:\d\d.{0,120}\b(?:19|20)\d\d\b")
_POSTED = re.compile(
    r"(?i)^(?:posted|submitted|gepostet|geschrieben|publié|enviado)\s+(?:by|von|par|por):?\s+(\S{2,30})(?:\s|$)"
)
_HANDLE = re.compile(r"^[\w.\-]{2,30}$")
MOST = 200
"""Lines of a window that are looked at."""
LOOK = 12
"""Lines from the start of an article's window in which its poster is named."""


def posted_by_candidates(article: Article) -> list[Candidate]:
    """The handle of the forum member who posted this text: the line over a post count, or "Posted by …"."""
    document = article.document
    within = article.line_range
    lines = document.lines[within.start : within.stop][:MOST]

    def shown(i: int) -> str:
        return document.text[lines[i].start : lines[i].end].strip()

    out: list[Candidate] = []
    for i, line in enumerate(lines):
        if i >= LOOK and document.text[line.start : line.start + 1].isalpha():
            continue  # most lines: no count
        text = shown(i)
        if i > 0 and not text[:1].isalpha() and _POSTS.match(text) and _HANDLE.match(handle := shown(i - 1)):
            near_stamp = any(_STAMP.search(shown(k)) for k in range(i + 1, min(i + 4, len(lines))))
            start = lines[i - 1].start
            out.append(
                _candidate(handle, "forum.post_count@1", 0.95 if near_stamp else 0.7, start, start + len(handle))
            )
        elif i < LOOK and (m := _POSTED.match(text)) and _HANDLE.match(m[1]):
            start = line.start + document.text[line.start : line.end].index(m[1])
            out.append(_candidate(m[1], "forum.posted_by@1", 0.6, start, start + len(m[1])))
    return out


def _candidate(value: str, rule: str, confidence: float, start: int, end: int) -> Candidate:
    return from_document(FIELD, value, rule, confidence, start=start, end=end, snippet=value)
