"""Groups of verbs: an unknown verb is answered with the nearest ones, and every verb takes the shared options too."""

from typing import Any

import click

WAREHOUSE_HELP = "Warehouse folder (default: warehouse, or DOSSIER_WAREHOUSE)."


class Group(click.Group):
    """A group that names the nearest commands when there is none of a name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=2, cutoff=0.5)
            meant = f" Did you mean {' or '.join(near)}?" if near else f" `{ctx.command_path} --help` lists them."
            raise click.UsageError(f"No such command {args[0]!r}.{meant}", ctx)
        return super().resolve_command(ctx, args)


def _remember(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value:
        ctx.obj[parameter.name] = value


def take_shared_options(command: click.Command) -> click.Command:
    """Let a verb and its subcommands take ``-w`` and ``-q`` as well, so that they may stand before or behind it."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            take_shared_options(inner)
    elif not any(p.name == "warehouse" for p in command.params):
        command.params += [
            click.Option(["-w", "--warehouse"], expose_value=False, callback=_remember, help=WAREHOUSE_HELP),
            click.Option(["-q", "--quiet"], is_flag=True, expose_value=False, callback=_remember, help="No progress."),
        ]
    return command
