"""Turns any pile of news into a trustworthy, queryable dossier."""

__version__ = "0.3.1"
