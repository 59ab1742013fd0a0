"""Candidates of plug-ins beside a decision made from our own rules."""

from collections.abc import Sequence

from dossier_etl.model.evidence import Candidate, Decision, EvidenceSource, Verdict

_BASIS = {
    EvidenceSource.BODY: "stated",
    EvidenceSource.DOCUMENT: "stated",
    EvidenceSource.METADATA: "metadata",
    EvidenceSource.URL: "url",
    EvidenceSource.DECISION: "curated",
}


def consider(decision: Decision, candidates: Sequence[Candidate]) -> Decision:
    """Return the decision with the candidates of plug-ins taken into account.

    The confidence of a plug-in's candidate is taken as given (our weights know nothing of its rule): the surest one wins if it is
    surer than the decision, or if there is no value yet. Ties go to our own rules, then to the smaller rule and value.
    """
    if not candidates:
        return decision
    ranked = sorted(candidates, key=lambda c: (-c.confidence, c.rule, c.value))
    best = ranked[0]
    if decision.value is not None and decision.confidence >= best.confidence:
        beaten = f"less sure than {decision.value}: {decision.confidence:.2f}"
        return Decision(
            decision.field,
            decision.value,
            decision.confidence,
            decision.basis,
            (*decision.verdicts, *(Verdict(c, False, f"{c.confidence:.2f}, {beaten}") for c in ranked)),
            decision.suggestion,
        )
    why = f"a plug-in is surer: {best.confidence:.2f} against {decision.confidence:.2f}"
    losers = (v._replace(chosen=False, why=why) if v.chosen else v for v in decision.verdicts)
    rivals = (Verdict(c, False, f"less sure than {best.value}") for c in ranked[1:])
    return Decision(
        decision.field,
        best.value,
        best.confidence,
        _BASIS[best.source] if decision.field == "published" else best.rule.split(".")[0],
        (Verdict(best, True, "the plug-in's own confidence"), *losers, *rivals),
    )
