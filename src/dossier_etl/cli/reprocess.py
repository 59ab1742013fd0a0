"""`dossier reprocess`."""

import click

from dossier_etl.cli.common import settings_of, tell
from dossier_etl.cli.publish import publish_and_tell


@click.command(name="reprocess")
@click.option("--where", help="SQL condition on the items, e.g. \"outlet = 'The River Review'\".")
@click.option("--documents", help="Ids of documents, separated by commas.")
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes.")
@click.pass_context
def command(ctx: click.Context, where: str | None, documents: str | None, workers: int | None) -> None:
    """Derive stored documents again from their bytes, with today's rules and all human decisions (default: all documents).

    Each batch replaces what was derived before in one transaction.
    """
    from dossier_etl.pipeline.reprocess import reprocess, select_documents
    from dossier_etl.pipeline.run_summary import summary_lines

    if where and documents:
        raise click.UsageError("give --where or --documents, not both")
    settings = settings_of(ctx, workers=workers)
    chosen = select_documents(settings, where) if where else documents.split(",") if documents else None
    summary = reprocess(settings, chosen, lambda message: tell(ctx, message))
    for line in summary_lines(summary, settings):
        tell(ctx, line)
    if settings.publish:
        publish_and_tell(ctx, settings)
