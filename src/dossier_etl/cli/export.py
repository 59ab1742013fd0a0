"""`dossier export`."""

from pathlib import Path

import click

from dossier_etl.cli.common import settings_of, tell


@click.command(name="export")
@click.argument("view", required=False)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File; its end is the format.",
)
@click.option("--query", metavar="Q", help="The publications that a search finds, best first.")
@click.option("--sql", metavar="S", help="The rows of a query on the warehouse.")
@click.option("--excel", is_flag=True, help="CSV with a byte order mark, as Excel likes it.")
@click.pass_context
def command(
    ctx: click.Context, view: str | None, output: Path, query: str | None, sql: str | None, excel: bool
) -> None:
    """Write VIEW (a table, view or mart; default: articles) to a file, whole, with FILE.meta.json beside it.

    \b
    rows      .csv .xlsx .jsonl .parquet
    articles  .bib .ris .csl.json .ftm.jsonl (FollowTheMoney) .atom
    networks  .graphml .gexf of co_mentions (default) or republishers
    database  .duckdb .sqlite: the whole read model, or the rows asked for
    """
    from dossier_etl.publish.exports.export import export

    done = export(settings_of(ctx), output, view=view, query=query, sql=sql, excel=excel)
    tell(ctx, f"{done.rows:,} rows in {done.file}, described in {done.sidecar.name}")
