"""`dossier init`."""

import click

from dossier_etl.cli.common import settings_of, tell


@click.command(name="init")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Make an empty warehouse (an existing one is brought to today's schema)."""
    from dossier_etl.pipeline.run import Run

    settings = settings_of(ctx)
    with Run(settings, "init", {}):
        tell(ctx, f"warehouse ready in {settings.warehouse}; next: dossier ingest PATH")
