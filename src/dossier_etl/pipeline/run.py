"""A run that changes the lake: lock, workers, batches derived and loaded, ledger and report at the end.

Knows nothing of Prefect. Holds the loader's lock from start to end, so that what is known cannot change underneath.
"""

import ctypes
import datetime as dt
import json
import shutil
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import duckdb
import pyarrow as pa

from dossier_etl import __version__
from dossier_etl.curate.pending import pending_documents
from dossier_etl.dedup.tables import TABLES as STORY_TABLES
from dossier_etl.dedup.views import VIEWS as STORY_VIEWS
from dossier_etl.errors import DossierError, QuarantineLimitExceeded
from dossier_etl.lake.connect import CATALOG, connect, data_path_in_force
from dossier_etl.lake.create import ensure
from dossier_etl.lake.lock import loader_lock
from dossier_etl.load.batch import COUNTS, Batch, LoadResult
from dossier_etl.load.transaction import load_batch, quarantine_share
from dossier_etl.model import tables
from dossier_etl.pipeline.stored_documents import write_documents
from dossier_etl.quality.checkpoint import Validation
from dossier_etl.quality.validation_report import write_report
from dossier_etl.settings import Settings
from dossier_etl.sql import count, insert_arrow, sql_literal
from dossier_etl.workers.pool import WorkerPool
from dossier_etl.workers.tasks import deriving_order

Tell = Callable[[str], None]
_MEMORY_LIMIT = "700MB"
"""Of the loader's DuckDB, which spills beyond it: enough to find the copies of 50,000 documents among 10 million."""
_LARGE_LAKE = 1_000_000
"""Publications from which a second thread pays: on a smaller lake it makes the many small statements of a batch cost half as
much again, in a large one it halves the time to find copies."""
_SMALL_LAKE = 20_000
"""Publications up to which a statement is planned without statistics of the lake's tables. DuckLake asks its catalog for those of a
table that was never filled up to ten times a statement: half the cost of the first batch's statements. Plans of three and more
joins need them, but for so few rows none is a bad one."""
_ASK_FOR_STATISTICS = "join_order,statistics_propagation"
"""DuckDB's optimizers that do."""
_REOPENED = 8
"""Transactions after which the lake is opened anew, which costs a quarter of a second of CPU: DuckDB keeps 2 MB of every one
for as long as it is open."""
DECIDED = "quarantine:"
"""Source under which items derived again after a person's decision are accounted."""


@dataclass(frozen=True)
class ShardTask:
    """A shard waiting to be derived: reference to its records, and which of them are new."""

    records: str
    folder: str
    take: tuple[int, ...]


class Later(Protocol):
    """What somebody else is doing: a future, whoever runs it."""

    def result(self) -> Any: ...


Submit = Callable[[ShardTask], Later]
"""Has a shard derived in the background."""


@dataclass
class Pending:
    """A batch being filled, and derived while it is."""

    number: int
    tasks: list[ShardTask] = field(default_factory=list)
    derived: list[Later] = field(default_factory=list)
    """One a task."""
    new: set[str] = field(default_factory=set)
    """Documents it is the first to hold."""
    seen: list[tuple[str, str, str]] = field(default_factory=list)
    incidents: list[dict[str, Any]] = field(default_factory=list)
    finished: list[tuple[str, str]] = field(default_factory=list)
    unchanged: list[tuple[str, int]] = field(default_factory=list)
    redo: bool = False
    account_as: str | None = None
    decisions: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.tasks or self.seen or self.incidents or self.finished or self.unchanged or self.decisions)


@dataclass(frozen=True)
class Summary:
    """What a run did, for people and for the exit code."""

    run_id: str
    kind: str
    counts: dict[str, dict[str, int]]
    reasons: dict[str, int]
    """Reason → items newly quarantined under it."""
    validations: list[Validation]
    seconds: float

    def total(self, name: str) -> int:
        return sum(c[name] for c in self.counts.values())


def through(batches: Iterable[Pending], load: Callable[[Pending], Later]) -> Iterator[tuple[Pending, Any]]:
    """Load batches in order, each while the next one is read and derived; yields each with what its loading gave.

    Nothing is loaded after a batch that failed. At most two batches lie in staging.
    """
    before: tuple[Pending, Later] | None = None
    for pending in batches:
        if before:
            yield before[0], before[1].result()
        before = pending, load(pending)
    if before:
        yield before[0], before[1].result()


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _return_memory() -> None:
    """Freed memory goes back to the system: kept by the allocators, it grew by 60 MB with every 1,000 pages."""
    pa.default_memory_pool().release_unused()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # glibc has it
        trim(0)


class Run:
    """A run that changes the lake. Use as a context manager."""

    def __init__(self, settings: Settings, kind: str, parameters: dict[str, Any], tell: Tell = lambda _: None) -> None:
        self.settings = settings
        self.kind = kind
        self.parameters = parameters
        self.started = utc_now()
        self.run_id = f"{self.started:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
        self.folder = settings.staging / self.run_id
        self._tell = tell
        self._stack = ExitStack()
        self._done = LoadResult()
        self._reasons: dict[str, int] = {}
        self._ahead: dict[int, Pending] = {}
        self._using = threading.RLock()
        self._transactions = 0
        self._at_work = 0
        self._ending = False
        self._work_changed = threading.Condition()

    def __enter__(self) -> Self:
        settings = self.settings
        self._confirm_lock = self._stack.enter_context(
            loader_lock(settings, since=f"{self.started:%Y-%m-%d %H:%M:%S} UTC", on_wait=self._tell)
        )
        try:
            self.con = connect(settings, read_only=False, create=True)
            self._stack.callback(lambda: self.con.close())
            self._plan_for(0)
            ensure(self.con, STORY_TABLES, STORY_VIEWS)
            self._decisions = self._decision_rows()
            # We hold the lock: whatever lies in staging belongs to a run that is gone.
            shutil.rmtree(settings.staging, ignore_errors=True)
            self.folder.mkdir(parents=True)
            self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
            self._bound_resources()
            self.pool = self._stack.enter_context(WorkerPool(settings.workers))
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
            if error is not None and not isinstance(error, GeneratorExit | OSError):
                self._write_run("failed", str(error) or type(error).__name__)
                self.report()
        finally:
            self._stack.close()

    def _reopen(self) -> None:
        """The lake through a new connection: what DuckDB kept of past transactions goes with the old one."""
        before, self.con = self.con, connect(self.settings, read_only=False)
        before.close()
        self._bound_resources()

    def _bound_resources(self) -> None:
        self.con.execute(f"SET temp_directory = {sql_literal(str(self.folder / 'spilled'))}")
        self.con.execute(f"SET memory_limit = {sql_literal(_MEMORY_LIMIT)}")
        # What DuckDB's allocator keeps for later is never seen by `_return_memory`: it grew by 10 MB with every 500 pages.
        self.con.execute("SET allocator_flush_threshold = '1MB'")
        self.con.execute("SET allocator_bulk_deallocation_flush_threshold = '1MB'")
        if "://" not in data_path_in_force(self.con, self.settings):
            # What was read of local files the system keeps; kept here too, it grew by 25 MB with every 500 pages.
            self.con.execute("SET enable_external_file_cache = false")
        self._plan_for(count(self.con, f"FROM {CATALOG}.publications"))

    def _plan_for(self, publications: int) -> None:
        """Have DuckDB plan and work as it pays in a lake of this size."""
        self._publications = publications
        self.con.execute("SET threads = 1" if publications < _LARGE_LAKE else "RESET threads")
        without = _ASK_FOR_STATISTICS if publications < _SMALL_LAKE else ""
        self.con.execute(f"SET disabled_optimizers = {sql_literal(without)}")

    # -- derive ---------------------------------------------------------------------------------------------------

    def _decision_rows(self) -> list[dict[str, Any]]:
        rows = self.con.execute(
            f'SELECT item_id, action, field, value, who, "at" FROM {CATALOG}.decisions ORDER BY "at", decision_id'
        ).fetchall()
        names = ("item_id", "action", "field", "value", "who")
        return [{**dict(zip(names, r, strict=False)), "at": r[5].isoformat()} for r in rows]

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Work in any thread, which the end of the run waits for. Raises DossierError when the run is ending."""
        with self._work_changed:
            if self._ending:
                raise DossierError("the run ended before this was done", hint="see the run's own error")
            self._at_work += 1
        try:
            yield
        finally:
            with self._work_changed:
                self._at_work -= 1
                self._work_changed.notify_all()

    def stop(self) -> None:
        """Begin nothing more; wait for what other threads are at (a shard, a transaction)."""
        with self._work_changed:
            self._ending = True
            self._work_changed.wait_for(lambda: not self._at_work)

    @contextmanager
    def lake(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection, outside any load's transaction."""
        with self._using:
            yield self.con

    def derive(self, task: ShardTask) -> dict[str, Any]:
        """Derive one shard in a worker; safe to call from several threads."""
        order = deriving_order(
            self.settings, task.records, task.folder, task.take, form="tables", decisions=self._decisions
        )
        with self._working():
            return self.pool.derive(order)

    def begin(self, number: int) -> Pending:
        """A batch to be filled: until it is in the lake, its documents are known from it."""
        self._ahead[number] = Pending(number)
        return self._ahead[number]

    def known(self, ids: Sequence[str]) -> set[str]:
        """The documents among them that the lake holds, or a batch on its way to it before the one being filled."""
        with self.lake() as con:
            rows = con.execute(
                f"SELECT document_id FROM {CATALOG}.sightings WHERE document_id IN (SELECT unnest(?))", [ids]
            ).fetchall()
            ahead = set[str]().union(*(p.new for p in list(self._ahead.values())[:-1]))
        return {r[0] for r in rows} | ahead.intersection(ids)

    # -- load -----------------------------------------------------------------------------------------------------

    def check_limit(self, pending: Pending) -> None:
        """Stop before loading when too much of a batch failed the gate. Raises QuarantineLimitExceeded."""
        refused, items = quarantine_share([Path(t.folder) for t in pending.tasks], self.con)
        limit = self.settings.quarantine_limit
        if items >= self.settings.quarantine_limit_min_items and refused > limit * items:
            reasons = self._count_reasons(pending)
            top = ", ".join(f"{reason}: {n}" for reason, n in sorted(reasons.items(), key=lambda r: -r[1])[:5])
            raise QuarantineLimitExceeded(
                f"{refused} of {items} new items failed the gate, more than the limit of {limit:.0%} ({top}); nothing was loaded",
                hint="look at them with `dossier extract … --json`, or raise quarantine_limit",
            )

    def _count_reasons(self, pending: Pending) -> dict[str, int]:
        files = [f"{t.folder}/quarantine.parquet" for t in pending.tasks]
        if not files:
            return {}
        rows = self.con.execute(
            "SELECT reason, count(*) FROM (SELECT unnest(reasons) AS reason FROM read_parquet(?)) GROUP BY 1 ORDER BY 1",
            [files],
        ).fetchall()
        return dict(rows)

    def load(self, pending: Pending) -> LoadResult:
        """Load a batch in one transaction, once it is derived; safe to call from another thread."""
        for shard in pending.derived:
            shard.result()
        with self._working(), self._using:
            loaded = self._load(pending)
            self._ahead.pop(pending.number, None)
            self._transactions += 1
            if self._transactions % _REOPENED == 0:
                self._reopen()
            _return_memory()
        return loaded

    def _load(self, pending: Pending) -> LoadResult:
        self.check_limit(pending)
        batch = Batch(
            batch_id=f"{self.run_id}-{pending.number:04d}",
            shards=tuple((Path(t.records), Path(t.folder)) for t in pending.tasks),
            seen=tuple(pending.seen),
            incidents=tuple(pending.incidents),
            finished=tuple(pending.finished),
            unchanged=tuple(pending.unchanged),
            redo=pending.redo,
            account_as=pending.account_as,
            decisions=pending.decisions,
        )
        loaded = load_batch(
            self.con,
            batch,
            run_id=self.run_id,
            now=utc_now(),
            data_path=data_path_in_force(self.con, self.settings),
            folder=self.folder,
            on_validated=self._done.validations.extend,
            before_commit=self._confirm_lock,
        )
        self._plan_for(self._publications + loaded.total("loaded") + loaded.total("duplicates"))
        for reason, n in self._count_reasons(pending).items():
            self._reasons[reason] = self._reasons.get(reason, 0) + n
        for source, counts in loaded.counts.items():
            row = self._done.counts.setdefault(source, dict.fromkeys(COUNTS, 0))
            for name in COUNTS:
                row[name] += counts[name]
        for task in pending.tasks:
            Path(task.records).unlink(missing_ok=True)
            shutil.rmtree(task.folder, ignore_errors=True)
        return loaded

    # -- human decisions, reprocessing ------------------------------------------------------------------------------

    def redo_batches(
        self,
        document_ids: Sequence[str] | None,
        decisions: tuple[str, ...],
        derive: Submit,
        account_as: str | None = None,
    ) -> Iterator[Pending]:
        """Batches that derive stored documents again: the given ones, or (None) all."""
        s = self.settings
        pending = Pending(9000, redo=True, account_as=account_as)
        for shard in write_documents(self.lake, document_ids, self.folder, s.shard_records):
            if len(pending.tasks) == s.batch_shards:
                yield pending
                pending = Pending(pending.number + 1, redo=True, account_as=account_as)
            task = ShardTask(str(shard.path), str(shard.path.with_suffix("")), tuple(range(shard.n_records)))
            pending.tasks.append(task)
            pending.derived.append(derive(task))
        pending.decisions = decisions
        if not pending.empty:
            yield pending

    def apply_decisions(self, derive: Submit) -> Iterator[Pending]:
        """Batches for the items about which people said something since."""
        if not self._decisions:  # nobody can have decided anything meanwhile: we hold the lock
            return
        with self.lake() as con:
            documents, decisions = pending_documents(con)
        if decisions:
            yield from self.redo_batches(documents, decisions, derive, DECIDED)

    # -- finish ---------------------------------------------------------------------------------------------------

    def _write_run(self, status: str, message: str = "") -> None:
        row = {
            "run_id": self.run_id,
            "kind": self.kind,
            "started_at": self.started,
            "ended_at": utc_now(),
            "status": status,
            "parameters": json.dumps(self.parameters, ensure_ascii=False, sort_keys=True),
            "code_version": __version__,
            "message": message,
            **{name: self._done.total(name) for name in COUNTS},
        }
        insert_arrow(self.con, f"{CATALOG}.runs", pa.Table.from_pylist([row], schema=tables.RUNS))

    def report(self) -> Path:
        """Write the validation report."""
        return write_report(
            self.settings.reports, self.run_id, self._done.validations, self._done.counts, self._reasons
        )

    def finish(self) -> Summary:
        """Write the run's row and its report; tell what it did."""
        self._write_run("done")
        self.report()
        seconds = (utc_now() - self.started).total_seconds()
        return Summary(self.run_id, self.kind, self._done.counts, self._reasons, self._done.validations, seconds)
