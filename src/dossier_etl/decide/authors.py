"""Which of the stated and shown names are the authors."""

from collections import defaultdict
from collections.abc import Sequence

from dossier_etl.decide import scoring
from dossier_etl.enrich.authors.names import is_agency, is_organisation, looks_personal
from dossier_etl.model.evidence import Candidate, Decision, EvidenceSource, Verdict
from dossier_etl.registry import name_key

ACCEPT = 0.3
"""Least probability of a list of authors that is given. 1,250 saved pages with gold authors, five folds by domain: F1 is .82–.83 from
.2 to .35; at .35–.45 more than half of the lists are right, from .95 on 97 %."""
ACCEPT_ALONE = {"page": 0.6, "dump": 0.4}
"""The same where nothing but a line of its own, called a byline by nothing, names somebody. Of 981 pages 42 had no more: from .6 on 7
lists were right and 3 wrong, below 6 and 26 (most of the pages name no author at all); of their dumps 5 right and 35 wrong below .4."""
ACCEPT_POSTER = 0.65
CEILING = {"page": 0.98, "dump": 0.89}
"""Highest confidence. Five folds by domain: of the lists in dumps with .9 and more, 89 % are right, with .95 and more 87 %."""
SEPARATOR = "; "
"""Between the names of a candidate's list, as ``enrich.authors`` writes it."""


def groups_of(candidates: Sequence[Candidate]) -> dict[str, list[Candidate]]:
    """Candidates that name the same people, agencies left out; the key is the sorted name keys."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for c in candidates:
        people = [n for n in c.value.split(SEPARATOR) if n and not is_agency(n)]
        if any(not is_organisation(n) for n in people):
            people = [n for n in people if not is_organisation(n)]
        if people:
            key = SEPARATOR.join(sorted({name_key(n) for n in people}))
            value = SEPARATOR.join(people)
            groups[key].append(c if value == c.value else c._replace(value=value))
    return groups


def _distance(c: Candidate) -> int | None:
    return next((int(f) for f in c.features if f.lstrip("-").isdigit()), None)


def _all_distances(groups: dict[str, list[Candidate]]) -> list[int]:
    return [abs(d) for g in groups.values() for c in g if (d := _distance(c)) is not None]


def features(key: str, groups: dict[str, list[Candidate]]) -> dict[str, float]:
    """Named features of one list of names: who states it, where it is shown, what the names look like, its rivals."""
    group = groups[key]
    names = group[0].value.split(SEPARATOR)
    families = scoring.families(group)
    out = {f"is:{family}": 1.0 for family in families}
    stated = {f for f in families if not f.startswith("byline")}
    shown = families - stated
    out["agreement"] = min(len(families), 6) / 6
    out["stated_and_shown"] = float(bool(stated) and bool(shown))
    out["stated_only"] = float(not shown)
    out["site"] = float(any("site" in c.features for c in group))
    out["organisation"] = float(all(is_organisation(n) for n in names))
    personal = [looks_personal(n) for n in names]
    out["personal"] = sum(personal) / len(names)
    out["single_word"] = float(any(" " not in n for n in names))
    out["handle"] = float(any(n == n.lower() or any(ch.isdigit() for ch in n) for n in names))
    out["many"] = float(len(names) > 3)
    out["long_name"] = float(any(len(n.split()) > 4 for n in names))
    distances = [abs(d) for c in group if (d := _distance(c)) is not None]
    signed = [d for c in group if (d := _distance(c)) is not None]
    out["above_headline"] = float(bool(signed) and max(signed) <= 0)
    if distances:
        out["near"] = 1.0 / (1.0 + min(distances) / 3)
    if all(c.source is EvidenceSource.DOCUMENT for g in groups.values() for c in g):  # nothing but lines: a text dump
        out["bare"] = 1.0
        out |= {f"bare:{family}": 1.0 for family in families}
        out["bare:near"] = out.get("near", 0.0)
        out["bare:personal"] = out["personal"]
        out["bare:first"] = float(bool(distances) and min(distances) == min(_all_distances(groups)))
    mine = set(key.split(SEPARATOR))
    others = [set(k.split(SEPARATOR)) for k in groups if k != key]
    out["within_other"] = float(any(mine < o for o in others))
    out["extends_other"] = float(any(o < mine for o in others))
    out["part_of_name"] = float(any(any(k != n and f" {n} " in f" {k} " for n in mine) for o in others for k in o))
    out["alone"] = float(not others)
    rivals = [g for k, g in groups.items() if k != key and not mine & set(k.split(SEPARATOR))]
    out["rival_stated"] = float(any(c.rule.startswith(("jsonld.author", "meta.")) for g in rivals for c in g))
    out["rival_marked"] = float(any(c.rule.startswith(("byline.marked_near", "microdata")) for g in rivals for c in g))
    out["rival_shown_and_stated"] = float(any(len({c.rule.partition(".")[0] for c in g}) > 1 for g in rivals))
    return out


def decide_authors(candidates: Sequence[Candidate]) -> tuple[tuple[str, ...], Decision]:
    """The authors of an article: the list of names with the highest probability, agencies and desks left out.

    Returns:
        The names as the page writes them, in its order, and the decision (its value is the list, joined by ``"; "``).
    """
    groups = groups_of(candidates)
    if not groups:
        none = tuple(Verdict(c, False, "an agency, not a person") for c in candidates)
        return (), Decision("authors", None, 0.0, "", none)
    weights = scoring.load("authors")
    described = {key: features(key, groups) for key in groups}
    chance = dict(zip(described, weights.shares(list(described.values())), strict=True))
    winner = max(groups, key=lambda key: (chance[key], key))
    chosen = max(groups[winner], key=lambda c: (c.confidence, c.rule))
    confidence = round(min(CEILING[_shape(groups[winner])], chance[winner]), 3)
    given = confidence >= _least(groups[winner])
    key_of = {(c.rule, c.start, c.path): key for key, group in groups.items() for c in group}
    why = {key: f"{chance[key]:.2f}: {weights.reasons(described[key])}" for key in groups}
    verdicts: list[Verdict] = []
    for c in candidates:
        key = key_of.get((c.rule, c.start, c.path))
        if key is None:
            verdicts.append(Verdict(c, False, "an agency, not a person"))
            continue
        mine = given and (c.rule, c.start, c.path) == (chosen.rule, chosen.start, chosen.path)
        verdicts.append(Verdict(c, mine, why[key] if key == winner else f"{why[key]} (against {chance[winner]:.2f})"))
    if not given:
        return (), Decision("authors", None, confidence, "", tuple(verdicts), suggestion=chosen.value)
    names = tuple(chosen.value.split(SEPARATOR))
    return names, Decision("authors", chosen.value, confidence, chosen.rule.partition(".")[0], tuple(verdicts))


def _least(group: Sequence[Candidate]) -> float:
    """Return the probability from which a list of names is given."""
    if scoring.families(group) <= {"byline.alone"}:
        return ACCEPT_ALONE[_shape(group)]
    return ACCEPT


def _shape(group: Sequence[Candidate]) -> str:
    """Return ``dump`` if only lines of a text dump name these people, else ``page``."""
    return "dump" if all("dump" in c.features for c in group) else "page"


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
