"""Outlets by the visible lines: tell-tale phrases, and all sightings of names weighed together."""

import functools
from collections.abc import Sequence

from dossier_etl.enrich.outlet.evidence import OutletEvidence
from dossier_etl.enrich.outlet.features import features
from dossier_etl.enrich.outlet.page import Site
from dossier_etl.enrich.outlet.page_outlets import find_outlets
from dossier_etl.enrich.outlet.resolve import identify
from dossier_etl.enrich.shared.logistic import Weights
from dossier_etl.model.documents import Article
from dossier_etl.model.evidence import Candidate, EvidenceSource
from dossier_etl.registry import Registry

FIELD = "outlet"
TELLTALE = 0.9
"""A phrase only this outlet writes about itself."""
TOLD = 0.7
"""What people "told the Forward" is said by the Forward, seldom by others about it."""
MASTHEAD_AND_COPYRIGHT = 0.9
"""An unregistered name that stands alone at the top of the page and holds its copyright."""
UNREGISTERED = "unregistered"
"""Feature of a candidate whose name the registry does not know."""
LEAST = 0.03
"""Sightings less likely than this are not worth a row of evidence."""
MOST = 12
"""Sightings of one page that become candidates."""


@functools.cache
def _weights() -> Weights:
    return Weights.load("dossier_etl.enrich.outlet", "line_weights.json")


def from_phrases(article: Article, registry: Registry) -> list[Candidate]:
    """Phrases only one outlet says of itself: anywhere on the page; what people told it, in the article's own window."""
    text = article.document.text
    lo, hi = article.window
    out = []
    for start, end, outlet in registry.phrases_in(text):
        quoted = text[start:end]
        told = quoted.casefold().startswith("told ")
        if told and (start < lo or 0 <= hi <= start):
            continue
        rule, confidence = ("phrase.told@1", TOLD) if told else ("phrase.telltale@1", TELLTALE)
        out.append(
            Candidate(
                FIELD,
                outlet.name,
                rule,
                confidence,
                EvidenceSource.DOCUMENT,
                start=start,
                end=end,
                snippet=quoted,
                ref_id=outlet.outlet_id,
            )
        )
    return out


def _rule(sighting: OutletEvidence) -> str:
    """The family named after the strongest kind of sighting."""
    if sighting.holder:
        return "lines.copyright@1"
    if sighting.whole_top:
        return "lines.masthead@1"
    if sighting.host:
        return "lines.address@1"
    if sighting.before or sighting.after:
        return "lines.self@1"
    return "lines.named@1"


def from_lines(
    article: Article,
    site: Site | None,
    registry: Registry,
    countries: tuple[str, ...],
    phrases: Sequence[Candidate] = (),
) -> list[Candidate]:
    """One candidate for each outlet the lines name.

    A conditional logit: the outlets seen compete with each other and with "none of these", their shares are the confidences.
    What a tell-tale phrase of another outlet claims is taken off. ``path`` says what counted most.
    """
    found = find_outlets(article, registry, countries)
    weights = _weights()
    text = article.document.text
    out = []
    seen = [features(sighting, found) for sighting in found]
    for sighting, described, chance in zip(found, seen, weights.shares(seen), strict=True):
        if sighting.heads:
            chance = max(chance, MASTHEAD_AND_COPYRIGHT)
        chance *= 1.0 - max((p.confidence for p in phrases if p.ref_id != sighting.outlet_id), default=0.0)
        if chance < LEAST:
            continue
        _, start, end = sighting.best
        identity = identify(sighting.name, site, registry, countries) if sighting.outlet is None else None
        out.append(
            Candidate(
                FIELD,
                sighting.name,
                _rule(sighting),
                round(chance, 3),
                EvidenceSource.DOCUMENT,
                path=weights.reasons(described),
                start=start,
                end=end,
                snippet=text[start:end],
                features=(UNREGISTERED,) if identity is not None and identity.outlet is None else (),
                ref_id=identity.outlet_id if identity is not None else sighting.outlet_id,
            )
        )
    return sorted(out, key=lambda c: -c.confidence)[:MOST]
