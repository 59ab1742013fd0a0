"""What a run leaves on Prefect's pages: a summary, why items were refused, the validations, where the report is."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from dossier_etl.model.counts import COUNT_NAMES, Counts
from dossier_etl.model.reasons import sentence
from dossier_etl.pipeline.run_summary import Summary, summary_lines
from dossier_etl.quality.checkpoint import Validation
from dossier_etl.settings import Settings
from flows.events import emit_finished
from flows.shell import tell

_HEADS = {"items_in": "items", "loaded": "new", "duplicates": "copies", "quarantined": "refused", "incidents": "damage"}
"""Shorter heads for some counts, so that the last column is not cut off on the page."""
_SOURCES_SHOWN = 200
"""Rows of the summary's table: a page with ten thousand is no summary; the totals count all sources."""


def _row(name: str, counts: Counts) -> str:
    return f"| {name} | " + " | ".join(f"{n:,}" for n in asdict(counts).values()) + " |"


def _code(source: str) -> str:
    """Return a source's name as code that cannot end its table cell."""
    return "`" + source.replace("`", "'").replace("|", "\\|") + "`"


def summary_artifact(summary: Summary, settings: Settings) -> None:
    """Leave what was loaded and refused, where the report is, and the counts per source, as markdown."""
    n = summary.total
    report = (settings.reports / f"{summary.run_id}.html").absolute()
    shown = sorted(summary.counts.items())[:_SOURCES_SHOWN]
    more = len(summary.counts) - len(shown)
    lines = [
        f"**{n.loaded:,} new articles**, {n.duplicates:,} copies, {n.quarantined:,} in quarantine, {n.known:,} known "
        f"– {n.items_in:,} items from {len(summary.counts):,} sources in {summary.seconds:.0f} s.",
        "",
        f"Report, on the machine that ran it: [{report.name}]({report.as_uri()})  ",
        f"`{report}`",
        "",
        "| source | " + " | ".join(_HEADS.get(name, name.replace("_", " ")) for name in COUNT_NAMES) + " |",
        "|---|" + "---:|" * len(COUNT_NAMES),
        *(_row(_code(source), counts) for source, counts in shown),
        *([f"| … and {more:,} more sources |" + " |" * len(COUNT_NAMES)] if more else []),
        _row("**all**", n),
    ]
    create_markdown_artifact(
        key=f"dossier-{summary.kind}", markdown="\n".join(lines), description=f"Summary of run {summary.run_id}"
    )


def quarantine_artifact(summary: Summary) -> None:
    """Leave why items were refused, the most frequent reason first, as a table; nothing when none was."""
    if not summary.reasons:
        return
    newly = summary.total.items_in - summary.total.known
    rows = [
        {"reason": sentence(reason), "items": n, "share of what was new": f"{n / max(1, newly):.0%}", "code": reason}
        for reason, n in sorted(summary.reasons.items(), key=lambda r: (-r[1], r[0]))
    ]
    create_table_artifact(
        key="dossier-quarantine", table=rows, description="Refused, and why: `dossier quarantine list` shows the items"
    )


def validations_artifact(run_id: str, validations: Sequence[Validation]) -> None:
    """Leave every expectation evaluated, failures first, as a table."""
    rows = [
        {
            "held": v.success,
            "suite": v.suite,
            "protects": v.protects,
            "expectation": v.expectation,
            "column": v.column,
            "rows against": v.n_unexpected,
        }
        for v in sorted(validations, key=lambda v: (v.success, v.suite))
    ]
    create_table_artifact(key="dossier-validations", table=rows, description=f"Expectations of run {run_id}")


def conclude(summary: Summary, settings: Settings) -> dict[str, Any]:
    """Leave a run's artifacts, emit its event, report its summary, and return what the flow returns."""
    summary_artifact(summary, settings)
    quarantine_artifact(summary)
    validations_artifact(summary.run_id, summary.validations)
    emit_finished(summary, settings)
    for line in summary_lines(summary, settings):
        tell(line)
    counts = {source: asdict(row) for source, row in summary.counts.items()}
    return {"run_id": summary.run_id, "sources": counts, "reasons": summary.reasons}
