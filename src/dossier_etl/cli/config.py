"""`dossier config`."""

import click

from dossier_etl.cli.common import emit, format_options, settings_of


@click.command(name="config")
@format_options
@click.pass_context
def command(ctx: click.Context, as_json: bool, as_csv: bool) -> None:
    """Print the settings in force. Set them in dossier.toml, as DOSSIER_NAME in the environment, or on the command line."""
    from dataclasses import fields

    from dossier_etl.lake.postgres import split_password
    from dossier_etl.settings import meanings

    settings = settings_of(ctx)
    values = {f.name: str(getattr(settings, f.name)) for f in fields(settings)}
    values["catalog"] = split_password(settings.catalog)[0]
    meaning = meanings()
    rows = [(name, value, f"DOSSIER_{name.upper()}", meaning[name]) for name, value in values.items()]
    brief = ("setting", "value", "meaning")
    emit(["setting", "value", "variable", "meaning"], rows, as_json=as_json, as_csv=as_csv, brief=brief)
