"""Readers see one snapshot, the newest at their beginning, and are in no loader's way."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dossier_etl.errors import WarehouseMissing
from dossier_etl.lake.connect import connect
from dossier_etl.serve.connections import Lake, TooSlow
from dossier_etl.settings import Settings

_COUNT = "SELECT count(*) FROM lake.decisions"


def decide(settings: Settings, name: str) -> None:
    con = connect(settings, read_only=False)
    con.execute("INSERT INTO lake.decisions BY NAME SELECT ? AS decision_id, 'x' AS item_id", [name])
    con.close()


def test_a_commit_during_a_request_waits_for_nobody_and_is_seen_by_the_next_request(fill) -> None:  # type: ignore[no-untyped-def]
    settings = fill("01-harbour.html")
    lake = Lake(settings)
    with lake.read() as reader:
        before = reader.count(_COUNT)
        decide(settings, "one")  # with a read transaction on the lake's own catalog this fails: "database is locked"
        assert reader.count(_COUNT) == before
    with lake.read() as reader:
        assert reader.count(_COUNT) == before + 1
    lake.close()


def test_fifty_readers_beside_a_writer_each_see_one_state(fill) -> None:  # type: ignore[no-untyped-def]
    settings = fill("01-harbour.html")
    lake = Lake(settings)

    def read(_: int) -> tuple[int, int, int]:
        with lake.read() as reader:
            return reader.snapshot, reader.count(_COUNT), reader.count(_COUNT)

    with ThreadPoolExecutor(50) as pool:
        reading = [pool.submit(read, n) for n in range(50)]
        for n in range(3):
            decide(settings, str(n))
        seen = [one.result() for one in reading]
    assert all(first == second for _, first, second in seen)
    assert len({(snapshot, n) for snapshot, n, _ in seen}) == len({snapshot for snapshot, _, _ in seen})
    with lake.read() as reader:
        assert reader.count(_COUNT) == 3
    lake.close()


def test_what_was_computed_is_kept_as_long_as_its_snapshot(fill) -> None:  # type: ignore[no-untyped-def]
    settings = fill("01-harbour.html")
    lake = Lake(settings)
    for expected in ("first", "first"):
        with lake.read() as reader:
            assert reader.kept("key", lambda: "first") == expected
    decide(settings, "two")
    with lake.read() as reader:
        assert reader.kept("key", lambda: "second") == "second"
    lake.close()


def test_time_that_runs_out_between_statements_counts(fill) -> None:  # type: ignore[no-untyped-def]
    lake = Lake(fill("01-harbour.html"), seconds=0)
    with pytest.raises(TooSlow), lake.read() as reader:
        while True:
            reader.count(_COUNT)
    lake.close()


def test_no_lake_is_told_and_a_lake_made_later_is_seen(tmp_path: Path, fill) -> None:  # type: ignore[no-untyped-def]
    lake = Lake(Settings(warehouse=tmp_path / "warehouse"))
    with pytest.raises(WarehouseMissing), lake.read():
        pass
    fill("01-harbour.html")  # into the same folder
    with lake.read() as reader:
        assert reader.count("SELECT count(*) FROM lake.articles") == 1
    lake.close()
