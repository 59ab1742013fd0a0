"""Candidates to one outlet: agreement, contradiction, refusal."""

from dossier_etl.decide.outlet import ACCEPT, ACCEPT_LINES, ACCEPT_NEW, decide_origin, decide_outlet
from dossier_etl.enrich.outlet.lines import UNREGISTERED
from dossier_etl.model.evidence import Candidate, EvidenceSource


def candidate(value: str, rule: str, confidence: float, ref_id: str) -> Candidate:
    return Candidate("outlet", value, rule, confidence, EvidenceSource.METADATA, path="x", snippet=value, ref_id=ref_id)


def test_independent_rules_strengthen_each_other() -> None:
    one = decide_outlet([candidate("taz", "meta.site_name@1", 0.6, "a")])
    two = decide_outlet([candidate("taz", "meta.site_name@1", 0.6, "a"), candidate("taz", "title.suffix@1", 0.5, "a")])
    assert one.value == two.value == "taz"
    assert two.confidence > one.confidence


def test_one_rule_counts_once() -> None:
    once = decide_outlet([candidate("taz", "meta.app@1", 0.6, "a")])
    often = decide_outlet([candidate("taz", "meta.app@1", 0.6, "a")] * 5)
    assert once.confidence == often.confidence


def test_two_equal_outlets_contradict_each_other() -> None:
    decision = decide_outlet(
        [candidate("A", "meta.site_name@1", 0.8, "a"), candidate("B", "jsonld.publisher@1", 0.8, "b")]
    )
    assert decision.value is None
    assert decision.suggestion in {"A", "B"}


def test_a_weak_outlet_is_only_suggested() -> None:
    decision = decide_outlet([candidate("A", "page.logo@1", ACCEPT - 0.1, "a")])
    assert decision.value is None
    assert decision.suggestion == "A"
    assert "too weak" in decision.verdicts[0].why


def test_lines_alone_need_more() -> None:
    assert decide_outlet([candidate("A", "lines.masthead@1", ACCEPT_LINES - 0.01, "a")]).value is None
    assert decide_outlet([candidate("A", "lines.masthead@1", ACCEPT_LINES, "a")]).value == "A"


def test_a_name_no_registry_knows_needs_more_than_a_known_one() -> None:
    new = candidate("A", "lines.masthead@1", ACCEPT_LINES, "a")._replace(features=(UNREGISTERED,))
    assert decide_outlet([new]).value is None
    assert decide_outlet([new._replace(confidence=ACCEPT_NEW)]).value == "A"


def test_lines_neither_outvote_nor_contradict_what_the_container_states() -> None:
    stated, line = candidate("A", "hint.publisher@1", 0.9, "a"), candidate("B", "lines.masthead@1", 0.97, "b")
    decision = decide_outlet([stated, line])
    assert (decision.value, decision.confidence) == ("A", 0.9)
    assert decision.verdicts[1].why.startswith("set aside: the container states the outlet")
    assert decide_outlet([stated, candidate("B", "site.record@1", 0.97, "b")]).value != "A"


def test_exactly_one_verdict_is_chosen_and_all_losers_are_kept() -> None:
    candidates = [
        candidate("A", "site.record@1", 0.9, "a"),
        candidate("A", "meta.site_name@1", 0.7, "a"),
        candidate("B", "page.logo@1", 0.3, "b"),
    ]
    decision = decide_outlet(candidates)
    assert [v.candidate for v in decision.verdicts] == candidates
    assert sum(v.chosen for v in decision.verdicts) == 1
    assert decision.basis == "site"


def test_order_of_candidates_does_not_matter() -> None:
    candidates = [
        candidate("A", "site.record@1", 0.6, "a"),
        candidate("B", "meta.site_name@1", 0.6, "b"),
        candidate("C", "title.suffix@1", 0.5, "a"),
    ]
    assert decide_outlet(candidates).value == decide_outlet(candidates[::-1]).value


def test_the_origin_is_never_the_outlet() -> None:
    outlet = decide_outlet([candidate("Reuters", "site.record@1", 0.9, "r")])
    origin = Candidate("origin_outlet", "Reuters", "dateline.agency@1", 0.9, EvidenceSource.BODY, ref_id="r")
    decision = decide_origin([origin], outlet)
    assert decision.value is None
    assert decision.verdicts[0].why == "the outlet itself"


def test_without_candidates_there_is_nothing_to_decide() -> None:
    assert decide_outlet([]).value is None
    assert decide_origin([], decide_outlet([])).value is None


def test_what_the_user_says_of_a_source_beats_the_page_and_the_conflict_is_told() -> None:
    said, address = candidate("A", "user.outlet@1", 0.99, "a"), candidate("B", "site.link_canonical@1", 0.99, "b")
    decision = decide_outlet([address, said])
    assert decision.value == "A"
    assert decision.basis == "user"
    assert "conflict" in decision.verdicts[0].why
