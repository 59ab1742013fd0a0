"""Full-text search: a tantivy index beside the lake, folded by us."""

from dossier_etl.search.find import Hit, Search, SearchRequest, SearchResult
from dossier_etl.search.index import IndexUpdate, update_index

__all__ = ["Hit", "IndexUpdate", "Search", "SearchRequest", "SearchResult", "update_index"]
