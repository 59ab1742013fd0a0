"""`dossier serve`."""

import click

from dossier_etl.cli.common import settings_of, tell
from dossier_etl.errors import UsageError


@click.command(name="serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: any free one.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Another address than this machine's own needs a token."
)
@click.option("--no-token", is_flag=True, help="Let everybody who reaches --host read and decide, without a token.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@click.pass_context
def command(ctx: click.Context, port: int, host: str, no_token: bool, open_browser: bool) -> None:
    """Serve the reading room: pages to read, check and correct the dossier, until it is stopped."""
    from dossier_etl.serve.server import bind, run

    try:
        listener, url, token = bind(host, port, no_token=no_token)
    except OSError as error:
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror}", hint="choose another --port") from error
    tell(ctx, f"reading room: {url}  (stop it with Ctrl-C)")
    if open_browser:
        click.launch(url)
    run(settings_of(ctx), listener, host=host, token=token)
