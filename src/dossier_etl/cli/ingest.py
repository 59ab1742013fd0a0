"""`dossier ingest`."""

import sys

import click

from dossier_etl.cli.common import settings_of, tell


@click.command(name="ingest")
@click.argument("sources", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the counts per source as JSON.")
@click.option("--workers", type=int, help="Worker processes.")
@click.option("--no-entities", is_flag=True, help="Do not look for people, organisations and places.")
@click.option("--quarantine-limit", type=float, help="Stop before loading when a larger share fails the gate.")
@click.pass_context
def command(
    ctx: click.Context,
    sources: tuple[str, ...],
    as_json: bool,
    workers: int | None,
    no_entities: bool,
    quarantine_limit: float | None,
) -> None:
    """Read SOURCES (files, globs, folders, - for standard input) into the warehouse.

    What is known is skipped, what fails the gate is quarantined with its reasons, what a person decided is applied.
    """
    import json

    from dossier_etl.load.batch import LoadResult
    from dossier_etl.pipeline.ingest import ingest
    from dossier_etl.pipeline.run_summary import summary_lines

    settings = settings_of(
        ctx, workers=workers, entities=False if no_entities else None, quarantine_limit=quarantine_limit
    )

    def on_batch(loaded: LoadResult) -> None:
        if sys.stderr.isatty():
            tell(ctx, f"  committed: {loaded.total('items_in')} items, {loaded.total('loaded')} new articles")

    summary = ingest(settings, sources, lambda message: tell(ctx, message), on_batch=on_batch)
    for line in summary_lines(summary, settings):
        tell(ctx, line)
    if as_json:
        click.echo(json.dumps({"run_id": summary.run_id, "sources": summary.counts, "reasons": summary.reasons}))
