"""Bytes → records: one reader a kind of source, picked by content."""

from dossier_etl.extract.context import Item
from dossier_etl.extract.options import ReadOptions
from dossier_etl.extract.read import read_source
from dossier_etl.extract.sources import Source, find_sources, source_fingerprint

__all__ = ["Item", "ReadOptions", "Source", "find_sources", "read_source", "source_fingerprint"]
