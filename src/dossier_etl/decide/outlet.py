"""Which candidate is the outlet, and from whom the text was taken."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from dossier_etl.decide.scoring import noisy_or
from dossier_etl.enrich.outlet.lines import UNREGISTERED
from dossier_etl.model.evidence import Candidate, Decision, Verdict
from dossier_etl.registry import name_key

ACCEPT = 0.5
"""Least confidence of an outlet that is given; below it the best becomes a suggestion."""
ACCEPT_ORIGIN = 0.6
"""Least confidence of an origin that is given: a lone link under a repost just suffices."""
ACCEPT_LINES = 0.65
"""Least confidence where nothing but the visible lines speaks, for an outlet of the registry. Text dumps, compared by identity, five
folds by domain: see the coverage curves in ``docs/outlets.md``."""
ACCEPT_NEW = 0.7
"""The same for a name the registry does not know."""
USER = "user."
"""Beginning of the rules for what the user says of a source: below a person's decision, above whatever pages state."""
MARGIN = 0.1
"""Two outlets closer than this contradict each other: the winner's confidence is cut by the loser's share."""


def _spelling(candidates: Sequence[Candidate]) -> str:
    """The name of one outlet among the ways its candidates spell it: the best supported key, in its best candidate's letters."""
    by_key: dict[str, list[Candidate]] = defaultdict(list)
    for c in candidates:
        by_key[name_key(c.value)].append(c)
    best = max(by_key.values(), key=lambda group: (noisy_or(group), -len(group[0].value), group[0].value))
    return max(best, key=lambda c: (c.confidence, c.rule)).value


def _lines_only(group: Sequence[Candidate]) -> bool:
    return all(c.rule.startswith("lines.") for c in group)


def _threshold(group: Sequence[Candidate]) -> float:
    if not _lines_only(group):
        return ACCEPT
    return ACCEPT_NEW if all(UNREGISTERED in c.features for c in group) else ACCEPT_LINES


def decide_outlet(candidates: Sequence[Candidate]) -> Decision:
    """The outlet of an article.

    Candidates are gathered by outlet id (their ``ref_id``), each gathering is weighed as a whole, the heaviest wins if it
    reaches ``ACCEPT``. A gathering that is nearly as heavy costs confidence. What the container states (a column, a feed) was said by
    whoever collected the text: another outlet that only visible lines speak for neither outvotes nor contradicts it.
    """
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for c in candidates:
        groups[c.ref_id].append(c)
    if not groups:
        return Decision("outlet", None, 0.0, "")
    weights = {ref_id: noisy_or(group) for ref_id, group in groups.items()}
    aside: Collection[str]
    is_stated = any(c.rule.startswith("hint.publisher@") for c in candidates)
    aside = {ref_id for ref_id, group in groups.items() if is_stated and _lines_only(group)}
    said = {c.ref_id for c in candidates if c.rule.startswith(USER)}
    if said:
        aside = groups.keys() - said
    ranked = sorted((n for n in groups if n not in aside), key=lambda n: (-weights[n], groups[n][0].value))
    winner = ranked[0]
    confidence = weights[winner]
    if len(ranked) > 1 and confidence - weights[ranked[1]] < MARGIN:
        confidence *= confidence / (confidence + weights[ranked[1]])
    name = _spelling(groups[winner])
    threshold = _threshold(groups[winner])
    given = confidence >= threshold
    chosen = max(groups[winner], key=lambda c: (name_key(c.value) == name_key(name), c.confidence))
    verdicts = tuple(
        Verdict(c, given and c is chosen, _why(c, winner, weights, aside, said, threshold, chosen if given else None))
        for c in candidates
    )
    if not given:
        return Decision("outlet", None, round(confidence, 3), "", verdicts, suggestion=name)
    return Decision("outlet", name, round(confidence, 3), chosen.rule.partition(".")[0], verdicts)


def _why(
    c: Candidate,
    winner: str,
    weights: dict[str, float],
    aside: Collection[str],
    said: Collection[str],
    threshold: float,
    chosen: Candidate | None,
) -> str:
    if said and c.ref_id in aside:
        return f"conflict: you state another outlet for this source; this one weighs {weights[c.ref_id]:.2f}"
    if c.ref_id in aside:
        return "set aside: the container states the outlet, and nothing but visible lines names this one"
    if c.ref_id != winner:
        return f"other outlet: {weights[c.ref_id]:.2f} against {weights[winner]:.2f}"
    if chosen is None:
        return f"too weak: {weights[winner]:.2f} < {threshold}"
    return "" if c is chosen else "agrees"


def decide_origin(candidates: Sequence[Candidate], outlet: Decision) -> Decision:
    """From whom the text was taken; the outlet itself is never its own origin.

    Args:
        outlet: what ``decide_outlet`` decided; its chosen candidate's outlet id and name are left out.
    """
    own_ids = {v.candidate.ref_id for v in outlet.verdicts if v.chosen}
    own_name = name_key(outlet.value) if outlet.value else None
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for c in candidates:
        if c.ref_id not in own_ids and name_key(c.value) != own_name:
            groups[c.ref_id].append(c)
    weights = {ref_id: noisy_or(group) for ref_id, group in groups.items()}
    winner = max(groups, key=lambda ref_id: (weights[ref_id], groups[ref_id][0].value)) if groups else None
    confidence = weights[winner] if winner else 0.0
    given = winner is not None and confidence >= ACCEPT_ORIGIN
    chosen = max(groups[winner], key=lambda c: (c.confidence, c.rule)) if winner else None
    verdicts = []
    for c in candidates:
        if c.ref_id not in groups:
            why = "the outlet itself"
        elif c.ref_id != winner:
            why = f"other source: {weights[c.ref_id]:.2f} against {confidence:.2f}"
        else:
            why = "" if given else f"too weak: {confidence:.2f} < {ACCEPT_ORIGIN}"
        verdicts.append(Verdict(c, given and c is chosen, why))
    if chosen is None or not given:
        suggestion = chosen.value if chosen else None
        return Decision("origin_outlet", None, round(confidence, 3), "", tuple(verdicts), suggestion=suggestion)
    return Decision("origin_outlet", chosen.value, round(confidence, 3), chosen.rule.partition(".")[0], tuple(verdicts))
