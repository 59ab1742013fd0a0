"""Named entities: ``Recogniser.load().find(texts)`` finds mentions, ``link(mentions, text)`` says who and what they are.

Importing this package loads no model, no vocabulary and no registry.
"""

from typing import TYPE_CHECKING, Any

from dossier_etl.enrich.entities.linking import link

if TYPE_CHECKING:
    from dossier_etl.enrich.entities.recogniser import Recogniser

__all__ = ["Recogniser", "link"]


def __getattr__(name: str) -> Any:
    if name == "Recogniser":
        from dossier_etl.enrich.entities.recogniser import Recogniser

        return Recogniser
    raise AttributeError(name)
