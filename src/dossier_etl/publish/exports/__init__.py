"""Exports: rows, articles, graphs or the whole read model as files that other programs open."""
