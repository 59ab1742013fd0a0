"""`dossier quarantine`."""

import getpass
from collections.abc import Callable

import click

from dossier_etl.cli.common import emit, format_options, settings_of, tell
from dossier_etl.cli.groups import Group

_BRIEF = ("item_id", "reasons", "title", "suggestion", "source_uri")


@click.group(name="quarantine", cls=Group)
def command() -> None:
    """See what was refused and why; decide what the next run makes of it. Decisions are kept for good, keyed by content."""


@command.command("list")
@click.option("--all", "everything", is_flag=True, help="Rejected items too.")
@format_options
@click.pass_context
def list_items(ctx: click.Context, everything: bool, as_json: bool, as_csv: bool) -> None:
    """List refused items with reasons and suggestions."""
    from dossier_etl.lake.read import reader

    with reader(settings_of(ctx)) as con:
        result = con.execute(
            """SELECT q.item_id, q.status, q.reasons, q.title, q.suggestion, d.source_uri, d.locator
               FROM lake.quarantine q JOIN lake.documents d USING (document_id)
               WHERE ? OR q.status = 'open' ORDER BY d.source_uri, d.locator, q.position""",
            [everything],
        )
        columns, rows = [c[0] for c in result.description or []], result.fetchall()
        pretty: dict[str, Callable[..., str]] = {"reasons": _sentences, "suggestion": _suggested, "source_uri": _name}
        emit(columns, rows, as_json=as_json, as_csv=as_csv, brief=_BRIEF, pretty=pretty)


@command.command("show")
@click.argument("item_id")
@click.pass_context
def show_item(ctx: click.Context, item_id: str) -> None:
    """Show a refused item with its evidence."""
    from dossier_etl.cli.show import command as show

    ctx.invoke(show, item_id=item_id, why=False)
    ctx.invoke(show, item_id=item_id, why=True)


def _sentences(reasons: list[str]) -> str:
    from dossier_etl.model.reasons import sentence

    return ", ".join(map(sentence, reasons))


def _suggested(suggestion: str | None) -> str:
    import json

    return ", ".join(f"{name}={value}" for name, value in json.loads(suggestion or "{}").items())


def _name(source_uri: str) -> str:
    """Return the last part of a source's path, or the whole of another address."""
    return source_uri.rpartition("/")[2] or source_uri


def _decide(ctx: click.Context, item_id: str, action: str, values: dict[str, str], note: str) -> None:
    from dossier_etl.curate.items import decide_item

    who = ctx.obj.get("who") or getpass.getuser()
    item = decide_item(settings_of(ctx), item_id, action, values, who=who, note=note)
    tell(ctx, f"{action} noted for {item}; the next `dossier ingest` (of anything) applies it")


def _pairs(values: tuple[str, ...]) -> dict[str, str]:
    """Return FIELD=VALUE arguments as a mapping."""
    pairs: dict[str, str] = {}
    for value in values:
        name, sign, rest = value.partition("=")
        if not sign or not rest.strip():
            raise click.UsageError(f"{value!r} is not FIELD=VALUE")
        pairs[name.strip()] = rest.strip()
    return pairs


@command.command("set")
@click.argument("item_id")
@click.argument("values", nargs=-1, required=True, metavar="FIELD=VALUE…")
@click.option("--note", default="", help="Why.")
@click.pass_context
def set_values(ctx: click.Context, item_id: str, values: tuple[str, ...], note: str) -> None:
    """Say what is true: published=2014-06-17 (EDTF), outlet=…, title=…, authors="A; B", origin_outlet=…, language=…"""
    _decide(ctx, item_id, "set", _pairs(values), note)


@command.command("accept")
@click.argument("item_id")
@click.option("--note", default="", help="Why.")
@click.pass_context
def accept(ctx: click.Context, item_id: str, note: str) -> None:
    """Load the item, with its suggestions as the values."""
    _decide(ctx, item_id, "accept", {}, note)


@command.command("reject")
@click.argument("item_id")
@click.option("--note", default="", help="Why.")
@click.pass_context
def reject(ctx: click.Context, item_id: str, note: str) -> None:
    """Never load the item, and take it off the list."""
    _decide(ctx, item_id, "reject", {}, note)


@command.command("retry")
@click.argument("item_id")
@click.option("--note", default="", help="Why.")
@click.pass_context
def retry(ctx: click.Context, item_id: str, note: str) -> None:
    """Derive the item again with today's rules (withdraws accept and reject)."""
    _decide(ctx, item_id, "retry", {}, note)


@command.command("decide")
@click.argument("action", type=click.Choice(("accept", "reject", "retry", "set")))
@click.argument("values", nargs=-1, metavar="[FIELD=VALUE…]")
@click.option("--reason", default="", help="Only items refused for this reason (code, e.g. outlet_missing).")
@click.option("--source", default="", help="Only items of sources whose path fits this pattern (* crosses folders).")
@click.option(
    "--at-least", type=click.FloatRange(0, 1), default=0.0, help="Only suggestions of this confidence or more."
)
@click.option("--yes", is_flag=True, help="Do it; without it, only say how many items it is about.")
@click.option("--note", default="", help="Why.")
@click.pass_context
def decide(
    ctx: click.Context,
    action: str,
    values: tuple[str, ...],
    reason: str,
    source: str,
    at_least: float,
    yes: bool,
    note: str,
) -> None:
    """Decide many items alike: accept (with their suggestions), reject, retry, or set values. A dry run unless --yes is given."""
    from dossier_etl.curate.bulk import Selection, decide_many

    made = decide_many(
        settings_of(ctx),
        action,
        Selection(reason, source, at_least),
        _pairs(values),
        who=ctx.obj.get("who") or getpass.getuser(),
        note=note,
        dry_run=not yes,
    )
    if made.lacking:
        tell(ctx, f"{made.lacking} items have no suggestion for what is missing and are left out")
    if not made.bulk_id:
        tell(ctx, f"{action} would be noted for {len(made.items)} items; add --yes to do it")
        return
    tell(ctx, f"{action} noted for {len(made.items)} items; the next `dossier ingest` (of anything) applies it")
    tell(ctx, f"undo: dossier quarantine undo {made.bulk_id}")


@command.command("undo")
@click.argument("bulk_id")
@click.pass_context
def undo_bulk(ctx: click.Context, bulk_id: str) -> None:
    """Take a bulk decision back; its items are derived again by the next run."""
    from dossier_etl.curate.bulk import undo

    n = undo(settings_of(ctx), bulk_id, who=ctx.obj.get("who") or getpass.getuser())
    tell(ctx, f"taken back for {n} items; the next `dossier ingest` (of anything) applies it")
