"""Which candidate is the headline."""

from collections import defaultdict
from collections.abc import Sequence

from dossier_etl.decide import scoring
from dossier_etl.model.evidence import Candidate, Decision, Verdict
from dossier_etl.registry import name_key

ACCEPT = 0.2
"""Least probability of a title that is given: even at .2–.3 a third is right, and a title's fault is seen at once."""
CEILING = 0.98
DUMP_HINT = 0.81
"""What the cleaner takes for a text dump's headline was right on 81 % of 1,574 dumps (scorer's comparison)."""


def title_key(title: str) -> str:
    """Return what two writings of one headline share."""
    return name_key(title) or title


def groups_of(candidates: Sequence[Candidate]) -> dict[str, list[Candidate]]:
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for c in candidates:
        groups[title_key(c.value)].append(c)
    return groups


def _overlap(a: set[str], b: set[str]) -> float:
    """Share of the words of both that they have in common."""
    return len(a & b) / len(a | b) if a and b else 0.0


def features(key: str, groups: dict[str, list[Candidate]]) -> dict[str, float]:
    """Named features of one group: who states it, how long it is, how it lies to the others."""
    group = groups[key]
    families = scoring.families(group)
    out = {f"is:{family}": 1.0 for family in families}
    words = len(key.split())
    own = set(key.split())
    stated = {f for f in families if not f.endswith("_full")}
    out["agreement"] = min(len(stated), 5) / 5
    out["short"] = float(words <= 2)
    out["long"] = float(words > 25)
    out["single"] = float(len(stated) <= 1)
    out["prefix_of_other"] = float(any(k != key and k.startswith(key + " ") for k in groups))
    out["extends_other"] = float(any(k != key and key.startswith(k + " ") for k in groups))
    page = [k for k, g in groups.items() if any(c.rule.startswith(("page.title_full", "page.title@")) for c in g)]
    shared = [k for k, g in groups.items() if any(c.rule.startswith(("meta.og_title", "jsonld.headline")) for c in g)]
    out["in_page_title"] = float(any(key in k for k in page))
    out["starts_page_title"] = float(any(k.startswith(key) for k in page))
    out["in_shared_title"] = float(any(key in k for k in shared))
    out["like_shared_title"] = max([_overlap(own, set(k.split())) for k in shared], default=0.5)
    out["like_page_title"] = max([_overlap(own, set(k.split())) for k in page], default=0.5)
    heading = any(f.startswith(("heading.h1", "clean.hint")) for f in stated)
    out["heading_and_shared"] = float(
        heading and any(f.startswith(("meta.og_title", "jsonld.headline")) for f in stated)
    )
    out["heading_only"] = float(heading and all(f.startswith(("heading", "clean")) for f in stated))
    out["hint_and_heading"] = float("clean.hint" in stated and any(f.startswith("heading.h") for f in stated))
    out["suffix_of_other"] = float(any(k != key and k.endswith(" " + key) for k in groups))
    return out


def decide_title(candidates: Sequence[Candidate]) -> Decision:
    """The headline of an article: the group of equal titles with the highest probability."""
    groups = groups_of(candidates)
    if not groups:
        return Decision("title", None, 0.0, "")
    told = next((c for c in candidates if c.rule.startswith("hint.title")), None)
    if told is not None:
        return _of_container(told, candidates)
    if all(c.rule.startswith(("clean.hint", "heading.role")) for c in candidates):
        return _of_dump(candidates)
    weights = scoring.load("title")
    described = {key: features(key, groups) for key in groups}
    chance = dict(zip(described, weights.shares(list(described.values())), strict=True))
    winner = max(groups, key=lambda key: (chance[key], key))
    chosen = max(groups[winner], key=lambda c: (c.start is not None, c.confidence, c.value))
    confidence = round(min(CEILING, chance[winner]), 3)
    given = confidence >= ACCEPT
    why = {key: _why(key, winner, chance, weights.reasons(described[key])) for key in groups}
    verdicts = tuple(Verdict(c, given and c is chosen, why[title_key(c.value)]) for c in candidates)
    if not given:
        return Decision("title", None, confidence, "", verdicts, suggestion=chosen.value)
    return Decision("title", chosen.value, confidence, chosen.rule.partition(".")[0], verdicts)


def _of_container(told: Candidate, candidates: Sequence[Candidate]) -> Decision:
    """A title that a table's column, a feed or a mail's subject states needs no guessing."""
    verdicts = tuple(Verdict(c, c is told, "" if c is told else "the container states the title") for c in candidates)
    return Decision("title", told.value, CEILING, "hint", verdicts)


def _of_dump(candidates: Sequence[Candidate]) -> Decision:
    """A text dump states nothing: the cleaner's headline stands, with what it is worth on average."""
    chosen = max(candidates, key=lambda c: (c.rule.startswith("clean.hint"), c.confidence, c.value))
    verdicts = tuple(Verdict(c, c is chosen, "" if c is chosen else "not what the cleaner chose") for c in candidates)
    return Decision("title", chosen.value, DUMP_HINT, chosen.rule.partition(".")[0], verdicts)


def _why(key: str, winner: str, chance: dict[str, float], reasons: str) -> str:
    if key == winner:
        return f"{chance[key]:.2f}: {reasons}"
    return f"{chance[key]:.2f} against {chance[winner]:.2f}: {reasons}"
