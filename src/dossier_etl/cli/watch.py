"""`dossier watch`."""

import datetime as dt

import click

from dossier_etl.cli.common import emit, format_options, settings_of, tell
from dossier_etl.cli.groups import Group

_EXAMPLES = 10


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@click.group(name="watch", cls=Group)
def command() -> None:
    """Be told when a name or a query appears in new articles: rows in `alerts`, a feed, a webhook."""


@command.command("add")
@click.argument("query")
@click.option("--label", default="", help="What to call it (default: the query).")
@click.option("--to", "webhook", default="", metavar="URL", help="Post new articles there as JSON.")
@click.pass_context
def add(ctx: click.Context, query: str, label: str, webhook: str) -> None:
    """Watch QUERY: a name, or a query as for `dossier search`. Several plain words are looked for as a phrase."""
    from dossier_etl.watch import add_watch, check

    settings = settings_of(ctx)
    watch, known = add_watch(settings, query, label=label, webhook=webhook, now=_now())
    check(settings, now=_now())  # makes its feed
    tell(ctx, f"watching {watch.query} as {watch.watch_id[:12]}; {known:,} publications fit already and are not told")
    tell(ctx, f"feed: {settings.warehouse / 'feeds' / (watch.watch_id + '.atom')}")


@command.command("list")
@format_options
@click.pass_context
def list_(ctx: click.Context, as_json: bool, as_csv: bool) -> None:
    """List the watches with their alerts."""
    from dossier_etl.lake.connect import CATALOG
    from dossier_etl.lake.read import reader
    from dossier_etl.watch import watches

    with reader(settings_of(ctx)) as con:
        counts = dict(
            con.execute(f"SELECT watch_id, count(*) FROM {CATALOG}.alerts WHERE is_new GROUP BY 1").fetchall()
        )
        rows = [(w.watch_id, w.label, w.query, counts.get(w.watch_id, 0), w.shown_webhook) for w in watches(con)]
    emit(["watch_id", "label", "query", "alerts", "webhook"], rows, as_json=as_json, as_csv=as_csv)


@command.command("remove")
@click.argument("watch_id")
@click.pass_context
def remove(ctx: click.Context, watch_id: str) -> None:
    """Watch something no longer; its alerts stay."""
    from dossier_etl.watch import remove_watch

    tell(ctx, f"no longer watching {remove_watch(settings_of(ctx), watch_id, now=_now()).query}")


@command.command("test")
@click.argument("query")
@format_options
@click.pass_context
def test(ctx: click.Context, query: str, as_json: bool, as_csv: bool) -> None:
    """Show what a watch on QUERY would have told so far."""
    from dossier_etl.search import Search, SearchRequest
    from dossier_etl.watch.lists import as_query

    with Search.open(settings_of(ctx)) as search:
        result = search.run(SearchRequest(as_query(query), limit=_EXAMPLES))
    tell(ctx, f"{result.total:,} publications fit {as_query(query)}; {len(result.hits)} of them:")
    rows = [(h.published, h.outlet, h.title, h.article_id) for h in result.hits]
    emit(["published", "outlet", "title", "article_id"], rows, as_json=as_json, as_csv=as_csv)
