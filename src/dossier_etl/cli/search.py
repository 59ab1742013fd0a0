"""`dossier search`."""

import click

from dossier_etl.cli.common import day_of, emit, plain, settings_of, tell

_COLUMNS = ("score", "published", "outlet", "title", "snippet", "article_id")
_LIMIT = 20


@click.command(name="search")
@click.argument("query", default="")
@click.option("--from", "date_from", metavar="DATE", help="Published in or after (2016, 2016-05, 2016-05-12).")
@click.option("--to", "date_to", metavar="DATE", help="Published in or before.")
@click.option("--outlet", metavar="NAME", help="Of this outlet.")
@click.option(
    "--entity", metavar="NAME", help="That mentions this person, organisation or place: name, NAME (TYPE) or id."
)
@click.option("--language", metavar="CODE", help="Written in this language (en, de …); word forms of this one only.")
@click.option("--fold-copies", is_flag=True, help="Only the first publication of each text.")
@click.option("--limit", type=click.IntRange(min=0), help=f"Hits to print (default {_LIMIT}; --ids: all).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: total, hits with offsets, facets, histogram.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV with a header.")
@click.option("--ids", is_flag=True, help="The article ids only, one a line.")
@click.pass_context
def command(
    ctx: click.Context,
    query: str,
    date_from: str | None,
    date_to: str | None,
    outlet: str | None,
    entity: str | None,
    language: str | None,
    fold_copies: bool,
    limit: int | None,
    as_json: bool,
    as_csv: bool,
    ids: bool,
) -> None:
    """Find articles by their words: best first, with the part of the text that fits.

    \b
    bridge harbour          both words, and their other forms (bridges)
    "new bridge"            in this order; "new bridge"~3 with three words between
    bridge OR ferry -train  either, but not train; parentheses as you like
    bridg* *werk* halvern~  beginnings, parts of words, one letter off
    title:bridge outlet:"The River Review" lang:de entity:Halvern date:2016-05..2017
    """
    import json
    from dataclasses import asdict

    from dossier_etl.search import Search, SearchRequest

    request = SearchRequest(
        query,
        date_from=day_of(date_from, "--from", last=False),
        date_to=day_of(date_to, "--to", last=True),
        outlet=outlet,
        entity=entity,
        language=language,
        fold_copies=fold_copies,
        limit=_LIMIT if limit is None else limit,
    )
    with Search.open(settings_of(ctx)) as search:
        if ids:
            for article_id in search.ids(request)[:limit]:
                click.echo(article_id)
            return
        result = search.run(request)
    if as_json:
        click.echo(json.dumps(plain(asdict(result)), ensure_ascii=False))
        return
    tell(ctx, f"{result.total:,} found, {len(result.hits):,} shown")
    emit(
        _COLUMNS,
        [
            [round(h.score, 3), h.published, h.outlet, h.title, " ".join(h.snippet.split()), h.article_id]
            for h in result.hits
        ],
        as_json=False,
        as_csv=as_csv,
    )
