"""`dossier completion`."""

import click


@click.command(name="completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print what makes SHELL complete verbs and options.

    \b
    bash:  echo 'eval "$(dossier completion bash)"' >> ~/.bashrc
    zsh:   echo 'eval "$(dossier completion zsh)"' >> ~/.zshrc
    fish:  dossier completion fish > ~/.config/fish/completions/dossier.fish
    """
    from click.shell_completion import get_completion_class

    completer = get_completion_class(shell)
    assert completer is not None  # click has the three that the argument allows
    click.echo(completer(ctx.find_root().command, {}, "dossier", "_DOSSIER_COMPLETE").source())
