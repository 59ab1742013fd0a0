"""A child process that reads sources or derives shards under CPU-time and memory limits.

Speaks JSON lines: a task on standard input, any number of progress lines and one result on standard output. It dies of what
kills it (SIGXCPU, SIGSEGV, the OOM killer); the parent knows from the last progress line at which document.
"""

import datetime as dt
import gc
import itertools
import json
import math
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from dossier_etl.decide.gate import GateThresholds
from dossier_etl.extract import ReadOptions, Source, read_source
from dossier_etl.model.decisions import HumanDecision
from dossier_etl.model.item import Item
from dossier_etl.model.records import Incident, Record
from dossier_etl.shards.item_json import write_json
from dossier_etl.shards.items import write_items
from dossier_etl.shards.records import cut, read_records, write_records

_GRACE = 1.0
"""RLIMIT_CPU counts whole seconds."""
_GC_ALLOCATIONS = 20_000
"""Objects between collections of cyclic garbage. A page makes thousands of objects and few cycles: at Python's 700, looking for them
took 0.36 to 0.47 ms of 15 a page, over 500 pages; so it takes 0.09, and the worker 20 MB."""


def _limit_memory(megabytes: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _limit_cpu(seconds: float) -> None:
    """From now on: so many CPU seconds until SIGXCPU. What was spent before (start-up, other documents) does not count."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(used.ru_utime + used.ru_stime + seconds + _GRACE)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _say(out: TextIO, **message: Any) -> None:
    out.write(json.dumps(message) + "\n")
    out.flush()


def _incident_row(incident: Incident) -> dict[str, Any]:
    return {
        "source_uri": incident.source_uri,
        "locator": incident.locator,
        "byte_start": incident.byte_start,
        "byte_end": incident.byte_end,
        "kind": incident.kind,
        "detail": incident.detail,
    }


def _things(task: dict[str, Any], out: TextIO) -> Iterator[tuple[int, int, Record | Incident]]:
    """(source index, index within it, what was read), from the task's resume point on; CPU time is limited record by record."""
    options = ReadOptions(max_document_bytes=task["max_document_bytes"], columns=task["fields"])
    first, skip = task["resume"]
    for k in range(first, len(task["sources"])):
        uri, path, start = task["sources"][k]
        found = iter(read_source(Source(uri, Path(path) if path is not None else None, start), options))
        for i in itertools.count():
            _say(out, at=k) if i == 0 else None
            _limit_cpu(task["cpu_seconds"])
            thing = next(found, None)
            if thing is None:
                break
            if k > first or i >= skip:
                yield k, i, thing


def _extract(task: dict[str, Any], commands: TextIO, out: TextIO) -> None:
    """Read sources into shards; before each, ask the parent which of its documents are known, and after it wait for a word, so that
    disk use stays bounded."""
    for group in cut(_things(task, out), task["shard_records"], task["shard_bytes"]):
        records = [thing for _, _, thing in group if isinstance(thing, Record)]
        k, i, _ = group[-1]
        _say(out, look=[r.document_id for r in records])
        if not (answer := commands.readline()):
            return
        path = Path(task["folder"]) / f"records-{k:06d}-{i:09d}.parquet"
        shard = write_records(records, path, frozenset(json.loads(answer)))
        _say(
            out,
            shard=str(shard.path),
            rows=[[r.document_id, r.source_uri, r.locator] for r in records],
            incidents=[_incident_row(thing) for _, _, thing in group if isinstance(thing, Incident)],
            resume=[k, i + 1],
        )
        if not commands.readline():
            return
    _say(out, done=True)


def _entities(task: dict[str, Any]) -> Any:
    if not task["entities"]:
        return None
    from dossier_etl.derive.recogniser import recogniser

    return recogniser(task["spacy_model"])


def _tools(task: dict[str, Any]) -> Any:
    from dossier_etl.derive.record import Tools

    decisions: dict[str, list[HumanDecision]] = {}
    for row in task["decisions"]:
        row = {**row, "at": dt.datetime.fromisoformat(row["at"])}
        decisions.setdefault(row["item_id"], []).append(HumanDecision(**row))
    return Tools(
        limits=GateThresholds(**task["limits"]),
        entities=_entities(task),
        decisions=decisions,
        annotate_refused=task["form"] == "json",
    )


_SAMPLE = b"""<html><head><title>Ferry service resumes - Northport Tribune</title></head><body><article><h1>Ferry service resumes</h1>
<p>By Ann Example, 2 March 2024</p><p>The ferry between the two harbours runs again since Friday, the town council said. It had
stopped for a week because of ice, and many people had to travel by road.</p></article></body></html>"""


def prepare() -> None:
    """Load the rules and models that nearly every document needs, by deriving a page."""
    from dossier_etl.derive.record import Tools, derive

    derive([Record("sample", "", "text/html", _SAMPLE, url="https://www.example.com/ferry")], Tools())


def _poisoned(record: Record, reason: str, detail: str) -> Item:
    return Item(record=record, position=0, stage="clean", reasons=(reason,), detail=detail)


def _derive(task: dict[str, Any], out: TextIO) -> None:
    """Derive the records of a shard, one at a time; ``poison`` names those that killed an earlier attempt."""
    from dossier_etl.derive.record import derive

    tools = _tools(task)
    wanted, poison = set(task["take"]), {int(k): v for k, v in task["poison"].items()}
    items: list[Item] = []
    for n, record in enumerate(read_records(Path(task["shard"]))):
        if n not in wanted:
            continue
        if n in poison:
            items.append(
                _poisoned(
                    record, poison[n], f"the worker died here ({poison[n]}); raise the limit or drop the document"
                )
            )
            continue
        _say(out, at=n)
        _limit_cpu(task["cpu_seconds"])
        try:
            items += derive([record], tools)
        except RecursionError:
            items.append(_poisoned(record, "too_deep", "nested deeper than can be followed"))
        except MemoryError:
            items.append(_poisoned(record, "memory", "needed more memory than the limit memory_mb"))
        except Exception as error:  # one bad page must not cost the run: it is told, counted and kept
            items.append(_poisoned(record, "internal error", f"{type(error).__name__}: {error}"))
    _limit_cpu(10 * task["cpu_seconds"])
    (write_json if task["form"] == "json" else write_items)(items, Path(task["folder"]))
    _say(out, done=True, quarantined=sum(1 for item in items if item.reasons), items=len(items))


def main() -> None:
    """Serve tasks until standard input closes. Anything a library prints goes to standard error."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    gc.set_threshold(_GC_ALLOCATIONS)
    for line in iter(sys.stdin.readline, ""):
        task = json.loads(line)
        _limit_memory(task["memory_mb"])
        if task["verb"] == "extract":
            _extract(task, sys.stdin, out)
        else:
            _derive(task, out)
