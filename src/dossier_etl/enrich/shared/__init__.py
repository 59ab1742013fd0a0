"""Small helpers that several enrichers share: reading written dates."""
