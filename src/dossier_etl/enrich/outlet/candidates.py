"""All outlet candidates of an article: where the page stands, what it states, what its lines say."""

from dossier_etl.enrich.outlet import lines, metadata
from dossier_etl.enrich.outlet.naming import resembles
from dossier_etl.enrich.outlet.page import Site, home, sites
from dossier_etl.enrich.outlet.resolve import countries_of, identify
from dossier_etl.model.documents import Article
from dossier_etl.model.evidence import Candidate, EvidenceSource
from dossier_etl.registry import Registry, load, name_key, outlet_id_for

FIELD = "outlet"
MOST = 80
"""Candidates kept, the surest first."""
DOMAIN_AS_NAME = 0.3
"""A site nobody named: its domain is all there is to call it by."""
FOREIGN = 0.5
"""What is left of a stated name's confidence on a registered site that does not bear it: a section, a partner, a theme."""
SHARED_GROUND = ("aggregator", "platform")


def outlet_candidates(article: Article) -> list[Candidate]:
    """Return who might have published this article.

    Returns:
        Candidates of field ``outlet``: value is the name as the outlet spells itself, ref_id its ``outlet_id``. Rule families:
        ``site`` (addresses), ``meta``, ``jsonld``, ``microdata``, ``hint``, ``title``, ``page`` (stated names),
        ``phrase`` and ``lines`` (the visible text). Strongest first.
    """
    registry = load()
    document = article.document
    found = sites(document)
    site = home(found)
    language = document.get("html:lang") or article.language
    out = _from_sites(found, site)
    out += _from_names(article, site, registry, language)
    phrases = lines.from_phrases(article, registry)
    out += phrases
    if not _settled(out, site):
        out += lines.from_lines(article, site, registry, countries_of(site, language), phrases)
    return sorted(out, key=lambda c: (-c.confidence, c.rule, c.value))[:MOST]


def _settled(found: list[Candidate], site: Site | None) -> bool:
    """Return True if addresses and metadata leave nothing for the visible lines to say."""
    if site is not None and site.outlet is not None:
        return True
    return site is not None and any(c.confidence >= 0.5 for c in found)


def _from_sites(found: list[Site], site: Site | None) -> list[Candidate]:
    out: list[Candidate] = []
    for each in found:
        address = each.address
        if each.outlet is not None:
            prior = address.prior
            if each.outlet.kind in SHARED_GROUND and each.tenant is None:
                prior *= 0.9
            out.append(
                _candidate(
                    each.outlet.name,
                    address.rule,
                    prior,
                    address.source,
                    address.path,
                    address.url,
                    each.outlet.outlet_id,
                )
            )
    if site is not None and site.outlet is None:
        ground = site.tenant or site.domain
        out.append(
            _candidate(
                ground,
                "site.domain_as_name@1",
                DOMAIN_AS_NAME,
                site.address.source,
                site.address.path,
                site.address.url,
                outlet_id_for(ground, ground),
            )
        )
    return out


def _from_names(article: Article, site: Site | None, registry: Registry, language: str) -> list[Candidate]:
    document = article.document
    domain = site.domain if site is not None and site.tenant is None else None
    ground = domain or (site.tenant.partition(".")[0] if site is not None and site.tenant else None)
    countries = countries_of(site, language)
    platform = site.domain if site is not None and site.tenant else ""
    out: list[Candidate] = []
    for item in (
        *metadata.names(document, ground, registry),
        *metadata.suffixes(document, article.title_hint, ground, registry),
    ):
        is_user = item.rule.startswith("user.")
        identity = identify(item.name, None if is_user else site, registry, countries)
        confidence = item.prior * identity.certainty
        name = identity.name
        if is_user:
            confidence = item.prior
        elif site is not None and site.outlet is not None:
            if identity.outlet_id != site.outlet.outlet_id and site.outlet.kind not in SHARED_GROUND:
                confidence *= FOREIGN
        elif ground is not None:
            fits = resembles(item.name, ground)
            confidence = min(0.92, confidence + 0.2 * fits) if fits else confidence * 0.85
            if platform and name_key(name).replace(" ", "") == platform.partition(".")[0]:
                confidence *= FOREIGN  # the platform's own name on somebody's page
        elif identity.outlet is None:
            confidence *= 0.85
        out.append(
            _candidate(
                name, item.rule, confidence, EvidenceSource.METADATA, item.path, item.snippet, identity.outlet_id
            )
        )
    return out


def _candidate(
    value: str, rule: str, confidence: float, source: EvidenceSource, path: str, snippet: str, outlet_id: str
) -> Candidate:
    return Candidate(
        FIELD, value, rule, round(confidence, 3), source, path=path, snippet=snippet[:160], ref_id=outlet_id
    )
