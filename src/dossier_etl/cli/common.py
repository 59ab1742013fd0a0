"""What the verbs share: settings from the context, and rows as a table, CSV or JSON."""

import csv
import datetime as dt
import json
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import click

from dossier_etl.settings import Settings, load_settings


def settings_of(ctx: click.Context, **overrides: Any) -> Settings:
    """Settings in force for this call."""
    return load_settings({"warehouse": ctx.obj["warehouse"], **overrides})


def source_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--outlet``, ``--date-from-name``, ``--date-format``: what the user knows of all sources of this call."""
    function = click.option(
        "--date-format", metavar="FORMAT", help="The same, written otherwise than year-month-day, e.g. %d-%m-%Y."
    )(function)
    function = click.option(
        "--date-from-name", is_flag=True, help="The file names hold the day of publication (year-month-day)."
    )(function)
    return click.option("--outlet", metavar="NAME", help="All sources of this call are of this outlet.")(function)


def day_of(text: str | None, option: str, *, last: bool) -> dt.date | None:
    """Return the first (or last) day that an option's date can mean; dates are EDTF. Raises UsageError if it is none."""
    from dossier_etl.errors import UsageError
    from dossier_etl.model.edtf import Edtf

    if text is None:
        return None
    try:
        date = Edtf.parse(text)
    except ValueError as error:
        raise UsageError(f"{option} cannot be {text!r}: {error}", hint="e.g. 2016, 2016-05 or 2016-05-12") from None
    return date.latest if last else date.earliest


def tell(ctx: click.Context, message: str) -> None:
    """A message for people, on standard error."""
    if not ctx.obj["quiet"]:
        click.echo(message, err=True)


def format_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--json`` and ``--csv``; without them a table on a terminal, CSV in a pipe."""
    function = click.option("--json", "as_json", is_flag=True, help="One JSON object a row.")(function)
    return click.option("--csv", "as_csv", is_flag=True, help="CSV with a header.")(function)


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _cell(value: Any) -> str:
    value = plain(value)
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def emit(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    as_json: bool,
    as_csv: bool,
    brief: Collection[str] = (),
    pretty: Mapping[str, Callable[..., str]] = MappingProxyType({}),
) -> None:
    """Print rows to standard output.

    Args:
        brief: the columns to show on a terminal; default all. JSON and CSV always have all.
        pretty: how a terminal shows the values of a column.
    """
    if as_json:
        for row in rows:
            click.echo(json.dumps(dict(zip(columns, map(plain, row), strict=True)), ensure_ascii=False))
    elif as_csv or not sys.stdout.isatty():
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(v) for v in row] for row in rows)
    else:
        from dossier_etl.cli.tables import print_rows

        shown = [n for n, name in enumerate(columns) if not brief or name in brief]
        forms = {n: pretty[name] for n, name in enumerate(columns) if name in pretty}
        shaped = [[forms[n](row[n]) if n in forms else row[n] for n in shown] for row in rows]
        print_rows([columns[n] for n in shown], shaped)
