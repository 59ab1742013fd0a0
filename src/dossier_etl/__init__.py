"""Turns any pile of news into a trustworthy, queryable dossier.

The public names are loaded when they are first used, so that the command line starts at once.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dossier_etl.api import Article, Dossier, Evidence
    from dossier_etl.errors import DossierError
    from dossier_etl.pipeline.run_summary import Summary
    from dossier_etl.publish.publish import PublishSummary
    from dossier_etl.search import SearchResult
    from dossier_etl.settings import Settings

__version__ = "0.4.0"
__all__ = ["Article", "Dossier", "DossierError", "Evidence", "PublishSummary", "SearchResult", "Settings", "Summary"]

_HOMES = {
    "Article": "api",
    "Dossier": "api",
    "DossierError": "errors",
    "Evidence": "api",
    "PublishSummary": "publish.publish",
    "SearchResult": "search",
    "Settings": "settings",
    "Summary": "pipeline.run_summary",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(f"dossier_etl.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
