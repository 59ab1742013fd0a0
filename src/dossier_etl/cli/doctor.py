"""`dossier doctor`."""

import click

from dossier_etl.cli.common import emit, format_options, settings_of


@click.command(name="doctor")
@format_options
@click.pass_context
def command(ctx: click.Context, as_json: bool, as_csv: bool) -> None:
    """Check versions, extensions, models, the warehouse and its lock. Exit code 1 when something is wrong."""
    from dossier_etl.pipeline.doctor import examine

    findings = list(examine(settings_of(ctx)))
    emit(["check", "ok", "detail"], findings, as_json=as_json, as_csv=as_csv)
    if not all(ok for _, ok, _ in findings):
        ctx.exit(1)
