"""The hostile collection: no exception, no hang, bounded memory, every good document found.

Set DOSSIER_HOSTILE to the folder with ``manifest.json`` (a list of ``{path, canaries, expect, …}``) to run it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = os.environ.get("DOSSIER_HOSTILE", "")
pytestmark = [
    pytest.mark.gold,
    pytest.mark.skipif(not (FOLDER and Path(FOLDER, "manifest.json").exists()), reason="needs DOSSIER_HOSTILE"),
]

CHILD = """
import json, resource, sys, time
from pathlib import Path
from dossier_etl.extract import Source, read_source
from dossier_etl.model.records import Record

def canary(record):
    text = record.content.replace(b"\\0", b"") + json.dumps(dict(record.hints)).encode()
    return b"anary" in text or b"herald.example" in (record.url or "").encode()

out = {}
for name in json.load(sys.stdin):
    path = Path(sys.argv[1], name)
    began = time.process_time()
    records = canaries = refused = 0
    kinds = []
    for item in read_source(Source(name, path)):
        if isinstance(item, Record):
            records += 1
            refused += item.refused is not None
            canaries += item.refused is None and canary(item)
        else:
            kinds.append(item.kind)
    seconds = time.process_time() - began
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    out[name] = dict(records=records, refused=refused, canaries=canaries, kinds=kinds, seconds=seconds, rss=rss)
print(json.dumps(out))
"""


@pytest.fixture(scope="module")
def manifest() -> dict[str, dict[str, Any]]:
    return {case["path"]: case for case in json.loads(Path(FOLDER, "manifest.json").read_text())}


@pytest.fixture(scope="module")
def outcome(manifest: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """All cases in one child process, so that its peak memory is that of the readers."""
    present = [path for path in manifest if Path(FOLDER, path).exists()]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, FOLDER],
        input=json.dumps(present),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    result: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return result


def test_nothing_raises_hangs_or_fills_the_memory(outcome: dict[str, dict[str, Any]]) -> None:
    assert not [path for path, got in outcome.items() if "unreadable" in got["kinds"]]
    assert max(got["seconds"] for got in outcome.values()) < 5
    assert max(got["rss"] for got in outcome.values()) < 512


def test_good_documents_are_found(manifest: dict[str, dict[str, Any]], outcome: dict[str, dict[str, Any]]) -> None:
    missing = {path: manifest[path]["canaries"] - got["canaries"] for path, got in outcome.items()}
    short = {path: n for path, n in missing.items() if n > 0}
    total = sum(case["canaries"] for case in manifest.values())
    assert sum(short.values()) <= 0.02 * total, short


def test_no_source_is_silently_empty(outcome: dict[str, dict[str, Any]]) -> None:
    silent = [path for path, got in outcome.items() if not got["records"] and not got["kinds"]]
    assert not silent


def test_every_damaged_warc_gives_all_its_good_documents(
    manifest: dict[str, dict[str, Any]], outcome: dict[str, dict[str, Any]]
) -> None:
    warcs = {path: got for path, got in outcome.items() if manifest[path]["kind"] == "warc"}
    assert all(got["canaries"] >= manifest[path]["canaries"] for path, got in warcs.items())
