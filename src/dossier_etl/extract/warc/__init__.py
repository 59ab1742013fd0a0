"""WARC, WARC.gz and ARC: records kept apart from damage, HTTP responses unwrapped."""

from dossier_etl.extract.warc.arc import read_arc
from dossier_etl.extract.warc.reader import read_warc

__all__ = ["read_arc", "read_warc"]
