"""Story report: first publisher, copies, delay, share taken, edits."""

import datetime as dt
import difflib
import re
from dataclasses import dataclass
from typing import Any

import duckdb

MAX_DIFF_WORDS = 2_000
"""Words of each text that are compared word by word; difflib's time grows with the square."""
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Change:
    """A sequence of words that a copy changed. ``kind`` is ``replace``, ``delete`` (only in the source) or ``insert`` (only here)."""

    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Appearance:
    """One publication of the story."""

    article_id: str
    role: str
    outlet: str | None
    title: str | None
    url: str | None
    published: str | None
    published_on: dt.date | None
    published_latest: dt.date | None
    copy_of: str | None
    relation: str | None
    similarity: float | None
    containment: float | None
    """Share of this text that stands in ``copy_of``."""
    lag_days: tuple[int, int] | None
    """Least and most days after the story's first publication; negative: before it."""
    may_be_first: bool
    """Its dates allow publication before the first, or on the same day."""
    changes: tuple[Change, ...]
    """What differs from ``copy_of``, in order; empty for exact copies."""
    words_kept: int
    """Words in common with ``copy_of``, in the same order (of the part compared)."""


@dataclass(frozen=True, slots=True)
class StoryReport:
    """A story with all its publications, the first one first, then by date."""

    story_id: str
    renamed_from: tuple[str, ...]
    """Earlier ids of this story, and of stories merged into it."""
    first: Appearance
    others: tuple[Appearance, ...]

    @property
    def ties(self) -> tuple[Appearance, ...]:
        """Publications that may have been first as well."""
        return tuple(a for a in self.others if a.may_be_first and a.role != "excerpt")


def current_story(con: duckdb.DuckDBPyConnection, catalog: str, story_id: str) -> str | None:
    """Return the current id of a story, following its history, or None; a unique prefix of 4 or more digits is enough."""
    pattern = re.sub(r"[^0-9a-f]", "", story_id.lower()) + "%"
    if len(pattern) < 5:
        return None
    alive = con.execute(
        f"SELECT DISTINCT story_id FROM {catalog}.story_members WHERE story_id LIKE ? LIMIT 2", [pattern]
    ).fetchall()
    if alive:
        return str(alive[0][0]) if len(alive) == 1 else None
    row = con.execute(
        f"""
        WITH RECURSIVE trail AS (
            SELECT replaced_by AS story_id FROM {catalog}.story_history WHERE story_id LIKE ?
            UNION
            SELECT h.replaced_by FROM trail t JOIN {catalog}.story_history h ON h.story_id = t.story_id
        )
        SELECT min(story_id) FROM trail WHERE story_id IN (SELECT story_id FROM {catalog}.story_members)
        """,
        [pattern],
    ).fetchone()
    return str(row[0]) if row and row[0] is not None else None


def story_report(con: duckdb.DuckDBPyConnection, catalog: str, story_id: str) -> StoryReport | None:
    """Return the report of a story, or None if no story has that id (see `current_story`)."""
    current = current_story(con, catalog, story_id)
    if current is None:
        return None
    rows = con.execute(
        f"""
        SELECT m.article_id, m.role, p.outlet, p.title, p.url, p.published, p.published_on, p.published_latest,
               m.copy_of, m.relation, m.similarity, m.containment, p.body
        FROM {catalog}.story_members m JOIN {catalog}.publications p USING (article_id)
        WHERE m.story_id = ? ORDER BY m.role <> 'first', p.published_latest, p.published_on, m.article_id
        """,
        [current],
    ).fetchall()
    bodies = {row[0]: row[-1] or "" for row in rows}
    first_on, first_latest = rows[0][6], rows[0][7]
    found = [_appearance(row, first_on, first_latest, bodies) for row in rows]
    before = con.execute(
        f"SELECT DISTINCT story_id FROM {catalog}.story_history WHERE replaced_by = ? ORDER BY 1", [current]
    ).fetchall()
    return StoryReport(current, tuple(r[0] for r in before), found[0], tuple(found[1:]))


def _appearance(
    row: tuple[Any, ...], first_on: dt.date | None, first_latest: dt.date | None, bodies: dict[str, str]
) -> Appearance:
    article_id, role, outlet, title, url, published, on, latest, copy_of, relation, similarity, containment, body = row
    lag = None
    if role != "first" and on and latest and first_on and first_latest:
        lag = ((on - first_latest).days, (latest - first_on).days)
    changes, kept = word_diff(bodies.get(copy_of, ""), body or "") if copy_of and relation != "exact" else ((), 0)
    return Appearance(
        article_id=article_id,
        role=role,
        outlet=outlet,
        title=title,
        url=url,
        published=published,
        published_on=on,
        published_latest=latest,
        copy_of=copy_of,
        relation=relation,
        similarity=similarity,
        containment=containment,
        lag_days=lag,
        may_be_first=lag is not None and lag[0] <= 0,
        changes=changes,
        words_kept=kept,
    )


def word_diff(before: str, after: str) -> tuple[tuple[Change, ...], int]:
    """Return (changes, words kept) from one text to another, word by word, of the first `MAX_DIFF_WORDS` words of each."""
    old, new = _WORD.findall(before)[:MAX_DIFF_WORDS], _WORD.findall(after)[:MAX_DIFF_WORDS]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    changes = tuple(
        Change(kind, " ".join(old[a:b]), " ".join(new[c:d]))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    )
    return changes, sum(block.size for block in matcher.get_matching_blocks())
