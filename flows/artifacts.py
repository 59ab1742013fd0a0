"""What a run leaves in Prefect: a summary to read, the validations as a table."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from dossier_etl.model.counts import COUNT_NAMES, Counts
from dossier_etl.model.reasons import sentence
from dossier_etl.pipeline.run_summary import Summary, summary_lines
from dossier_etl.quality.checkpoint import Validation
from dossier_etl.settings import Settings
from flows.shell import tell


def _row(name: str, counts: Counts) -> str:
    return f"| {name} | " + " | ".join(str(n) for n in asdict(counts).values()) + " |"


def summary_artifact(summary: Summary) -> None:
    """Counts per source and reasons, as markdown."""
    head = "| source | " + " | ".join(COUNT_NAMES) + " |\n|---|" + "---:|" * len(COUNT_NAMES)
    rows = [_row(f"`{source}`", counts) for source, counts in sorted(summary.counts.items())]
    total = _row("**all**", summary.total)
    reasons = [f"- {sentence(reason)}: {n}" for reason, n in sorted(summary.reasons.items(), key=lambda r: -r[1])]
    text = "\n".join([head, *rows, total, "", *(["Quarantined because:", *reasons] if reasons else [])])
    create_markdown_artifact(key=f"dossier-{summary.kind}", markdown=text, description=f"run {summary.run_id}")


def validations_artifact(run_id: str, validations: Sequence[Validation]) -> None:
    """Every expectation evaluated, failures first."""
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
    create_table_artifact(key="dossier-validations", table=rows, description=f"run {run_id}")


def conclude(summary: Summary, settings: Settings) -> dict[str, Any]:
    """Leave a run's artifacts, tell its summary, and return what the flow returns."""
    summary_artifact(summary)
    validations_artifact(summary.run_id, summary.validations)
    for line in summary_lines(summary, settings):
        tell(line)
    counts = {source: asdict(row) for source, row in summary.counts.items()}
    return {"run_id": summary.run_id, "sources": counts, "reasons": summary.reasons}
