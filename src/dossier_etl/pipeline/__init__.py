"""A run: sources → batches → load, ledger, report."""
