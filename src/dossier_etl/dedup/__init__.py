"""The search for copies: fingerprints of texts, candidates by one join, exact verification, stories.

`fingerprint`, `verify` and `cluster` are pure; `stories` is the SQL side the loader calls inside its transaction.
"""
