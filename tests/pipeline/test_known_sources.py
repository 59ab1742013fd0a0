"""A source is read again when its bytes, its reading or its luck may have changed, and only then."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import dossier, query

from dossier_etl.lake.connect import connect
from dossier_etl.pipeline.ingest import Ingest, ingest
from dossier_etl.settings import Settings
from dossier_etl.workers.pool import WorkerPool
from dossier_etl.workers.tasks import ShardRead


def change(settings: Settings, sql: str) -> None:
    con = connect(settings, read_only=False)
    con.execute(sql)
    con.close()


def read_now(settings: Settings, paths: list[str], *, again: bool = False) -> list[str]:
    """Names of the files that a run would read."""
    with Ingest(settings, paths, again=again) as run:
        return [Path(source.uri).name for source, _ in run.plan()[0]]


@pytest.fixture
def paths(warehouse: Settings, seeds: Path, tmp_path: Path) -> list[str]:
    """A sound file and a damaged one, both loaded."""
    damaged = tmp_path / "damaged.jsonl"
    damaged.write_text('{"text": "broken\n')
    paths = [str(seeds / "01-harbour.html"), str(damaged)]
    ingest(warehouse, paths)
    return paths


def test_an_unchanged_file_is_read_again_only_if_asked(warehouse: Settings, paths: list[str]) -> None:
    assert read_now(warehouse, paths) == []
    assert read_now(warehouse, paths, again=True) == ["01-harbour.html", "damaged.jsonl"]
    done = dossier("-w", str(warehouse.warehouse), "ingest", "--again", *paths)
    assert done.returncode == 0 and "known              1" in done.stderr


def test_better_readers_look_again_where_earlier_ones_lost_something(warehouse: Settings, paths: list[str]) -> None:
    change(warehouse, """UPDATE lake.sources SET fingerprint = replace(fingerprint, ', "version": 2', '')""")
    assert read_now(warehouse, paths) == ["damaged.jsonl"]


@pytest.mark.parametrize("kind", ["memory", "reader_crash", "unreadable"])
def test_a_failure_in_passing_is_not_final(
    warehouse: Settings, seeds: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = str(seeds / "01-harbour.html")

    def fails(pool: WorkerPool, task: Any, known: Any) -> Iterator[ShardRead]:
        incident = dict.fromkeys(("byte_start", "byte_end"))
        yield ShardRead("", (), ({"source_uri": path, "locator": "", "kind": kind, "detail": "", **incident},), (1, 0))

    with monkeypatch.context() as patch:
        patch.setattr(WorkerPool, "extract", fails)
        assert ingest(warehouse, [path]).total.incidents == 1
    assert ingest(warehouse, [path]).total.loaded == 1
    assert ingest(warehouse, [path]).total.known == 1


def test_what_an_earlier_version_refused_is_offered(warehouse: Settings, seeds: Path) -> None:
    refused = ["04-doubled-body.txt", "01-harbour.html"]
    ingest(warehouse, [str(seeds / name) for name in refused])
    folder = ("-w", str(warehouse.warehouse))
    assert "refused by earlier versions,True,none" in dossier(*folder, "doctor").stdout
    change(warehouse, "UPDATE lake.runs SET code_version = '0.2.0 plugin@1'")
    told = dossier(*folder, "doctor").stdout
    assert query(warehouse, "SELECT count(*) FROM lake.quarantine") == [(1,)]
    assert "1 items" in told
    condition = told.partition('--where ""')[2].partition('""')[0]
    done = dossier(*folder, "reprocess", "--where", condition)
    assert done.returncode == 0 and "read               1 items" in done.stderr, done.stderr
    assert "refused by earlier versions,True,none" in dossier(*folder, "doctor").stdout
