"""`dossier schema`."""

import click

from dossier_etl.cli.common import emit, format_options, settings_of
from dossier_etl.errors import UsageError


@click.command(name="schema")
@click.argument("table", required=False)
@format_options
@click.pass_context
def command(ctx: click.Context, table: str | None, as_json: bool, as_csv: bool) -> None:
    """Describe the tables and views (or one TABLE): columns, types, meanings."""
    from dossier_etl.lake.read import reader
    from dossier_etl.lake.run_queries import SCHEMA

    with reader(settings_of(ctx)) as con:
        result = con.execute(SCHEMA)
        rows = [r for r in result.fetchall() if table in (None, r[0])]
        if not rows:
            raise UsageError(f"no table or view {table!r}", hint="`dossier schema` lists them")
        emit(["table", "column", "type", "comment"], rows, as_json=as_json, as_csv=as_csv)
