"""`dossier runs`."""

import click

from dossier_etl.cli.common import emit, format_options, settings_of

_BRIEF = ("started_at", "status", "items_in", "loaded", "duplicates", "quarantined", "known", "message")


@click.command(name="runs")
@click.option("--sources", is_flag=True, help="One row a source instead of one a run.")
@format_options
@click.pass_context
def command(ctx: click.Context, sources: bool, as_json: bool, as_csv: bool) -> None:
    """List the runs, newest first; items_in is the sum of the five outcomes in every row."""
    from dossier_etl.lake.read import reader
    from dossier_etl.lake.run_queries import RUNS, RUNS_BY_SOURCE

    with reader(settings_of(ctx)) as con:
        result = con.execute(RUNS_BY_SOURCE if sources else RUNS)
        columns, rows = [c[0] for c in result.description or []], result.fetchall()
        emit(columns, rows, as_json=as_json, as_csv=as_csv, brief=() if sources else _BRIEF)
