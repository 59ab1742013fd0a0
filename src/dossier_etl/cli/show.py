"""`dossier show`."""

import sys

import click

from dossier_etl.cli.common import emit, format_options, settings_of
from dossier_etl.errors import UsageError


@click.command(name="show")
@click.argument("item_id")
@click.option(
    "--why", is_flag=True, help="The evidence behind every value: characters, rule, alternatives and why they lost."
)
@format_options
@click.pass_context
def command(ctx: click.Context, item_id: str, why: bool, as_json: bool, as_csv: bool) -> None:
    """Show the article or quarantined item ITEM_ID (a unique beginning of the id is enough)."""
    from dossier_etl.lake.item_queries import evidence_rows, find_item
    from dossier_etl.lake.read import reader

    with reader(settings_of(ctx)) as con:
        item = find_item(con, item_id)
        if item is None:
            raise UsageError(
                f"no article or quarantined item {item_id!r}", hint='`dossier sql "FROM articles"` lists the ids'
            )
        if why:
            columns, rows = evidence_rows(con, str(item["id"]))
        else:
            columns, rows = ["field", "value"], list(item.items())
        if why and not (as_json or as_csv) and sys.stdout.isatty():
            _print_why(item, columns, rows)
            return
        emit(columns, rows, as_json=as_json, as_csv=as_csv)


def _print_why(item: dict[str, object], columns: list[str], rows: list[tuple[object, ...]]) -> None:
    """Evidence as paragraphs: a table would cut the characters that matter."""
    click.echo(f"{item['id']}  {item.get('title') or ''}")
    last = None
    for row in rows:
        e = dict(zip(columns, row, strict=True))
        if e["field"] != last:
            click.echo(f"\n{e['field']}")
            last = e["field"]
        place = e["path"] or (f"{e['source']}[{e['start']}:{e['end']}]" if e["start"] is not None else e["source"])
        click.echo(
            f"  {'✔' if e['chosen'] else '·'} {e['value']}  ({e['rule']}@{e['rule_version']}, {float(str(e['confidence'])):.2f})"
        )
        click.echo(f"      {place}: {e['snippet']!r}")
        if e["why"]:
            click.echo(f"      {e['why']}")
