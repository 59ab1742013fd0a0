"""`dossier publish`."""

import click

from dossier_etl.cli.common import settings_of, tell


@click.command(name="publish")
@click.option("--rebuild", is_flag=True, help="Build everything anew instead of what changed since the last time.")
@click.pass_context
def command(ctx: click.Context, rebuild: bool) -> None:
    """Bring the read model (warehouse/published) and the search index up to date with the warehouse.

    Runs do it at their end; needed after `dossier entity`, or when they were told not to.
    """
    from dossier_etl.publish.publish import publish

    tell(ctx, publish(settings_of(ctx), rebuild=rebuild).line())
