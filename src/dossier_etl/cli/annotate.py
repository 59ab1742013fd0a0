"""`dossier annotate`."""

from typing import TextIO

import click

from dossier_etl.cli.common import settings_of
from dossier_etl.errors import UsageError


@click.command(name="annotate")
@click.argument("file", type=click.File(encoding="utf-8", errors="surrogatepass"))
@click.option(
    "--json", "as_json", is_flag=True, help="JSON lines (the only form; accepted so that scripts may say so)."
)
@click.option("--no-entities", is_flag=True, help="Dates only.")
@click.option("--no-dates", is_flag=True, help="Names only.")
@click.pass_context
def command(ctx: click.Context, file: TextIO, as_json: bool, no_entities: bool, no_dates: bool) -> None:
    """Find names and dates in the rows {id, text, date?, language?} of FILE (JSONL, - for standard input).

    Prints {id, mentions[], date_mentions[]} with offsets into the text as given: nothing is cleaned.
    """
    import json

    from dossier_etl.derive.recogniser import recogniser
    from dossier_etl.enrich.timex import tag_timexes
    from dossier_etl.model.edtf import Edtf
    from dossier_etl.shards.item_json import date_mention_json, mention_json

    names = None if no_entities else recogniser(settings_of(ctx).spacy_model)
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, anchor = row["text"], row.get("date") or row.get("dct")
            when = Edtf.parse(anchor) if anchor else None
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"{file.name}, line {number}: {type(error).__name__}: {error}", hint="rows are {id, text, date?}"
            ) from error
        dates = [] if no_dates else tag_timexes(text, anchor=when, language=row.get("language", "en"))
        found = names.annotate([text])[0] if names else []
        out = {
            "id": row.get("id", number),
            "mentions": [mention_json(m) for m in found],
            "date_mentions": [date_mention_json(d) for d in dates],
        }
        click.echo(json.dumps(out, ensure_ascii=False))
