"""README's "Schedule it", typed as a user types it: server, pool, deployments, worker, a file dropped into inbox/."""

import os
import re
import shutil
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest
from served import Server, server, wait_for
from support import ROOT, query

from dossier_etl.lake.lock import loader_lock, owner
from dossier_etl.settings import Settings

SECTION = (ROOT / "README.md").read_text("utf-8").partition("## Schedule it\n")[2].partition("\n## ")[0]
BALANCE = "SELECT count(*) FROM lake.batches WHERE items_in <> loaded + duplicates + quarantined + not_articles + known"


def test_the_readme_names_the_targets_this_module_runs() -> None:
    assert re.findall(r"^make ([a-z-]+)", SECTION, re.M) == ["serve-prefect", "deploy", "worker"]


def test_the_pages_look_for_the_server_where_it_is(served: Server) -> None:
    assert httpx.get(f"http://127.0.0.1:{served.port}/ui-settings", timeout=30).json()["api_url"] == served.api


def test_a_file_in_the_inbox_is_loaded_by_the_schedule_and_known_the_next_time(deployed: Server) -> None:
    inbox = deployed.project / "inbox"
    wait_for("the worker makes inbox/", inbox.is_dir)
    shutil.copy(ROOT / "seeds" / "01-harbour.html", inbox)
    deployed.prefect("deployment", "schedule", "create", "ingest/inbox", "--interval", "12", "--replace", "-y")
    first, second = wait_for("two scheduled runs complete", lambda: _ended(deployed, 2))[:2]
    deployed.prefect("deployment", "schedule", "clear", "ingest/inbox", "-y")
    for run in (first, second):
        assert run["state_name"] == "Completed", run["state"]["message"]
    lake = Settings(warehouse=deployed.project / "warehouse")
    assert query(lake, "SELECT title FROM articles") == [("Halvern harbour to be dredged after eleven years",)]
    books = query(lake, "SELECT items_in, loaded, known, status FROM lake.runs ORDER BY started_at LIMIT 2")
    assert books == [(1, 1, 0, "done"), (1, 0, 1, "done")]
    assert deployed.complaints() == []


def _ended(served: Server, at_least: int) -> list[dict[str, Any]]:
    done = served.runs("inbox", any_=["COMPLETED", "FAILED", "CRASHED", "CANCELLED"])
    due = [run for run in done if run["auto_scheduled"]]
    return due if len(due) >= at_least else []


def ended(served: Server, run: str, *, seconds: float = 120) -> dict[str, Any]:
    """Return a run's state once it is final."""

    def final() -> dict[str, Any] | None:
        state: dict[str, Any] = served.get(f"/flow_runs/{run}")["state"]
        return state if state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None

    found: dict[str, Any] = wait_for("the run ends", final, seconds=seconds)
    return found


def start_run(served: Server, **settings: object) -> str:
    """Have the deployment read a document that fails the gate, into a warehouse of its own; return the run's id."""
    other = served.project / "other"
    other.mkdir(exist_ok=True)
    shutil.copy(ROOT / "seeds" / "04-doubled-body.txt", other)
    return served.create_run("inbox", sources=["other"], warehouse="other-warehouse", settings=settings)


def test_a_run_over_the_quarantine_limit_ends_as_failed_with_the_reason_in_its_state(deployed: Server) -> None:
    state = ended(deployed, start_run(deployed, quarantine_limit=0.1, quarantine_limit_min_items=1))
    assert state["name"] == "Failed" and "failed the gate, more than the limit of 10%" in state["message"]


def test_a_parameter_that_is_none_is_refused_before_there_is_a_run(deployed: Server) -> None:
    with pytest.raises(httpx.HTTPStatusError) as refused:
        start_run(deployed, no_such_setting=1)
    assert refused.value.response.status_code == 409 and "no_such_setting" in refused.value.response.text


def test_a_run_that_finds_another_one_loading_is_skipped_and_says_by_whom(deployed: Server) -> None:
    deployed.prefect("variable", "set", "dossier_settings", '{"lock_seconds": 1}')
    with loader_lock(Settings(warehouse=deployed.project / "other-warehouse"), since="noon"):
        state = ended(deployed, start_run(deployed))
    deployed.prefect("--no-prompt", "variable", "unset", "dossier_settings")
    assert (state["type"], state["name"]) == ("COMPLETED", "Skipped")
    assert "is being written by process" in state["message"] and "since noon" in state["message"]


def test_a_cancelled_run_ends_as_cancelled_and_lets_go_of_the_warehouse(deployed: Server) -> None:
    lake = Settings(warehouse=deployed.project / "other-warehouse")
    with loader_lock(lake, since="noon"):
        run = start_run(deployed)
        wait_for("it waits for the lock", lambda: "waiting" in deployed.log("worker"))
        deployed.prefect("flow-run", "cancel", run)
        assert ended(deployed, run)["name"] == "Cancelled"
    with loader_lock(lake, since="later", wait_seconds=30):
        pass
    assert ended(deployed, start_run(deployed))["name"] == "Completed"


PROSE = (
    "The harbour council of {town} met on Tuesday to decide about the repair of quay number {n}. Members from both banks of the river "
    "spoke for two hours, {n} of them against the plan, before the vote was taken late in the evening. Work on the northern "
    "side begins after the winter storms, said the engineer in charge, {n} weeks later than the first plan had promised."
)


def long_reading(folder: Path, pages: int) -> None:
    """Enough pages that a run is still at work when something happens to it."""
    folder.mkdir()
    for n in range(pages):
        (folder / f"{n:04d}.html").write_text(
            f"<html><head><title>Quay {n} of Town {n * 7}</title><meta property='og:site_name' content='The Tidewater Post'>"
            f"<meta property='article:published_time' content='2024-03-{n % 28 + 1:02d}T08:00:00Z'></head><body><article>"
            f"<h1>Quay {n} of Town {n * 7}</h1>"
            + "".join(f"<p>{PROSE.format(town=f'Town {n * 7 + k}', n=n * 31 + k)}</p>" for k in range(4))
            + "</article></body></html>",
            "utf-8",
        )


def loader_of(lake: Settings) -> int:
    """Return the process that loads."""
    who = owner(lake.warehouse) or {}
    return int(str(who["pid"]))


@pytest.mark.slow
@pytest.mark.parametrize("how", ["SIGTERM to the worker", "SIGKILL to the worker", "power cut"])
def test_a_worker_that_ends_in_mid_run_blocks_no_later_run_and_the_books_are_exact(tmp_path: Path, how: str) -> None:
    with server(tmp_path) as served:
        served.run(*served.make("deploy"))
        served.run(*served.make("automations"))
        long_reading(served.project / "inbox", 120)
        small = {"DOSSIER_SHARD_RECORDS": "6", "DOSSIER_BATCH_SHARDS": "2"}  # ten commits
        served.start("worker", *served.make("worker"), **small)
        lake = Settings(warehouse=served.project / "warehouse")
        lost = served.create_run("inbox", sources=["inbox"])
        wait_for("its first commit", lambda: "batch 2:" in served.log("worker"))
        if how == "power cut":
            os.kill(loader_of(lake), signal.SIGKILL)
        served.stop("worker", signal.SIGTERM if how.startswith("SIGTERM") else signal.SIGKILL)
        served.start("worker", *served.make("worker"), **small)
        served.prefect("deployment", "schedule", "create", "ingest/inbox", "--interval", "15", "--replace", "-y")
        run = wait_for("a scheduled run completes", lambda: scheduled(served), seconds=300)[0]
        served.prefect("deployment", "schedule", "clear", "ingest/inbox", "-y")
        assert run["state_name"] == "Completed"
        assert query(lake, "SELECT count(*) FROM lake.documents") == [(120,)]
        assert query(lake, BALANCE) == [(0,)]
        # Every document was new in exactly one committed batch.
        assert query(lake, "SELECT sum(loaded + duplicates + quarantined) FROM lake.batches") == [(120,)]
        state = ended(served, lost, seconds=400)
        print(how, "→", state["name"], state["message"])
        assert served.complaints() == []


def scheduled(served: Server) -> list[dict[str, Any]]:
    return [run for run in served.runs("inbox", any_=["COMPLETED"]) if run["auto_scheduled"]]
