"""`dossier entity`."""

import getpass

import click

from dossier_etl.cli.common import settings_of, tell
from dossier_etl.cli.groups import Group


@click.group(name="entity", cls=Group)
def command() -> None:
    """Merge, split or rename entities. What you say lasts: it is applied to what comes later and to reprocessing."""


@command.command("merge")
@click.argument("entity_id")
@click.argument("into")
@click.option("--note", default="", help="Why.")
@click.pass_context
def merge(ctx: click.Context, entity_id: str, into: str, note: str) -> None:
    """ENTITY_ID and INTO are the same: all mentions go to INTO."""
    from dossier_etl.curate.entities import merge_entities

    merge_entities(settings_of(ctx), entity_id, into, who=getpass.getuser(), note=note)
    tell(ctx, f"{entity_id} is now {into}")


@command.command("split")
@click.argument("entity_id")
@click.argument("surface")
@click.option("--name", help="Name of the new entity (default: the surface).")
@click.option("--note", default="", help="Why.")
@click.pass_context
def split(ctx: click.Context, entity_id: str, surface: str, name: str | None, note: str) -> None:
    """Mentions of ENTITY_ID that read SURFACE are something else."""
    from dossier_etl.curate.entities import split_entity

    new = split_entity(settings_of(ctx), entity_id, surface, name or surface, who=getpass.getuser(), note=note)
    tell(ctx, f"{surface!r} is now {new}")


@command.command("rename")
@click.argument("entity_id")
@click.argument("name")
@click.option("--note", default="", help="Why.")
@click.pass_context
def rename(ctx: click.Context, entity_id: str, name: str, note: str) -> None:
    """Call ENTITY_ID by NAME."""
    from dossier_etl.curate.entities import rename_entity

    rename_entity(settings_of(ctx), entity_id, name, who=getpass.getuser(), note=note)
    tell(ctx, f"{entity_id} is now called {name!r}")
