"""The full-text index beside the lake: ``warehouse/search/``, one folder an index and a note which is in force.

The note says up to which snapshot of the lake the index knows everything. A writer that dies leaves the last commit; at worst the
note is older than the index, and the next writer does some of its work again.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import duckdb
import tantivy

from dossier_etl.errors import WarehouseLocked, WarehouseMissing
from dossier_etl.lake.changes import changed, current_snapshot, has_snapshot
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.search.documents import COLUMNS, document, schema
from dossier_etl.settings import Settings

_FORM = 2
"""Version of the schema and of the folding: an index of another one is built anew."""
_NOTE = "current.json"
_LOCK = "writer.lock"
_HEAP = 128_000_000
_ROWS = 2_000
"""Publications fetched at a time."""
_SOURCES = (("publications", "article_id"), ("story_members", "article_id"), ("mentions", "article_id"))
"""Tables, and the column that tells which documents of the index a change of theirs touches."""


@dataclass(frozen=True, slots=True)
class IndexNote:
    """The index in force."""

    folder: str
    snapshot: int
    made_by: str


@dataclass(frozen=True, slots=True)
class IndexUpdate:
    """What bringing an index up to date did."""

    snapshot: int
    documents: int
    """Added or replaced."""
    rebuilt: bool


def search_folder(settings: Settings) -> Path:
    """Return where the indexes are."""
    return settings.warehouse / "search"


def read_note(settings: Settings) -> IndexNote | None:
    """Return which index is in force; None when there is none, or one that another version made."""
    try:
        note = IndexNote(**json.loads((search_folder(settings) / _NOTE).read_text("utf-8")))
    except FileNotFoundError:
        return None
    return note if note.made_by == _made_by() else None


def open_index(settings: Settings) -> tuple[tantivy.Index, IndexNote]:
    """Open the index in force. Raises WarehouseMissing."""
    note = read_note(settings)
    if note is None:
        raise WarehouseMissing(f"no search index in {search_folder(settings)}", hint="`dossier publish` makes it")
    index = tantivy.Index.open(str(search_folder(settings) / note.folder))
    index.config_reader("manual")
    return index, note


def update_index(settings: Settings, *, rebuild: bool = False) -> IndexUpdate:
    """Bring the index up to the lake's current snapshot: what changed is replaced in one commit; a new index is built beside
    the old one and takes its place.

    Args:
        rebuild: build a new one in any case.
    Raises:
        WarehouseMissing: no lake.
        WarehouseLocked: another process is writing the index.
    """
    con = connect(settings)
    try:
        with _writing(settings):
            note = None if rebuild else read_note(settings)
            snapshot = current_snapshot(con)
            if note and note.snapshot == snapshot:
                return IndexUpdate(snapshot, 0, rebuilt=False)
            if note and note.snapshot < snapshot and has_snapshot(con, note.snapshot):
                return _catch_up(con, settings, note, snapshot)
            return _build(con, settings, snapshot)
    finally:
        con.close()


def _made_by() -> str:
    return f"tantivy {version('tantivy')}, form {_FORM}"


@contextmanager
def _writing(settings: Settings) -> Iterator[None]:
    """Hold the index for writing; the kernel releases it with the process."""
    folder = search_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WarehouseLocked(
                f"{folder} is being written by another process", hint="try again when it is done"
            ) from None
        yield


def _publications(only: str = "") -> str:
    return f"""
        SELECT {", ".join(f"p.{c}" for c in COLUMNS)}, coalesce(m.role, 'first') AS role, e.entities
        FROM {CATALOG}.publications p {only}
        LEFT JOIN {CATALOG}.story_members m USING (article_id)
        LEFT JOIN (
            SELECT article_id, list(DISTINCT entity_id) AS entities FROM {CATALOG}.mentions {only}
            WHERE entity_id IS NOT NULL GROUP BY article_id
        ) e USING (article_id)
    """


def _add(con: duckdb.DuckDBPyConnection, writer: tantivy.IndexWriter, index: tantivy.Index, sql: str) -> int:
    added = 0
    result = con.execute(sql)
    names = [c[0] for c in result.description or ()]
    while rows := result.fetchmany(_ROWS):
        for row in rows:
            writer.add_document(document(dict(zip(names, row, strict=True)), index.schema))
        added += len(rows)
    return added


def _build(con: duckdb.DuckDBPyConnection, settings: Settings, snapshot: int) -> IndexUpdate:
    folder = search_folder(settings)
    number = 1 + max((int(p.name) for p in folder.iterdir() if p.name.isdecimal()), default=0)
    fresh = folder / f"{number:06d}"
    fresh.mkdir()
    index = tantivy.Index(schema(), path=str(fresh))
    writer = index.writer(_HEAP, 1)
    added = _add(con, writer, index, _publications())
    writer.commit()
    writer.wait_merging_threads()
    _put_note(folder, IndexNote(fresh.name, snapshot, _made_by()))
    for old in folder.iterdir():
        if old.name.isdecimal() and old.name != fresh.name:
            shutil.rmtree(old)  # a reader that has it open keeps its files until it looks again
    return IndexUpdate(snapshot, added, rebuilt=True)


def _catch_up(con: duckdb.DuckDBPyConnection, settings: Settings, note: IndexNote, snapshot: int) -> IndexUpdate:
    touched = " UNION ".join(changed(table, key, note.snapshot, snapshot) for table, key in _SOURCES)
    con.execute(f"CREATE TEMP TABLE touched AS {touched}")
    folder = search_folder(settings)
    added = 0
    if ids := con.execute("SELECT article_id FROM touched").fetchall():
        index = tantivy.Index.open(str(folder / note.folder))
        writer = index.writer(_HEAP, 1)
        for (article_id,) in ids:
            writer.delete_documents_by_term("article_id", article_id)
        added = _add(con, writer, index, _publications("SEMI JOIN touched USING (article_id)"))
        writer.commit()
        writer.wait_merging_threads()
    _put_note(folder, IndexNote(note.folder, snapshot, note.made_by))
    return IndexUpdate(snapshot, added, rebuilt=False)


def _put_note(folder: Path, note: IndexNote) -> None:
    fresh = folder / f"{_NOTE}.new"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(json.dumps(asdict(note)))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / _NOTE)
