"""A report as Markdown."""

import re

from dossier_etl.report.model import Report, Row, Section

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def to_markdown(report: Report) -> str:
    """Return a report as Markdown (GitHub's tables)."""
    lines = [f"# {_plain(report.title)}", ""]
    lines += [f"- {name}: {_plain(value)}" for name, value in report.question.items()]
    lines += [f"- snapshot: {report.snapshot}", f"- texts: `{report.digest}`", f"- version: {report.version}", ""]
    for section in report.sections:
        lines += [f"## {section.title}", "", *([section.note, ""] if section.note else [])]
        lines += _body(report, section)
        lines += [f"{section.left_out} more are not shown.", ""] if section.left_out else []
    lines += ["## Sources", ""]
    for s in report.sources:
        authors = f", by {_plain('; '.join(s.authors))}" if s.authors else ""
        lines.append(
            f"{s.number}. {_plain(s.outlet or '?')}: *{_plain(s.title or '(no title)')}*{authors}. Published {s.published or '?'} "
            f"({s.published_basis or '?'}, confidence {s.published_confidence}). {_plain(s.url or '')} "
            f"File {_plain(s.source_uri)} {_plain(s.locator)}, SHA-256 `{s.sha256}`, article `{s.article_id}`"
            + (f", copy of `{s.copy_of}`" if s.copy_of else "")
        )
    return "\n".join(lines) + "\n"


def _body(report: Report, section: Section) -> list[str]:
    if not section.rows:
        return ["None found.", ""]
    if section.key == "method":
        return [*(f"- {row.cells[0]}" for row in section.rows), ""]
    columns = (*section.columns, "source") if section.cited else section.columns
    head = ["| " + " | ".join(columns) + " |", "|---" * len(columns) + "|"]
    return [*head, *(_line(report, row, cited=section.cited) for row in section.rows), ""]


def _line(report: Report, row: Row, *, cited: bool) -> str:
    numbers = " ".join(f"[{report.number_of(r.article_id)}]" for r in row.references)
    return "| " + " | ".join((*map(_plain, row.cells), *([numbers] if cited else []))) + " |"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
