"""Outlet names in the visible lines: tell-tale phrases, © lines, mastheads, what a page says of itself."""

from dossier_etl.enrich.outlet.page import Site
from dossier_etl.model.documents import Article
from dossier_etl.model.evidence import Candidate, Where
from dossier_etl.registry import Registry

TELLTALE = 0.9
"""A phrase only this outlet writes about itself."""
TOLD = 0.7
"""What people "told the Forward" is said by the Forward, seldom by others about it."""


def from_phrases(article: Article, registry: Registry) -> list[Candidate]:
    """Phrases only one outlet says of itself, anywhere in the article's window."""
    text, base = article.head, article.window[0]
    out = []
    for start, end, outlet in registry.phrases_in(text):
        quoted = text[start:end]
        told = quoted.casefold().startswith("told ")
        rule, confidence = ("phrase.told@1", TOLD) if told else ("phrase.telltale@1", TELLTALE)
        out.append(
            Candidate(
                "outlet",
                outlet.name,
                rule,
                confidence,
                Where.DOCUMENT,
                start=base + start,
                end=base + end,
                snippet=quoted,
                note=outlet.outlet_id,
            )
        )
    return out


def from_lines(article: Article, site: Site | None, registry: Registry, countries: tuple[str, ...]) -> list[Candidate]:
    return []
