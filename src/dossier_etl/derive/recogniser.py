"""The recogniser of names a worker uses: the built-in one, or a spaCy pipeline the user installed."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from dossier_etl.derive.record import NamedEntities
from dossier_etl.enrich.entities import Recogniser, link
from dossier_etl.errors import UsageError
from dossier_etl.model.mentions import Mention

_SPACY_LABELS = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "ORG": "ORG",
    "GPE": "GPE",
    "LOC": "LOC",
    "NORP": "NORP",
    "FAC": "FAC",
}


class BuiltIn:
    """The recogniser shipped with the package, with its linking."""

    def __init__(self) -> None:
        self._find = Recogniser.load().find

    def annotate(self, texts: Sequence[str]) -> list[list[Mention]]:
        return [link(found, text) for found, text in zip(self._find(texts), texts, strict=True)]


class Spacy:
    """A spaCy pipeline by name; its labels are mapped, its spans linked like ours."""

    def __init__(self, name: str) -> None:
        try:
            import spacy  # type: ignore[import-not-found,unused-ignore]

            self._nlp: Any = spacy.load(name)
        except (ImportError, OSError) as error:
            raise UsageError(
                f"spacy_model {name!r} cannot be loaded: {error}", hint=f"pip install spacy {name}"
            ) from error

    def annotate(self, texts: Sequence[str]) -> list[list[Mention]]:
        found = []
        for text in texts:
            mentions = [
                Mention(e.start_char, e.end_char, e.text, _SPACY_LABELS[e.label_], 0.8)
                for e in self._nlp(text).ents
                if e.label_ in _SPACY_LABELS
            ]
            found.append(link(mentions, text))
        return found


@cache
def recogniser(spacy_model: str) -> NamedEntities:
    """Loaded once a worker."""
    return Spacy(spacy_model) if spacy_model else BuiltIn()
