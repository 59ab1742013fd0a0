"""`dossier report`."""

from pathlib import Path

import click

from dossier_etl.cli.common import day_of, settings_of, tell
from dossier_etl.errors import DossierError, UsageError

_SHOWN = 10
"""Differences printed by ``--verify``."""


@click.command(name="report")
@click.argument("name", required=False, default="")
@click.option("--query", default="", help="About what `dossier search QUERY` finds.")
@click.option("--entity", default="", metavar="ID", help="About an entity; a unique beginning of its id will do.")
@click.option("--story", default="", metavar="ID", help="About a story.")
@click.option("--from", "date_from", metavar="DATE", help="Published in or after (2016, 2016-05, 2016-05-12).")
@click.option("--to", "date_to", metavar="DATE", help="Published in or before.")
@click.option("--outlet", help="Only this outlet.")
@click.option("--language", help="Only this language, e.g. en.")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file: .html, .md or .json.",
)
@click.option(
    "--verify",
    "checked",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compare a report with what is stored.",
)
@click.pass_context
def command(
    ctx: click.Context,
    name: str,
    query: str,
    entity: str,
    story: str,
    date_from: str | None,
    date_to: str | None,
    outlet: str | None,
    language: str | None,
    outputs: tuple[Path, ...],
    checked: Path | None,
) -> None:
    """Write a sourced report on NAME, a query, an entity or a story.

    Nothing in it is generated: sentences, quotations and numbers come from the articles, each with its source. Without -o the
    report is printed as Markdown.

    Example: dossier report "Halvern" -o halvern.html -o halvern.json
    """
    from dossier_etl.report import ReportRequest, report, to_html, to_json, to_markdown, verify

    settings = settings_of(ctx)
    if checked is not None:
        n, differences = verify(settings, checked)
        for d in differences[:_SHOWN]:
            found = "there is no such article" if d.stored is None else f"stored: {d.stored!r}"
            click.echo(
                f"{d.reference.article_id} {d.reference.field} {d.reference.start}: {d.reference.text!r}; {found}",
                err=True,
            )
        if differences:
            raise DossierError(
                f"{len(differences)} of {n} passages differ from what is stored", hint="make the report again"
            )
        tell(ctx, f"{n} passages checked, all as stored")
        return
    if sum(map(bool, (name, query, entity, story))) != 1:
        raise click.UsageError("say what the report is about: a NAME, or --query, --entity or --story")
    writers = {".html": to_html, ".md": to_markdown, ".json": to_json}
    for file in outputs:
        if file.suffix.lower() not in writers:
            raise UsageError(
                f"{file}: a report is written as {', '.join(writers)}", hint="give the file one of these endings"
            )
    request = ReportRequest(
        name=name,
        query=query,
        entity=entity,
        story=story,
        date_from=day_of(date_from, "--from", last=False),
        date_to=day_of(date_to, "--to", last=True),
        outlet=outlet,
        language=language,
    )
    made = report(settings, request)
    if not outputs:
        click.echo(to_markdown(made), nl=False)
    for file in outputs:
        file.write_text(writers[file.suffix.lower()](made), "utf-8")
        tell(ctx, f"{file}: {len(made.sections)} sections, {len(made.sources)} sources")
