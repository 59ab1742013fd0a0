"""WARC and WARC.gz: records kept apart from damage, HTTP responses unwrapped."""

from dossier_etl.extract.warc.reader import read_warc

__all__ = ["read_warc"]
