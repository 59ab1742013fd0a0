"""`dossier publish`."""

import click

from dossier_etl.cli.common import settings_of, tell
from dossier_etl.settings import Settings


@click.command(name="publish")
@click.option("--rebuild", is_flag=True, help="Build everything anew instead of what changed since the last time.")
@click.pass_context
def command(ctx: click.Context, rebuild: bool) -> None:
    """Bring the read model (warehouse/published) and the search index up to date with the warehouse.

    Runs do it at their end; needed after `dossier entity`, or when they were told not to.
    """
    publish_and_tell(ctx, settings_of(ctx), rebuild=rebuild)


def publish_and_tell(ctx: click.Context, settings: Settings, *, rebuild: bool = False) -> None:
    """Publish, look for what is watched, and say what was done."""
    import datetime as dt

    from dossier_etl.publish.publish import publish
    from dossier_etl.watch import check

    tell(ctx, publish(settings, rebuild=rebuild).line())
    for alert in check(settings, now=dt.datetime.now(dt.UTC), notify=lambda message: tell(ctx, message)):
        tell(ctx, f"alert ({alert.label}): {alert.published or '?'} {alert.outlet or '?'}: {alert.title or '?'}")
