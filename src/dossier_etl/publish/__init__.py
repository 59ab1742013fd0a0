"""The read model: marts as plain Parquet, built from one snapshot of the lake and swapped in whole."""
