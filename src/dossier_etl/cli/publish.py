"""`dossier publish`."""

import click

from dossier_etl.cli.common import settings_of, tell


@click.command(name="publish")
@click.option("--rebuild", is_flag=True, help="Build everything anew instead of what changed since the last time.")
@click.pass_context
def command(ctx: click.Context, rebuild: bool) -> None:
    """Bring the search index up to date with the warehouse."""
    from dossier_etl.search import update_index

    done = update_index(settings_of(ctx), rebuild=rebuild)
    tell(
        ctx, f"search index: {done.documents:,} publications {'indexed anew' if done.rebuilt else 'brought up to date'}"
    )
