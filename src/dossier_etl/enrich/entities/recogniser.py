"""The public recogniser: texts in, mentions out."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from dossier_etl.enrich.entities import registry
from dossier_etl.enrich.entities.consistency import agree
from dossier_etl.enrich.entities.places import is_event, place_label, split_places
from dossier_etl.enrich.entities.spans import Found, join, read, trim
from dossier_etl.enrich.entities.tagger import Session, load_session, load_vocabulary, tag
from dossier_etl.enrich.entities.windows import windows
from dossier_etl.enrich.entities.words import Vocabulary
from dossier_etl.model.mentions import Mention


class Recogniser:
    """Finds people, organisations, places and peoples in English news text.

    Every text is read on its own, so its mentions depend on nothing else: not on the batch, its order or its size.
    """

    def __init__(self, vocabulary: Vocabulary, session: Session) -> None:
        self._vocabulary = vocabulary
        self._session = session

    @classmethod
    def load(cls, threads: int = 1) -> "Recogniser":
        """The recogniser that ships with the package; loaded once a process, no network."""
        return _load(threads)

    def find(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Mentions of each text in order, not overlapping, with ``text[start:end] == surface``; unlinked (see ``link``)."""
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> list[Mention]:
        parts = list(windows(text, self._vocabulary))
        if not parts:
            return []
        tags = np.concatenate([tag(window, self._session) for window in parts])
        words = [word for window in parts for word in window.words]
        follows = [behind for window in parts for behind in window.follows]
        found: list[Found] = []
        for span in read(words, follows, tags):
            trimmed = trim(text, span)
            if trimmed is not None and (not found or found[-1].end <= trimmed.start):
                found.append(trimmed)
        mentions = (_mention(text, f) for f in agree(text, split_places(text, join(text, found))))
        return [m for m in mentions if m is not None]


@cache
def _load(threads: int) -> Recogniser:
    return Recogniser(load_vocabulary(), load_session(threads))


def _mention(text: str, f: Found) -> Mention | None:
    """The mention a span stands for; None for miscellaneous names that are not certainly events."""
    surface, label = text[f.start : f.end], f.kind
    if label == "LOC":
        known = registry.load().get("GPE", surface)
        label = known.label if known is not None else place_label(surface)
    elif label == "MISC":
        if not is_event(surface):
            return None
        label = "EVENT"
    return Mention(f.start, f.end, surface, label, f.confidence)
