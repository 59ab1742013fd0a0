"""`dossier story`."""

from typing import TYPE_CHECKING

import click

from dossier_etl.cli.common import plain, settings_of
from dossier_etl.errors import UsageError

if TYPE_CHECKING:
    from dossier_etl.dedup.story_report import Appearance

_SHOWN = 12
"""Changes printed of each copy."""


@click.command(name="story")
@click.argument("story_id")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def command(ctx: click.Context, story_id: str, as_json: bool) -> None:
    """Show who published the text of STORY_ID first, who copied it, how soon, how much, and what they changed."""
    import json
    from dataclasses import asdict

    from dossier_etl.dedup.story_report import story_report
    from dossier_etl.lake.connect import CATALOG
    from dossier_etl.lake.read import reader

    with reader(settings_of(ctx)) as con:
        report = story_report(con, CATALOG, story_id)
    if report is None:
        raise UsageError(f"no story {story_id!r}", hint='`dossier sql "FROM stories"` lists them')
    if as_json:
        click.echo(json.dumps(plain(asdict(report)), ensure_ascii=False))
        return
    click.echo(
        f"story {report.story_id}" + (f" (before: {', '.join(report.renamed_from)})" if report.renamed_from else "")
    )
    _print(report.first)
    for tie in report.ties:
        click.echo(f"  not certain: {tie.outlet} may have been first as well (their dates overlap)")
    for other in report.others:
        _print(other)


def _print(appearance: "Appearance") -> None:
    a = appearance
    click.echo(f"\n{a.role:<8} {a.published or '?':<12} {a.outlet or '?'}: {a.title or '?'}")
    click.echo(f"         {a.article_id}  {a.url or ''}")
    if a.lag_days is not None:
        low, high = a.lag_days
        days = f"{low}" if low == high else f"{low} to {high}"
        click.echo(
            f"         {days} days after the first; {a.relation}; {(a.containment or 0):.0%} of it is taken from {a.copy_of}"
        )
    for change in a.changes[:_SHOWN]:
        click.echo(f"         {change.kind}: {change.before[:70]!r} → {change.after[:70]!r}")
    if len(a.changes) > _SHOWN:
        click.echo(f"         … and {len(a.changes) - _SHOWN} more changes")
