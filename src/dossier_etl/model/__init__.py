"""The vocabulary of the pipeline: frozen values and table schemas. Imports nothing of ours."""
