"""Which of the stated and shown names are the authors."""

from collections import defaultdict
from collections.abc import Sequence

from dossier_etl.enrich.authors.names import is_agency, is_organisation
from dossier_etl.model.evidence import Candidate, Decision, Verdict
from dossier_etl.registry import name_key

ACCEPT = 0.45
ACCEPT_POSTER = 0.65
CEILING = 0.97
SEPARATOR = "; "


def _people(candidate: Candidate) -> tuple[str, ...]:
    names = [n for n in candidate.value.split(SEPARATOR) if n]
    people = [n for n in names if not is_organisation(n)]
    return tuple(people)


def _combined(candidates: Sequence[Candidate]) -> float:
    best: dict[str, float] = {}
    for c in candidates:
        family = c.rule.partition("@")[0]
        best[family] = max(best.get(family, 0.0), c.confidence)
    doubt = 1.0
    for confidence in best.values():
        doubt *= 1.0 - confidence
    return min(CEILING, 1.0 - doubt)


def decide_authors(candidates: Sequence[Candidate]) -> tuple[tuple[str, ...], Decision]:
    groups: dict[frozenset[str], list[Candidate]] = defaultdict(list)
    for c in candidates:
        people = _people(c)
        if people:
            groups[frozenset(name_key(n) for n in people)].append(c)
    if not groups:
        return (), Decision("authors", None, 0.0, "", tuple(Verdict(c, False, "no person") for c in candidates))
    weights = {key: _combined(group) for key, group in groups.items()}
    winner = max(groups, key=lambda key: (weights[key], len(key), sorted(key)))
    confidence = weights[winner]
    chosen = max(groups[winner], key=lambda c: c.confidence)
    names = _people(chosen)
    given = confidence >= ACCEPT
    verdicts = tuple(Verdict(c, given and c is chosen, "") for c in candidates)
    value = SEPARATOR.join(names)
    if not given:
        return (), Decision("authors", None, confidence, "", verdicts, suggestion=value)
    return names, Decision("authors", value, confidence, chosen.rule.partition(".")[0], verdicts)


def decide_posted_by(candidates: Sequence[Candidate]) -> Decision:
    """The forum member who posted the text: the surest candidate from ``ACCEPT_POSTER`` on."""
    if not candidates:
        return Decision("posted_by", None, 0.0, "")
    best = max(candidates, key=lambda c: c.confidence)
    given = best.confidence >= ACCEPT_POSTER
    verdicts = tuple(Verdict(c, given and c is best, "" if c is best else "weaker") for c in candidates)
    if not given:
        return Decision("posted_by", None, best.confidence, "", verdicts, suggestion=best.value)
    return Decision("posted_by", best.value, best.confidence, best.rule.partition(".")[0], verdicts)
