"""HTML pages to articles: visible blocks, stated metadata, and which of the blocks are the article."""

from dossier_etl.clean.html.assemble import clean_html

__all__ = ["clean_html"]
