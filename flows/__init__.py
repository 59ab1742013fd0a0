"""Prefect flows over the pipeline: orchestration only; no parsing, no SQL."""
