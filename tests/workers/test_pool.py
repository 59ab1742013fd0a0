"""A document that kills its worker costs itself and nothing else."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from support import query

from dossier_etl.errors import DossierError
from dossier_etl.extract import Source
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings
from dossier_etl.workers.pool import WorkerPool
from dossier_etl.workers.tasks import DeriveTask, ReadTask

# A stand-in for the worker: derives by writing names, dies when it meets the words that stand for a poison page.
DEADLY = """
import json, os, signal, sys
from dossier_etl.workers.fork_server import serve

def work():
    for line in iter(sys.stdin.readline, ""):
        task = json.loads(line)
        say = lambda kind, **message: print(json.dumps({"type": kind, **message}), flush=True)
        if task["type"] == "DeriveTask":
            with open(task["folder"] + "/attempts", "a") as attempts:
                print(sorted(task["poison"].items()), file=attempts)
            for n, word in enumerate(task["shard"].split()):
                if str(n) in task["poison"]: continue
                say("Progress", at=n)
                if word == "burn": os.kill(os.getpid(), signal.SIGXCPU)
                if word == "crash": os.kill(os.getpid(), signal.SIGSEGV)
                if word == "killed" and not os.path.exists(flag := f"{task['folder']}/{n}"):
                    open(flag, "w").close()
                    os.kill(os.getpid(), signal.SIGKILL)
            say("Done", items=n + 1, quarantined=len(task["poison"]))
        else:
            first, skip = task["resume"]
            pending = []
            for k in range(first, len(task["sources"])):
                say("Progress", at=k)
                for i, word in enumerate(task["sources"][k][1].split()):
                    if k == first and i < skip: continue
                    if word == "crash": os.kill(os.getpid(), signal.SIGSEGV)
                    pending.append([word, "", ""])
                    if len(pending) >= task["shard_records"]:
                        say("ShardRead", shard="s", rows=pending, incidents=[], resume=[k, i + 1])
                        sys.stdin.readline(); pending = []
            if pending:
                say("ShardRead", shard="s", rows=pending, incidents=[], resume=[k + 1, 0])
                sys.stdin.readline()
            say("Done")

serve(work)
"""


@pytest.fixture
def deadly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that die on command: real processes, real signals."""
    script = tmp_path / "deadly.py"
    script.write_text(DEADLY)
    honest = subprocess.Popen

    def start(arguments: list[str], **kw: Any) -> Any:
        return honest([arguments[0], str(script)], **kw)

    monkeypatch.setattr(subprocess, "Popen", start)


@pytest.mark.usefixtures("deadly")
def test_poison_documents_are_found_one_by_one_with_their_reasons(tmp_path: Path) -> None:
    with WorkerPool(1) as pool:
        done = pool.derive(DeriveTask.of(Settings(), "a burn b crash c", str(tmp_path), range(5)))
    assert (done.items, done.quarantined) == (5, 2)
    assert (tmp_path / "attempts").read_text().splitlines()[-1] == "[('1', 'cpu_time'), ('3', 'crash')]"


@pytest.mark.usefixtures("deadly")
def test_a_worker_killed_once_from_outside_costs_no_document(tmp_path: Path) -> None:
    """The OOM killer takes the largest process, whatever it reads."""
    with WorkerPool(1) as pool:
        done = pool.derive(DeriveTask.of(Settings(), "a killed b killed c", str(tmp_path), range(5)))
    assert (done.items, done.quarantined) == (5, 0)


@pytest.mark.usefixtures("deadly")
def test_a_reader_that_dies_keeps_what_it_read_before_and_goes_on_with_the_next_source() -> None:
    sources = [Source("one", Path("a b")), Source("two", Path("c crash d")), Source("three", Path("e"))]
    with WorkerPool(1) as pool:
        messages = list(pool.extract(ReadTask.of(Settings(), sources, Path(), 10)))
    assert [row[0] for m in messages for row in m.rows] == ["a", "b", "c", "e"]
    incidents = [i for m in messages for i in m.incidents]
    assert [(i["source_uri"], i["kind"]) for i in incidents] == [("two", "reader_crash")]


def test_a_worker_that_dies_of_no_document_stops_the_run(tmp_path: Path) -> None:
    with WorkerPool(1) as pool, pytest.raises(DossierError, match="outside any document"):
        pool.derive(DeriveTask.of(Settings(), str(tmp_path / "missing.parquet"), str(tmp_path), ()))


def test_a_page_that_cannot_be_followed_is_quarantined_and_its_neighbours_load(
    warehouse: Settings, seeds: Path, tmp_path: Path
) -> None:
    (tmp_path / "deep.html").write_text("<html><body>" + "<div>" * 200_000 + "deep" + "</div>" * 200_000)
    ingest(warehouse, [str(tmp_path / "deep.html"), str(seeds / "01-harbour.html")])
    assert query(warehouse, "SELECT count(*) FROM articles") == [(1,)]
    assert query(warehouse, "SELECT count(*) FROM lake.quarantine") == [(1,)]
    assert json.loads(query(warehouse, "SELECT parameters FROM lake.runs")[0][0])["sources"]


def test_documents_that_are_known_lie_in_the_shard_without_their_bytes(tmp_path: Path, seeds: Path) -> None:
    files = [seeds / name for name in ("01-harbour.html", "09-deutsch.html")]
    sources = [Source(path.name, path) for path in files]
    known: list[str] = []

    def look(ids: Sequence[str]) -> list[str]:
        known.append(ids[0])
        return known

    with WorkerPool(1) as pool:
        (message,) = pool.extract(ReadTask.of(Settings(), sources, tmp_path, 64), look)
    rows = pq.read_table(message.shard).to_pylist()
    assert [row[0] for row in message.rows] == [row["document_id"] for row in rows]
    first, second = ((row["document_id"] in known, len(row["content"]), row["n_bytes"]) for row in rows)
    sizes = [path.stat().st_size for path in files]
    assert first == (True, 0, sizes[0]) and second == (False, sizes[1], sizes[1])
