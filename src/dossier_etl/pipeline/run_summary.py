"""What a run did: the numbers, and the few lines at its end."""

from dataclasses import dataclass

from dossier_etl.model.counts import Counts, total
from dossier_etl.model.reasons import is_no_article, sentence
from dossier_etl.quality.checkpoint import Validation
from dossier_etl.settings import Settings


@dataclass(frozen=True)
class Summary:
    """What a run did, for people and for the exit code."""

    run_id: str
    kind: str
    counts: dict[str, Counts]
    """By source_uri."""
    reasons: dict[str, int]
    """Reason code → items newly quarantined under it."""
    validations: list[Validation]
    seconds: float

    @property
    def total(self) -> Counts:
        """Counts over all sources."""
        return total(self.counts.values())


def summary_lines(summary: Summary, settings: Settings) -> list[str]:
    """Return the summary as plain text, one fact per line, and the commands to type next."""
    n = summary.total
    failed = sum(1 for v in summary.validations if not v.success)
    lines = [
        f"read         {n.items_in:>7} items from {len(summary.counts)} sources in {summary.seconds:.1f} s",
        f"loaded       {n.loaded:>7} new articles",
        f"copies       {n.duplicates:>7} kept as appearances of a story",
        f"quarantined  {n.quarantined:>7}" + _why(summary, no_articles=False),
        f"no articles  {n.not_articles:>7}" + _why(summary, no_articles=True),
        f"known        {n.known:>7} already in the warehouse",
    ]
    if n.incidents:
        lines.append(f'damage       {n.incidents:>7} incidents: dossier sql "FROM incidents"')
    if summary.validations:
        lines.append(f"gate         {len(summary.validations):>7} expectations checked, {failed} failed")
    where = "" if str(settings.warehouse) == "warehouse" else f"-w {settings.warehouse} "
    lines.append(f"next: dossier {where}quarantine list" if n.quarantined else f"next: dossier {where}status")
    lines.append(f'      dossier {where}sql "FROM articles ORDER BY published_on"')
    return lines


def _why(summary: Summary, *, no_articles: bool) -> str:
    reasons = [(reason, n) for reason, n in summary.reasons.items() if is_no_article(reason) == no_articles]
    reasons.sort(key=lambda r: (-r[1], r[0]))
    return ("  " + ", ".join(f"{sentence(reason)} ({n})" for reason, n in reasons[:6])) if reasons else ""
