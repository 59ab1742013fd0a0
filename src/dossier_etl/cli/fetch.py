"""`dossier fetch`."""

import click

from dossier_etl.cli.common import settings_of, tell


@click.command(name="fetch")
@click.argument("sources", nargs=-1)
@click.option("--ingest", "then_ingest", is_flag=True, help="Ingest the captures afterwards.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts per source as JSON.")
@click.pass_context
def command(ctx: click.Context, sources: tuple[str, ...], then_ingest: bool, as_json: bool) -> None:
    """Fetch pages from SOURCES into warehouse/captures, as WARC files that `dossier ingest` reads.

    SOURCES: addresses of feeds, news sitemaps, lists or pages; names of [[fetch]] sources in dossier.toml; a sources.csv, an OPML
    file, a file with an address a line. Without any, all declared sources. Nothing is asked that was not named; robots.txt holds.
    """
    import datetime as dt
    import json

    from dossier_etl.errors import SourceError
    from dossier_etl.fetch import fetch

    settings = settings_of(ctx)
    summary = fetch(settings, sources, now=lambda: dt.datetime.now(dt.UTC), notify=lambda message: tell(ctx, message))
    for line in summary.lines():
        tell(ctx, line)
    if as_json:
        click.echo(json.dumps({name: {"found": c.found, **c.outcomes} for name, c in summary.counts.items()}))
    if then_ingest:
        from dossier_etl.cli.ingest import command as ingest

        ctx.invoke(ingest, sources=(str(settings.captures),))
    if summary.failures and not summary.total:
        raise SourceError("no source could be read", hint='dossier sql "FROM fetches ORDER BY fetched_at DESC"')
