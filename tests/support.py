"""Helpers of the tests: what a lake holds, and a command line of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.settings import Settings

LEDGER = {"runs", "batches", "validations", "sources", "applied_decisions"}
"""Tables that tell of runs, not of documents."""
ROOT = Path(__file__).parents[1]


def contents(settings: Settings, *, without: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Everything the lake says about documents: table → sorted rows, run ids aside."""
    con = connect(settings)
    try:
        tables = [
            r[0]
            for r in con.execute(
                "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND NOT starts_with(table_name, 'ducklake_')",
                [CATALOG],
            ).fetchall()
        ]
        found = {}
        for table in sorted(set(tables) - LEDGER - without):
            columns = [r[0] for r in con.execute(f"DESCRIBE {CATALOG}.{table}").fetchall() if r[0] != "run_id"]
            quoted = ", ".join(f'"{c}"' for c in columns)
            found[table] = sorted(map(repr, con.execute(f"SELECT {quoted} FROM {CATALOG}.{table}").fetchall()))
        return found
    finally:
        con.close()


def query(settings: Settings, sql: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    con = connect(settings)
    try:
        return con.execute(sql, parameters).fetchall()
    finally:
        con.close()


def dossier(
    *arguments: str, cwd: Path | None = None, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "dossier_etl.cli", *arguments],
        cwd=cwd or ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=240,
        check=False,
    )


def files(seeds: Path) -> list[str]:
    """The seed documents, by name."""
    return [str(p) for p in sorted(seeds.glob("[0-9]*"))]
