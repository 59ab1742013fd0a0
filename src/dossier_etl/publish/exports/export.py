"""Exporting to a file whose name says the format, with a sidecar that says what is in it."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from dossier_etl import __version__
from dossier_etl.errors import UsageError
from dossier_etl.publish.exports import citations, databases, feeds, ftm, graphs, tables
from dossier_etl.publish.exports.graphs import GRAPHS
from dossier_etl.publish.exports.source import Source, open_marts, open_model, open_source
from dossier_etl.settings import Settings

Writer = Callable[[Source, Path], int]
_OF_ROWS: dict[str, Writer] = {
    ".csv": tables.write_csv,
    ".xlsx": tables.write_xlsx,
    ".jsonl": tables.write_jsonl,
    ".parquet": tables.write_parquet,
    ".bib": citations.write_bibtex,
    ".ris": citations.write_ris,
    ".csl.json": citations.write_csl,
    ".ftm.jsonl": ftm.write_ftm,
    ".atom": feeds.write_atom,
}
_OF_GRAPHS: dict[str, Writer] = {".graphml": graphs.write_graphml, ".gexf": graphs.write_gexf}
_OF_MODELS: dict[str, Callable[[list[Source], Path], int]] = {
    ".duckdb": databases.write_duckdb,
    ".sqlite": databases.write_sqlite,
}
FORMATS = (*_OF_ROWS, *_OF_GRAPHS, *_OF_MODELS)
"""Ends of file names."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written."""

    file: Path
    rows: int
    """Rows, entries, entities, or nodes and edges: all there were."""
    sidecar: Path


def export(
    settings: Settings,
    file: Path,
    *,
    view: str | None = None,
    query: str | None = None,
    sql: str | None = None,
    excel: bool = False,
) -> Exported:
    """Write a file, whole or not at all; its name's end is the format. Nothing is cut: what a format cannot hold is an error.

    Args:
        view: a table or view of the lake, or a mart; a network for ``.graphml`` and ``.gexf``. With neither it, nor a query, nor
            SQL: all articles, the entities named together, or, for databases, the whole read model.
        query: a search; its publications, best first.
        sql: a query on the lake.
        excel: CSV as Excel likes it.
    Raises:
        UsageError: no such format or view, a query that cannot be run, or rows that the format cannot hold.
        WarehouseMissing: no lake, or nothing published where the read model is needed.
    """
    end = _format(file)
    if excel and end != ".csv":
        raise UsageError("--excel is for CSV", hint="name the file ….csv")
    with _whole_file(file) as part:
        if end in _OF_MODELS and not (view or query or sql):
            with open_marts(settings) as sources:
                rows, asked, snapshot = _OF_MODELS[end](sources, part), {"view": "all marts"}, sources[0].snapshot
        elif end in _OF_GRAPHS:
            if query or sql or (view and view not in GRAPHS):
                raise UsageError(f"{end} holds a network", hint=f"name one: {', '.join(GRAPHS)}")
            with open_model(settings, view or "co_mentions") as source:
                rows, asked, snapshot = _OF_GRAPHS[end](source, part), source.asked, source.snapshot
        else:
            default = None if query or sql else "articles"
            with open_source(settings, view=view or default, query=query, sql=sql) as source:
                rows, asked, snapshot = _write(end, source, part, excel=excel), source.asked, source.snapshot
    sidecar = file.with_name(file.name + ".meta.json")
    meta = {
        "file": file.name,
        "rows": rows,
        "sha256": _sha256(file),
        **asked,
        "snapshot": snapshot,
        "dossier_etl": __version__,
        "format": end,
    }
    sidecar.write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return Exported(file, rows, sidecar)


def _format(file: Path) -> str:
    for end in sorted(FORMATS, key=len, reverse=True):
        if file.name.lower().endswith(end):
            return end
    raise UsageError(f"the name {file.name!r} says no format", hint=f"it ends in one of {' '.join(FORMATS)}")


def _write(end: str, source: Source, part: Path, *, excel: bool) -> int:
    if end in _OF_MODELS:
        return _OF_MODELS[end]([source], part)
    writer: Any = partial(tables.write_csv, excel=excel) if end == ".csv" else _OF_ROWS[end]
    return int(writer(source, part))


@contextmanager
def _whole_file(file: Path) -> Iterator[Path]:
    """Yield a name to write to; what was written takes the file's place when all went well."""
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        yield part
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
