"""`dossier config`."""

import click

from dossier_etl.cli.common import emit, format_options, settings_of


@click.command(name="config")
@format_options
@click.pass_context
def command(ctx: click.Context, as_json: bool, as_csv: bool) -> None:
    """Print the settings in force. Set them in dossier.toml, as DOSSIER_NAME in the environment, or on the command line."""
    from dataclasses import fields

    settings = settings_of(ctx)
    rows = [(f.name, str(getattr(settings, f.name)), f"DOSSIER_{f.name.upper()}") for f in fields(settings)]
    emit(["setting", "value", "variable"], rows, as_json=as_json, as_csv=as_csv)
