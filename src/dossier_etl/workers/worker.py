"""A child process that reads sources or derives shards under CPU-time and memory limits.

It takes a task per line of standard input and answers with messages (see `workers.tasks`) on standard output. If a document kills
it (SIGXCPU, SIGSEGV, the OOM killer), the parent knows from the last `Progress` which one.
"""

import gc
import itertools
import json
import math
import os
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, TextIO

from dossier_etl.extract import LeftOut, ReadOptions, Source, read_source
from dossier_etl.extract.source_rules import SourceRule
from dossier_etl.model.item import Item
from dossier_etl.model.reasons import Reason
from dossier_etl.model.records import Incident, Record
from dossier_etl.plugins import CANDIDATES, RECOGNISERS, Plugin, of_group
from dossier_etl.shards.item_json import write_json
from dossier_etl.shards.items import write_items
from dossier_etl.shards.records import cut, read_records, write_records
from dossier_etl.workers.tasks import (
    DeriveTask,
    Done,
    Message,
    Progress,
    Question,
    ReadTask,
    ShardRead,
    decode_task,
    encode,
    read_decisions,
)

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


def _send(out: TextIO, message: Message) -> None:
    out.write(encode(message) + "\n")
    out.flush()


def _read_on(task: ReadTask, out: TextIO) -> Iterator[tuple[int, int, Record | Incident]]:
    """Yield (source index, index within it, what was read) from the task's resume point; CPU time is limited per record."""
    options = ReadOptions(
        max_document_bytes=task.max_document_bytes,
        columns=task.fields,
        readers=tuple(_plugin(p) for p in task.plugins),
        source_rules=tuple(SourceRule.of(rule) for rule in task.source_rules),
    )
    first, skip = task.resume
    for k in range(first, len(task.sources)):
        uri, path, start, why = task.sources[k]
        left_out = LeftOut(*why) if why else None
        results = iter(read_source(Source(uri, Path(path) if path is not None else None, start, left_out), options))
        for i in itertools.count():
            if i == 0:
                _send(out, Progress(k))
            _limit_cpu(task.limits.cpu_seconds)
            result = next(results, None)
            if result is None:
                break
            if k > first or i >= skip:
                yield k, i, result


def _extract(task: ReadTask, commands: TextIO, out: TextIO) -> None:
    """Read sources into shards. Before each shard, ask the parent which of its documents are known; after it, wait for a line,
    so that disk use stays bounded."""
    for group in cut(_read_on(task, out), task.shard_records, task.shard_bytes):
        records = [result for _, _, result in group if isinstance(result, Record)]
        k, i, _ = group[-1]
        _send(out, Question(tuple(r.document_id for r in records)))
        if not (answer := commands.readline()):
            return
        path = Path(task.folder) / f"records-{k:06d}-{i:09d}.parquet"
        shard = write_records(records, path, frozenset(json.loads(answer)))
        _send(
            out,
            ShardRead(
                shard=str(shard.path),
                rows=tuple((r.document_id, r.source_uri, r.locator) for r in records),
                incidents=tuple(asdict(result) for _, _, result in group if isinstance(result, Incident)),
                resume=(k, i + 1),
            ),
        )
        if not commands.readline():
            return
    _send(out, Done())


def _entities(task: DeriveTask) -> Any:
    if not task.entities:
        return None
    if task.recogniser:
        return _plugin(next(p for p in of_group(task.plugins, RECOGNISERS) if p.name == task.recogniser))
    from dossier_etl.derive.recogniser import recogniser

    return recogniser(task.spacy_model)


_decisions = cache(read_decisions)


@cache
def _plugin(plugin: Plugin) -> Any:
    """Import a plug-in once per worker; a recogniser is made by calling what its entry point names."""
    loaded = plugin.load()
    return loaded() if plugin.group == RECOGNISERS else loaded


def _context(task: DeriveTask) -> Any:
    from dossier_etl.derive.record import DeriveContext

    return DeriveContext(
        limits=task.thresholds,
        entities=_entities(task),
        candidates={p.name: _plugin(p) for p in of_group(task.plugins, CANDIDATES)},
        decisions=_decisions(task.decisions) if task.decisions else {},
        annotate_refused=task.form == "json",
    )


_SAMPLE = b"""<html><head><title>Ferry service resumes - Northport Tribune</title></head><body><article><h1>Ferry service resumes</h1>
<p>By Ann Example, 2 March 2024</p><p>The ferry between the two harbours runs again since Friday, the town council said. It had
stopped for a week because of ice, and many people had to travel by road.</p></article></body></html>"""


def warm_up() -> None:
    """Load the rules and models that nearly every document needs, by deriving a page."""
    from dossier_etl.derive.record import DeriveContext, derive

    derive([Record("sample", "", "text/html", _SAMPLE, url="https://www.example.com/ferry")], DeriveContext())


def _poisoned(record: Record, reason: str, detail: str) -> Item:
    return Item(record=record, position=0, stage="clean", reasons=(reason,), detail=detail)


def _derive(task: DeriveTask, out: TextIO) -> None:
    """Derive the records of a shard, one at a time."""
    from dossier_etl.derive.record import derive

    context = _context(task)
    wanted = set(task.rows)
    items: list[Item] = []
    for n, record in enumerate(read_records(Path(task.shard))):
        if n not in wanted:
            continue
        if reason := task.poison.get(n):
            detail = f"the worker died of this document ({reason}); raise the limit or drop the document"
            items.append(_poisoned(record, reason, detail))
            continue
        _send(out, Progress(n))
        _limit_cpu(task.limits.cpu_seconds)
        try:
            items += derive([record], context)
        except RecursionError:
            items.append(_poisoned(record, Reason.TOO_DEEP, "nested deeper than can be followed"))
        except MemoryError:
            items.append(_poisoned(record, Reason.MEMORY, "needed more memory than the limit memory_mb"))
        except Exception as error:  # one bad page must not cost the run: it is reported, counted and kept
            items.append(_poisoned(record, Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}"))
    _limit_cpu(10 * task.limits.cpu_seconds)
    (write_json if task.form == "json" else write_items)(items, Path(task.folder))
    _send(out, Done(items=len(items), quarantined=sum(1 for item in items if item.reasons)))


def main() -> None:
    """Serve tasks until standard input closes. Anything a library prints goes to standard error."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    gc.set_threshold(_GC_ALLOCATIONS)
    for line in iter(sys.stdin.readline, ""):
        task = decode_task(line)
        _limit_memory(task.limits.memory_mb)
        if isinstance(task, ReadTask):
            _extract(task, sys.stdin, out)
        else:
            _derive(task, out)
