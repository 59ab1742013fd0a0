"""The few lines at the end of a run: what was read, loaded, folded, refused and why, and what to type next."""

from dossier_etl.pipeline.run import Summary
from dossier_etl.settings import Settings


def summary_lines(summary: Summary, settings: Settings) -> list[str]:
    """Plain text, one thing a line."""
    n = summary.total
    failed = sum(1 for v in summary.validations if not v.success)
    lines = [
        f"read         {n('items_in'):>7} items from {len(summary.counts)} sources in {summary.seconds:.1f} s",
        f"loaded       {n('loaded'):>7} new articles",
        f"copies       {n('duplicates'):>7} kept as appearances of a story",
        f"quarantined  {n('quarantined'):>7}" + _why(summary),
        f"known        {n('known'):>7} already in the warehouse",
    ]
    if n("incidents"):
        lines.append(f'damage       {n("incidents"):>7} incidents: dossier sql "FROM incidents"')
    if summary.validations:
        lines.append(f"gate         {len(summary.validations):>7} expectations checked, {failed} failed")
    where = "" if str(settings.warehouse) == "warehouse" else f"-w {settings.warehouse} "
    lines.append(f"next: dossier {where}quarantine list" if n("quarantined") else f"next: dossier {where}status")
    lines.append(f'      dossier {where}sql "FROM articles ORDER BY published_on"')
    return lines


def _why(summary: Summary) -> str:
    reasons = sorted(summary.reasons.items(), key=lambda r: (-r[1], r[0]))
    return ("  " + ", ".join(f"{reason} ({n})" for reason, n in reasons[:6])) if reasons else ""
