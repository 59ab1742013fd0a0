"""Worker processes, seen by the parent: hand out tasks, notice deaths, name the poison document, restart."""

import json
import os
import queue
import signal
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import replace
from types import TracebackType
from typing import Any

from dossier_etl.errors import DossierError
from dossier_etl.model.reasons import Reason
from dossier_etl.workers.fork_server import ForkServer
from dossier_etl.workers.tasks import (
    DeriveTask,
    Done,
    Progress,
    Question,
    ReadTask,
    ShardRead,
    Task,
    decode_message,
    encode,
)

_MAX_DEATHS = 64
"""Poison documents a shard may hold before we stop believing it is the documents."""


class WorkerDiedError(Exception):
    """The child ended without an answer; ``reason`` is ``cpu_time`` or ``crash``."""

    def __init__(self, reason: str, at: int | None) -> None:
        super().__init__(f"worker died of {reason} at {at}")
        self.reason = reason
        self.at = at


def _reason(returncode: int) -> str:
    return Reason.CPU_TIME if returncode == -signal.SIGXCPU else Reason.CRASH


class _Child:
    """One worker process and its two pipes."""

    def __init__(self, server: ForkServer, task: str) -> None:
        self._server = server
        self._returncode: int | None = None
        with ExitStack() as undo, ExitStack() as theirs:
            stdin, ours = os.pipe()
            theirs.callback(os.close, stdin)
            self._to = undo.enter_context(os.fdopen(ours, "w", encoding="utf-8"))
            ours, stdout = os.pipe()
            theirs.callback(os.close, stdout)
            self._from = undo.enter_context(os.fdopen(ours, encoding="utf-8"))
            self._pid = server.fork(task, stdin, stdout)
            undo.pop_all()

    def messages(self, task: Task) -> Iterator[Question | ShardRead | Done]:
        """Send the task; yield its messages up to `Done`. Raises WorkerDiedError."""
        at: int | None = None
        self.say(encode(task))
        for line in self._from:
            message = decode_message(line)
            if isinstance(message, Progress):
                at = message.at
                continue
            yield message
            if isinstance(message, Done):
                return
        raise WorkerDiedError(_reason(self._wait()), at)

    def say(self, line: str) -> None:
        # A death is seen, with its reason, by the reader of messages.
        with suppress(BrokenPipeError):
            self._to.write(line + "\n")
            self._to.flush()

    def _wait(self) -> int:
        if self._returncode is None:
            self._returncode = self._server.wait(self._pid)
        return self._returncode

    def close(self) -> None:
        """Kill the worker. Finished results are already on disk; unfinished work is discarded."""
        if self._returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            self._wait()
        for pipe in (self._to, self._from):
            with suppress(BrokenPipeError):
                pipe.close()


def _reader_died(source_uri: str, death: WorkerDiedError) -> dict[str, Any]:
    return {
        "source_uri": source_uri,
        "locator": "",
        "byte_start": None,
        "byte_end": None,
        "kind": f"reader_{death.reason}",
        "detail": f"the reader died of {death.reason} in this file: what stands before that place was read, the rest was not; "
        "repair or split the file and ingest it again",
    }


class WorkerPool(AbstractContextManager["WorkerPool"]):
    """Up to ``size`` derive workers and one reader, started when first needed. Thread-safe."""

    def __init__(self, size: int) -> None:
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(size):
            self._idle.put(None)
        self._lock = threading.Lock()
        self._server = ForkServer()
        self._children: set[_Child] = set()

    def _start(self, task: str) -> _Child:
        child = _Child(self._server, task)
        with self._lock:
            self._children.add(child)
        return child

    def _start_or_release(self) -> _Child:
        """Start a derive worker for a place taken from the idle ones; if that fails, the place is free again."""
        try:
            return self._start("derive")
        except BaseException:
            self._idle.put(None)
            raise

    def _drop(self, child: _Child) -> None:
        with self._lock:
            self._children.discard(child)
        child.close()

    def derive(self, task: DeriveTask) -> Done:
        """Derive one shard; a document that kills its worker is set aside and the shard derived again without it.

        A document that used up its CPU time is set aside at once. One at which the worker crashed gets a second try: the OOM
        killer, or a person, may have killed a worker whose document is innocent.

        Raises:
            DossierError: workers die before any document, or far too often.
        """
        poison: dict[int, str] = {}
        suspects: set[int | None] = set()
        while True:
            child = self._idle.get() or self._start_or_release()
            try:
                done = next(m for m in child.messages(replace(task, poison=poison)) if isinstance(m, Done))
            except WorkerDiedError as death:
                self._drop(child)
                self._idle.put(None)
                if death.reason == Reason.CRASH and death.at not in suspects:
                    suspects.add(death.at)
                    continue
                if death.at is None or death.at in poison or len(poison) >= _MAX_DEATHS:
                    raise DossierError(
                        f"a worker died of {death.reason} outside any document of {task.shard}",
                        hint="raise memory_mb, or run `dossier doctor`",
                    ) from death
                poison[death.at] = death.reason
                continue
            except BaseException:
                self._drop(child)
                self._idle.put(None)
                raise
            self._idle.put(child)
            return done

    def extract(
        self, task: ReadTask, known: Callable[[Sequence[str]], Collection[str]] = lambda _: ()
    ) -> Iterator[ShardRead]:
        """Read sources in a child of its own; yields a message per shard.

        ``known`` is asked before each shard which of its documents need no bytes in it; the message repeats the answer.

        When the reader dies inside a source, reading resumes there record by record, so that everything before the deadly
        place is kept; the second death becomes an incident and the next source follows.
        """
        resume, careful = (0, 0), -1
        while resume[0] < len(task.sources):
            child = self._start("read")
            sources = task.sources[: careful + 1] if careful >= 0 else task.sources
            pace = 1 if careful >= 0 else task.shard_records
            answer: Collection[str] = ()
            try:
                for message in child.messages(replace(task, sources=sources, shard_records=pace, resume=resume)):
                    if isinstance(message, Done):
                        break
                    if isinstance(message, Question):
                        answer = known(message.documents)
                        child.say(json.dumps(sorted(answer)))
                        continue
                    resume = message.resume
                    yield message.answered(answer)
                    child.say("on")
                resume, careful = (len(sources), 0), -1
            except WorkerDiedError as death:
                dead = resume[0] if death.at is None else death.at
                if careful >= 0:
                    resume, careful = (dead + 1, 0), -1
                    yield ShardRead("", (), (_reader_died(task.sources[dead][0], death),), resume)
                else:
                    careful = dead
            finally:
                self._drop(child)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            children, self._children = self._children, set()
        for child in children:
            child.close()
        self._server.close()
