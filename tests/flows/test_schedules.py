"""What a user sees who schedules the deployments: a real server, a real worker, a schedule that fires by itself."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from prefect_parts import Prefect, eventually, kill, prefect
from support import ROOT, query

from dossier_etl.settings import Settings

EVERY_FEW_SECONDS = {"interval": 15}
BALANCE = "SELECT count(*) FROM lake.batches WHERE items_in <> loaded + duplicates + quarantined + known"


def project_in(folder: Path) -> Path:
    """A working folder like a clone's: flows, prefect.yaml with the inbox read every few seconds, an empty inbox."""
    folder.mkdir(parents=True)
    for name in ("flows", "expectations"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    declared = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
    for deployment in declared["deployments"]:
        if deployment["name"] == "inbox":
            deployment["schedules"] = [EVERY_FEW_SECONDS]
            deployment["parameters"]["settings"] = {"entities": False, "workers": 1}
    (folder / "prefect.yaml").write_text(yaml.safe_dump(declared), "utf-8")
    (folder / "inbox").mkdir()
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefect]:
    """Server, pool and deployments, as README's "Schedule it" makes them."""
    folder = tmp_path_factory.mktemp("scheduled")
    with prefect(folder / "home", project_in(folder / "project")) as running:
        running.run("prefect", "work-pool", "create", "dossier", "--type", "process", "--overwrite")
        running.run("prefect", "--no-prompt", "deploy", "--all")
        yield running


def test_a_schedule_loads_what_lies_in_the_inbox_and_the_next_run_finds_it_known(server: Prefect, seeds: Path) -> None:
    shutil.copy(seeds / "01-harbour.html", server.project / "inbox")
    worker = server.start("prefect", "worker", "start", "--pool", "dossier", log="worker.log")
    try:
        first, second, *_ = eventually(lambda: server.finished("inbox", 2), "two scheduled runs")
    finally:
        kill(worker)
    for run in (first, second):
        assert (run["state_name"], run["auto_scheduled"]) == ("Completed", True), run["state"]["message"]
    lake = Settings(warehouse=server.project / "warehouse")
    assert query(lake, "SELECT loaded, known FROM lake.runs ORDER BY started_at LIMIT 2") == [(1, 0), (0, 1)]
    assert query(lake, BALANCE) == [(0,)]
    assert server.complaints() == []


PROSE = (
    "The harbour council of {town} met on Tuesday to decide about the repair of quay number {n}. Members from both banks of the river "
    "spoke for two hours, {n} of them against the plan, before the vote was taken late in the evening. Work on the northern "
    "side begins after the winter storms, said the engineer in charge, {n} weeks later than the first plan had promised."
)


def long_reading(folder: Path, pages: int) -> None:
    """Enough pages that a run is still at work when something happens to it."""
    for n in range(pages):
        (folder / f"{n:04d}.html").write_text(
            f"<html><head><title>Quay {n} of Town {n * 7}</title><meta property='og:site_name' content='The Tidewater Post'>"
            f"<meta property='article:published_time' content='2024-03-{n % 28 + 1:02d}T08:00:00Z'></head><body><article>"
            f"<h1>Quay {n} of Town {n * 7}</h1>"
            + "".join(f"<p>{PROSE.format(town=f'Town {n * 7 + k}', n=n * 31 + k)}</p>" for k in range(40))
            + "</article></body></html>",
            "utf-8",
        )


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "SIGKILL"])
def test_a_worker_that_ends_in_mid_run_blocks_no_later_run_and_the_books_are_exact(tmp_path: Path, how: int) -> None:
    with prefect(tmp_path / "home", project_in(tmp_path / "project")) as server:
        server.run("prefect", "work-pool", "create", "dossier", "--type", "process", "--overwrite")
        server.run("prefect", "--no-prompt", "deploy", "--name", "inbox")
        long_reading(server.project / "inbox", 600)
        worker = server.start("prefect", "worker", "start", "--pool", "dossier", log="worker.log")
        lock = server.project / "warehouse" / "loader.lock"
        eventually(lambda: lock.exists() and lock.read_text(), "a run at work")
        kill(worker, how)
        server.start("prefect", "worker", "start", "--pool", "dossier", log="worker2.log")
        runs = eventually(
            lambda: [r for r in server.flow_runs("inbox") if r["state_name"] == "Completed"],
            "a later run that completes",
        )
        assert runs[0]["auto_scheduled"]
        lake = Settings(warehouse=server.project / "warehouse")
        assert query(lake, "SELECT count(*) FROM lake.documents") == [(600,)]
        assert query(lake, BALANCE) == [(0,)]
        # Every document was new in exactly one committed batch.
        assert query(lake, "SELECT sum(loaded + duplicates + quarantined) FROM lake.batches") == [(600,)]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"quarantine_limit": 0.1, "quarantine_limit_min_items": 1}, "failed the gate, more than the limit of 10%"),
        ({"no_such_setting": 1}, "unknown setting 'no_such_setting'"),
    ],
)
def test_a_run_that_cannot_load_ends_as_failed_with_the_reason_in_its_state(
    server: Prefect, seeds: Path, settings: dict[str, object], reason: str
) -> None:
    (server.project / "other").mkdir(exist_ok=True)
    shutil.copy(seeds / "04-doubled-body.txt", server.project / "other")
    parameters = {"sources": ["other"], "warehouse": "other-warehouse", "settings": {"entities": False, **settings}}
    deployment = server.post("deployments/filter", deployments={"name": {"any_": ["inbox"]}})[0]["id"]
    run = server.post(f"deployments/{deployment}/create_flow_run", parameters=parameters)["id"]
    worker = server.start("prefect", "worker", "start", "--pool", "dossier", log="worker.log")
    try:
        [ended] = eventually(lambda: [r for r in server.finished("inbox", 1) if r["id"] == run], "the run's end")
    finally:
        kill(worker)
    assert ended["state_name"] == "Failed" and reason in ended["state"]["message"]
