"""`dossier extract`."""

import click

from dossier_etl.cli.common import settings_of, source_options, tell


@click.command(name="extract")
@click.argument("sources", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object an article (the default form is a short list).")
@click.option("--no-entities", is_flag=True, help="Do not look for people, organisations and places.")
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes.")
@source_options
@click.pass_context
def command(
    ctx: click.Context,
    sources: tuple[str, ...],
    as_json: bool,
    no_entities: bool,
    workers: int | None,
    outlet: str | None,
    date_from_name: bool,
    date_format: str | None,
) -> None:
    """Print what SOURCES hold (files, globs, folders, - for standard input); needs no warehouse."""
    import json

    from dossier_etl.model.reasons import sentence
    from dossier_etl.pipeline.preview import preview
    from dossier_etl.pipeline.source_rules import with_source_rule

    settings = settings_of(ctx, workers=workers, entities=False if no_entities else None)
    settings = with_source_rule(settings, outlet, date_from_name=date_from_name, date_format=date_format)

    def incident(row: dict[str, object]) -> None:
        tell(ctx, f"damage in {row['source_uri']} {row['locator']}: {row['kind']} – {row['detail']}")

    for line in preview(settings, sources, incident, lambda message: tell(ctx, message)):
        if as_json:
            click.echo(line, nl=False)
            continue
        item = json.loads(line)
        click.echo(
            f"{item['outcome']:<12} {item['published'] or '?':<22} {item['outlet'] or '?':<28} {item['title'] or '?'}"
        )
        if item["reasons"]:
            click.echo(f"{'':<13}{item['source']}: {', '.join(map(sentence, item['reasons']))}")
