"""`dossier status`."""

import click

from dossier_etl.cli.common import emit, format_options, settings_of


@click.command(name="status")
@format_options
@click.pass_context
def command(ctx: click.Context, as_json: bool, as_csv: bool) -> None:
    """Tell what the warehouse holds."""
    from dossier_etl.lake.read import reader
    from dossier_etl.lake.run_queries import STATUS

    with reader(settings_of(ctx)) as con:
        result = con.execute(STATUS)
        emit([c[0] for c in result.description or []], result.fetchall(), as_json=as_json, as_csv=as_csv)
