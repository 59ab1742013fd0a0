"""kill -9 at random instants, then the same command again: the lake ends as if nothing had happened."""

import dataclasses
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import contents, files, query

from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings

BALANCE = "SELECT count(*) FROM lake.batches WHERE items_in <> loaded + duplicates + quarantined + not_articles + known"
HISTORY = frozenset({"story_history"})


FEW = ("01-", "02-", "03-", "04-", "06-", "13-", "14-", "25-")
"""Articles, copies, refused items, damage, several records a file: eight commits of two documents."""


def few(seeds: Path) -> list[str]:
    return [name for name in files(seeds) if Path(name).name.startswith(FEW)]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(
        warehouse=tmp_path_factory.mktemp("kill") / "w", workers=1, entities=False, shard_records=2, batch_shards=1
    )
    ingest(settings, few(Path(__file__).parents[2] / "seeds"))
    return settings


def command(settings: Settings, seeds: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DOSSIER_WAREHOUSE": str(settings.warehouse),
        "DOSSIER_WORKERS": "1",
        "DOSSIER_ENTITIES": "no",
        "DOSSIER_SHARD_RECORDS": "2",
        "DOSSIER_BATCH_SHARDS": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "dossier_etl.cli", "-q", "ingest", *few(seeds)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill_and_rerun(undisturbed: Settings, seeds: Path, folder: Path, seed: int) -> int:
    """Kill once or twice, then let it finish; returns how often the kill met a running process."""
    settings = dataclasses.replace(undisturbed, warehouse=folder / "w")
    rng = random.Random(seed)
    met = 0
    for _ in range(rng.randint(1, 2)):
        process = command(settings, seeds)
        time.sleep(rng.uniform(0.3, 9.0))  # the instant is the point of the test
        if process.poll() is None:
            met += 1
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert command(settings, seeds).wait() == 0
    assert contents(settings, without=HISTORY) == contents(undisturbed, without=HISTORY)
    assert query(settings, BALANCE) == [(0,)]
    assert list(settings.staging.iterdir()) == []
    return met


def test_a_killed_run_repeated_ends_like_an_undisturbed_one(undisturbed: Settings, seeds: Path, tmp_path: Path) -> None:
    kill_and_rerun(undisturbed, seeds, tmp_path, seed=0)  # kills twice


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_fifty_kills(undisturbed: Settings, seeds: Path, tmp_path: Path) -> None:
    kills = seed = 0
    while kills < 50:
        seed += 1
        kills += kill_and_rerun(undisturbed, seeds, tmp_path / str(seed), 1000 + seed)


def test_two_ingests_at_once_both_finish(undisturbed: Settings, seeds: Path, tmp_path: Path) -> None:
    settings = dataclasses.replace(undisturbed, warehouse=tmp_path / "w")
    both = [command(settings, seeds), command(settings, seeds)]
    assert [p.wait() for p in both] == [0, 0]
    assert contents(settings, without=HISTORY) == contents(undisturbed, without=HISTORY)


def test_readers_see_whole_batches_while_a_run_commits(undisturbed: Settings, seeds: Path, tmp_path: Path) -> None:
    settings = dataclasses.replace(undisturbed, warehouse=tmp_path / "w")
    ingest(settings, [str(seeds / "04-doubled-body.txt")])
    process = command(settings, seeds)
    reads = 0
    while process.poll() is None:
        torn = query(
            settings,
            """SELECT (SELECT sum(n_items) FROM lake.documents)
                    - (SELECT count(*) FROM lake.publications) - (SELECT count(*) FROM lake.quarantine)""",
        )
        assert torn == [(0,)]
        reads += 1
    assert process.returncode == 0 and reads >= 3
