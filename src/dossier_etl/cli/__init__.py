"""`dossier`: one module a verb, imported only when the verb is used, so that `--help` is instant."""

import importlib
import sys
from typing import NoReturn

import click

from dossier_etl.cli.groups import WAREHOUSE_HELP, Group, take_shared_options

VERBS: dict[str, str] = {
    "init": "Make an empty warehouse.",
    "fetch": "Fetch pages from feeds, sitemaps and addresses into WARC files.",
    "ingest": "Read files, folders, WARCs, feeds into the warehouse.",
    "reprocess": "Derive stored documents again with today's rules.",
    "extract": "Print what would be read, one JSON object an article; needs no warehouse.",
    "annotate": "Find names and dates in texts you give (JSONL in, JSONL out).",
    "search": "Find articles by their words.",
    "sql": "Ask the warehouse in SQL.",
    "export": "Write articles, tables, networks or the whole read model to a file.",
    "serve": "Serve pages to read, check and correct the dossier.",
    "show": "Show an article; --why shows the evidence behind every value.",
    "story": "Show who published a text first and who copied it.",
    "report": "Write a sourced report on a name, a query or a story.",
    "watch": "Be told when a name or a query appears in new articles.",
    "quarantine": "See what was refused, and decide.",
    "entity": "Merge, split or rename entities.",
    "publish": "Bring the read model and the search index up to date.",
    "runs": "List the runs and what they did.",
    "status": "Tell the warehouse's contents in a few lines.",
    "schema": "Describe the tables, views and columns.",
    "doctor": "Check that everything this needs is in place.",
    "completion": "Print what makes a shell complete verbs and options.",
    "config": "Print the settings in force and where they can be set.",
}


class _Verbs(Group):
    """Loads a verb's module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module = importlib.import_module(f"dossier_etl.cli.{name}")
        command: click.Command = module.command
        return take_shared_options(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="dossier-etl")
@click.option("-w", "--warehouse", help=WAREHOUSE_HELP)
@click.option("-q", "--quiet", is_flag=True, help="No progress messages.")
@click.pass_context
def cli(ctx: click.Context, warehouse: str | None, quiet: bool) -> None:
    """Turn any pile of news into a trustworthy, queryable dossier.

    Data goes to standard output, messages to standard error. Exit codes: 0 fine, 1 failed, 2 usage, 3 quarantine above the
    limit, 4 an expectation suite failed, 5 warehouse locked, 130 interrupted.
    """
    ctx.obj = {"warehouse": warehouse, "quiet": quiet}


_WHEN_LOCKED = "another process is using the warehouse: end its query or transaction, then run the same command again"
_WHEN_BROKEN = "check room and permissions, and `dossier doctor`; what was committed stays"


def main(argv: list[str] | None = None) -> NoReturn:
    """Entry point: errors become a message that says what to do next, and an exit code that means something."""
    from dossier_etl.errors import DossierError, WarehouseLocked
    from dossier_etl.startup.blocked_imports import BLOCKED_IMPORTS, block_imports
    from dossier_etl.startup.environment import set_library_defaults

    set_library_defaults()
    try:
        with block_imports(*BLOCKED_IMPORTS):
            code = cli.main(args=argv, prog_name="dossier", standalone_mode=False)
        sys.stdout.flush()  # while write errors can still be reported
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except KeyboardInterrupt:
        click.echo("interrupted; what was committed stays, run the same command again to go on", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        click.echo(
            f"dossier: {error.strerror or error}{where}\n  → check room and permissions; what was committed stays",
            err=True,
        )
        sys.exit(1)
    except DossierError as error:
        click.echo(f"dossier: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        duckdb = sys.modules.get("duckdb")  # not imported for this: it costs more than `dossier --help`
        if duckdb is None or not isinstance(error, duckdb.Error):
            raise
        from dossier_etl.lake.connect import is_locked

        click.echo(f"dossier: {error}\n  → {_WHEN_LOCKED if is_locked(error) else _WHEN_BROKEN}", err=True)
        sys.exit(WarehouseLocked.exit_code if is_locked(error) else 1)
    sys.exit(code if isinstance(code, int) else 0)
