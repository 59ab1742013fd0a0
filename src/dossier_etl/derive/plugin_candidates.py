"""Candidates from plug-ins, checked: a plug-in that fails or breaks the contract loses its candidates, never the document."""

from collections.abc import Callable, Iterable, Mapping

from dossier_etl.model.documents import Article
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.evidence import Candidate, EvidenceSource

CandidateFunction = Callable[[Article], Iterable[Candidate]]
"""What a plug-in of the group ``dossier_etl.candidates`` is: reads an article, proposes values. Must be deterministic."""
FIELDS = ("published", "outlet", "title", "authors", "origin_outlet")
"""Fields a plug-in may propose values for."""


def plugin_candidates(
    article: Article, functions: Mapping[str, CandidateFunction]
) -> tuple[dict[str, list[Candidate]], dict[str, str]]:
    """Return the candidates of all plug-ins by field, and what went wrong by plug-in.

    Args:
        functions: name of the plug-in → its function.
    """
    found: dict[str, list[Candidate]] = {}
    failed: dict[str, str] = {}
    for name, function in functions.items():
        try:
            proposed = list(function(article))
            for candidate in proposed:
                _check(candidate, article)
        except Exception as error:  # a stranger's code: its failure is noted with the item
            failed[name] = f"{type(error).__name__}: {error}"
            continue
        for candidate in proposed:
            found.setdefault(candidate.field, []).append(candidate)
    return found, failed


def _check(candidate: Candidate, article: Article) -> None:
    """Raise ValueError if a candidate breaks the contract of evidence."""
    if candidate.field not in FIELDS:
        raise ValueError(f"no field {candidate.field!r}; one of {', '.join(FIELDS)}")
    if "@" not in candidate.rule or not 0.0 <= candidate.confidence <= 1.0 or not candidate.value:
        raise ValueError(f"{candidate.rule!r}: a candidate needs a rule@version, a confidence of 0–1 and a value")
    if candidate.field == "published":
        Edtf.parse(candidate.value)
    texts = {EvidenceSource.BODY: article.body, EvidenceSource.DOCUMENT: article.document.text}
    if candidate.source in texts and texts[candidate.source][candidate.start : candidate.end] != candidate.snippet:
        raise ValueError(f"{candidate.rule!r}: the snippet is not the text between start and end")
