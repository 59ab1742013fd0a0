"""Places of the publications of a connected component of texts. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dossier_etl.dedup.cluster import Edge, Neighbours, clusters, excerpts
from dossier_etl.dedup.verify import EXCERPT
from dossier_etl.model.ids import content_id

FIRST, COPY = "first", "copy"
EXACT = "exact"
_LATEST_DAY = dt.date.max
_LATEST_TIME = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Publication:
    """Publication and capture times of a text."""

    article_id: str
    text_key: int
    published_on: dt.date | None
    published_latest: dt.date | None
    captured_at: dt.datetime | None

    @property
    def order(self) -> tuple[dt.date, dt.date, dt.datetime, str]:
        """Sort key: latest possible day, then earliest possible day, capture time, id. A vague date ("2014") precedes an exact
        one only if the whole interval is earlier."""
        latest = self.published_latest or self.published_on or _LATEST_DAY
        return latest, self.published_on or latest, self.captured_at or _LATEST_TIME, self.article_id


@dataclass(frozen=True, slots=True)
class Place:
    """A row of ``story_members`` (without the run)."""

    article_id: str
    story_id: str
    role: str
    copy_of: str | None
    relation: str | None
    similarity: float | None
    containment: float | None


def story_id_of(article_id: str) -> str:
    """Return the id of a story, derived from its first publication."""
    return content_id("story", article_id)


def places(publications: Iterable[Publication], edges: Neighbours) -> list[Place]:
    """Return the place of every publication.

    Args:
        publications: all publications of one or more whole components (texts without edges are stories of their own).
        edges: all edges among them, by text.
    """
    by_text: dict[int, list[Publication]] = {}
    for publication in publications:
        by_text.setdefault(publication.text_key, []).append(publication)
    for same in by_text.values():
        same.sort(key=lambda p: p.order)

    def first_of(texts: Sequence[int]) -> int:
        short = excerpts(texts, edges)
        return min((t for t in texts if t not in short), key=lambda t: by_text[t][0].order)

    alone = [t for t in by_text if t not in edges]
    bound = sorted(t for t in by_text if t in edges)
    found = [p for t in alone for p in _story([t], by_text, edges, t)]
    for texts in clusters(bound, edges, first_of):
        found += _story(texts, by_text, edges, first_of(texts))
    return found


def _story(
    texts: Sequence[int], by_text: Mapping[int, list[Publication]], edges: Neighbours, first_text: int
) -> list[Place]:
    first = by_text[first_text][0]
    story = story_id_of(first.article_id)
    found = []
    for text in texts:
        leader, *others = by_text[text]
        if leader is first:
            place = Place(first.article_id, story, FIRST, None, None, None, None)
            role = COPY
        else:
            edge = _partner(text, leader, texts, by_text, edges, first_text)
            relation = EXCERPT if edge.contained(text) else "near"
            role = EXCERPT if relation == EXCERPT else COPY
            source = by_text[edge.other(text)][0].article_id
            share = edge.shared / max(1, edge.n_of(text))
            place = Place(leader.article_id, story, role, source, relation, edge.similarity, share)
        found.append(place)
        found += [Place(p.article_id, story, role, leader.article_id, EXACT, 1.0, 1.0) for p in others]
    return found


def _partner(
    text: int,
    leader: Publication,
    texts: Sequence[int],
    by_text: Mapping[int, list[Publication]],
    edges: Neighbours,
    first_text: int,
) -> Edge:
    """Return the edge to the text this one was copied from: the first of the story where they match, else the closest earlier
    match, else the closest. Every text of a story has an edge into it: to its centre."""
    inside = set(texts)
    own = [e for e in edges[text] if e.other(text) in inside]
    to_first = [e for e in own if e.other(text) == first_text]
    if to_first:
        return to_first[0]
    earlier = [e for e in own if by_text[e.other(text)][0].order < leader.order]
    return min(earlier or own, key=lambda e: (-e.weight, by_text[e.other(text)][0].order))
