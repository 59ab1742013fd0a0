"""`dossier ingest`."""

import click

from dossier_etl.cli.common import settings_of, source_options, tell
from dossier_etl.cli.progress import run_progress
from dossier_etl.cli.publish import publish_and_tell


@click.command(name="ingest")
@click.argument("sources", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the counts per source as JSON.")
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes.")
@click.option("--no-entities", is_flag=True, help="Do not look for people, organisations and places.")
@click.option(
    "--quarantine-limit", type=click.FloatRange(0, 1), help="Stop before loading when a larger share fails the gate."
)
@click.option("--again", is_flag=True, help="Also read files that did not change since they were read.")
@click.option("--no-publish", is_flag=True, help="Leave the read model and the search index as they are.")
@source_options
@click.pass_context
def command(
    ctx: click.Context,
    sources: tuple[str, ...],
    as_json: bool,
    workers: int | None,
    no_entities: bool,
    quarantine_limit: float | None,
    again: bool,
    no_publish: bool,
    outlet: str | None,
    date_from_name: bool,
    date_format: str | None,
) -> None:
    """Read SOURCES (files, globs, folders, - for standard input) into the warehouse.

    What is known is skipped, what fails the gate is quarantined with its reasons, what a person decided is applied.
    """
    import json
    from dataclasses import asdict
    from functools import partial

    from dossier_etl.pipeline.executor import counting_executor
    from dossier_etl.pipeline.ingest import ingest
    from dossier_etl.pipeline.run_summary import summary_lines
    from dossier_etl.pipeline.source_rules import with_source_rule

    settings = settings_of(
        ctx,
        workers=workers,
        entities=False if no_entities else None,
        quarantine_limit=quarantine_limit,
        publish=False if no_publish else None,
    )
    settings = with_source_rule(settings, outlet, date_from_name=date_from_name, date_format=date_format)

    with run_progress(lambda message: tell(ctx, message), quiet=ctx.obj["quiet"]) as shown:
        executor = partial(counting_executor, count=shown.documents_read)
        summary = ingest(settings, sources, shown.message, again=again, executor=executor, on_batch=shown.on_batch)
    for line in summary_lines(summary, settings):
        tell(ctx, line)
    if settings.publish:
        publish_and_tell(ctx, settings)
    if as_json:
        counts = {source: asdict(row) for source, row in summary.counts.items()}
        click.echo(json.dumps({"run_id": summary.run_id, "sources": counts, "reasons": summary.reasons}))
