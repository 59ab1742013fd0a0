"""From feeds, sitemaps, lists and single addresses to WARC captures, politely."""

from dossier_etl.fetch.run import FetchSummary, SourceCounts, fetch

__all__ = ["FetchSummary", "SourceCounts", "fetch"]
