"""The validation report: one HTML file that opens offline (Great Expectations' own pages pull styles from the network)."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from dossier_etl.model.counts import COUNT_NAMES, Counts
from dossier_etl.model.reasons import sentence
from dossier_etl.quality.checkpoint import Validation

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}
td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
.ok{color:#17692b}.bad{color:#a3140f;font-weight:600}code{font-size:.9em}h2{margin-bottom:.2rem}
@media(prefers-color-scheme:dark){body{background:#16181b;color:#ddd}td,th{border-color:#333}.ok{color:#6fce86}.bad{color:#ff8a80}}
"""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Cells are HTML already."""
    top = "".join(f"<th scope=col>{h}</th>" for h in head)
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def render(
    run_id: str, validations: Sequence[Validation], counts: Mapping[str, Counts], reasons: Mapping[str, int]
) -> str:
    """The report as an HTML page; everything that came from data is escaped."""
    failed = sum(1 for v in validations if not v.success)
    verdict = f'<span class="{"bad" if failed else "ok"}">{len(validations) - failed} of {len(validations)} expectations held</span>'
    parts = [f"<h1>Run {escape(run_id)}</h1><p>{verdict}</p>"]
    parts.append("<h2>Accounting</h2>")
    parts.append(
        _table(
            ("source", *COUNT_NAMES),
            [
                (f"<code>{escape(source)}</code>", *(str(getattr(row, name)) for name in COUNT_NAMES))
                for source, row in sorted(counts.items())
            ],
        )
    )
    if reasons:
        parts.append("<h2>Quarantined</h2>")
        parts.append(
            _table(
                ("reason", "items"),
                [(escape(sentence(r)), str(n)) for r, n in sorted(reasons.items(), key=lambda x: -x[1])],
            )
        )
    for suite, group in groupby(sorted(validations, key=lambda v: v.suite), key=lambda v: v.suite):
        rows = [
            (
                '<span class="ok">held</span>' if v.success else '<span class="bad">failed</span>',
                escape(v.protects),
                f"<code>{escape(v.expectation)}</code> {escape(v.column)}",
                str(v.n_unexpected),
                escape("; ".join(v.sample)),
            )
            for v in group
        ]
        parts.append(
            f"<h2>{escape(suite)}</h2>"
            + _table(("", "what it protects", "expectation", "rows against", "for example"), rows)
        )
    return (
        f'<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width">'
        f"<title>dossier: run {escape(run_id)}</title><style>{_STYLE}</style><main>{''.join(parts)}</main></html>\n"
    )


def write_report(
    folder: Path,
    run_id: str,
    validations: Sequence[Validation],
    counts: Mapping[str, Counts],
    reasons: Mapping[str, int],
) -> Path:
    """Write ``<run_id>.html``; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{run_id}.html"
    part = target.with_suffix(".part")
    part.write_text(render(run_id, validations, counts, reasons), "utf-8")
    return part.replace(target)
