"""Choice of the publication date among its candidates."""

from dossier_etl.decide.published.decision import DEFAULT, DateThresholds, decide_published, plausible_capture

__all__ = ["DEFAULT", "DateThresholds", "decide_published", "plausible_capture"]
