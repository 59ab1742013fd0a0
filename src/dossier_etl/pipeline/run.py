"""A run that changes the lake: lock, workers, batches derived and loaded, ledger and report at the end.

Knows nothing of Prefect. Holds the loader's lock from start to end, so that what is known cannot change underneath.
"""

import datetime as dt
import itertools
import json
import shutil
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from dossier_etl import __version__
from dossier_etl.curate.pending import all_decisions, pending_documents
from dossier_etl.dedup.tables import TABLES as STORY_TABLES
from dossier_etl.dedup.views import VIEWS as STORY_VIEWS
from dossier_etl.errors import DossierError, LockLost, QuarantineLimitExceeded, WarehouseLocked
from dossier_etl.lake.attach_script import write_attach_script
from dossier_etl.lake.connect import CATALOG
from dossier_etl.lake.create import ensure
from dossier_etl.lake.lock import loader_lock
from dossier_etl.lake.session import LoaderSession
from dossier_etl.load.batch import Batch, LoadResult, ShardFiles
from dossier_etl.load.outcomes import item_outcomes
from dossier_etl.load.transaction import load_batch
from dossier_etl.model import tables
from dossier_etl.model.reasons import sentence
from dossier_etl.pipeline.batches import Executor, OpenBatch
from dossier_etl.pipeline.run_rows import enter_left_rows, leave_row, write_row
from dossier_etl.pipeline.run_summary import Summary
from dossier_etl.pipeline.stored_documents import write_documents
from dossier_etl.plugins import installed, version_suffix
from dossier_etl.quality.validation_report import write_report
from dossier_etl.settings import Settings
from dossier_etl.workers.pool import WorkerPool
from dossier_etl.workers.tasks import DeriveTask, Done, write_decisions

Notify = Callable[[str], None]
DECIDED = "quarantine:"
"""Source under which items derived again after a person's decision are accounted."""
_FIRST_REDO = 9000
"""Batch numbers of documents derived again; batches that read sources count from 1."""


def utc_now() -> dt.datetime:
    """Return the time of the run's clock."""
    return dt.datetime.now(dt.UTC)


class Run:
    """A run that changes the lake. Use as a context manager."""

    def __init__(
        self, settings: Settings, kind: str, parameters: dict[str, Any], notify: Notify = lambda _: None
    ) -> None:
        self.settings = settings
        self.kind = kind
        self.parameters = parameters
        self.started = utc_now()
        self.run_id = f"{self.started:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
        self.folder = settings.staging / self.run_id
        self._notify = notify
        self._stack = ExitStack()
        self._done = LoadResult()
        self._reasons: dict[str, int] = {}
        self._ahead: dict[int, OpenBatch] = {}
        self._at_work = 0
        self._ending = False
        self._work_changed = threading.Condition()

    def __enter__(self) -> Self:
        settings = self.settings
        self._confirm_lock = self._stack.enter_context(
            loader_lock(settings, since=f"{self.started:%Y-%m-%d %H:%M:%S} UTC", on_wait=self._notify)
        )
        try:
            self._lake = LoaderSession(settings)
            self._stack.callback(self._lake.close)
            ensure(self._lake.con, STORY_TABLES, STORY_VIEWS)
            write_attach_script(settings, self._lake.data_path)
            enter_left_rows(settings, self._lake.con)
            # We hold the lock: whatever is in staging belongs to a run that ended.
            shutil.rmtree(settings.staging, ignore_errors=True)
            self.folder.mkdir(parents=True)
            self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
            decisions = all_decisions(self._lake.con)
            self._decisions = write_decisions(decisions, self.folder / "decisions.json") if decisions else ""
            self._lake.bound(self.folder / "spilled")
            self.plugins = installed(self._notify, recogniser=settings.recogniser)
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
                row = self._row("failed", str(error) or type(error).__name__)
                if isinstance(error, WarehouseLocked) and not isinstance(error, LockLost):
                    leave_row(self.settings, row)
                else:
                    write_row(self.con, row)
                self.report()
        finally:
            self._stack.close()

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The loader's connection."""
        return self._lake.con

    # -- derive ---------------------------------------------------------------------------------------------------

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Mark work in any thread, which the end of the run waits for. Raises DossierError when the run is ending."""
        with self._work_changed:
            if self._ending:
                raise DossierError("the run was cancelled before this step finished", hint="see the run's own error")
            self._at_work += 1
        try:
            yield
        finally:
            with self._work_changed:
                self._at_work -= 1
                self._work_changed.notify_all()

    def stop(self) -> None:
        """Accept no new work; wait for running shards and transactions."""
        with self._work_changed:
            self._ending = True
            self._work_changed.wait_for(lambda: not self._at_work)

    def derive_task(self, shard: str, rows: Sequence[int]) -> DeriveTask:
        """Return the task that derives some records of a shard, with the lake's human decisions."""
        return DeriveTask.of(
            self.settings,
            shard,
            str(Path(shard).with_suffix("")),
            rows,
            decisions=self._decisions,
            plugins=self.plugins,
        )

    def derive(self, task: DeriveTask) -> Done:
        """Derive one shard in a worker; safe to call from several threads."""
        with self._working():
            return self.pool.derive(task)

    def begin(self, number: int, *, redo: bool = False, account_as: str | None = None) -> OpenBatch:
        """Open a batch; until it is in the lake, its documents are known from it."""
        batch = OpenBatch(number, Batch(f"{self.run_id}-{number:04d}", redo=redo, account_as=account_as))
        self._ahead[number] = batch
        return batch

    def known(self, ids: Sequence[str]) -> set[str]:
        """Return those of some documents that the lake holds, or a batch ahead of the one being filled."""
        with self._lake.use() as con:
            rows = con.execute(
                f"SELECT document_id FROM {CATALOG}.sightings WHERE document_id IN (SELECT unnest(?))", [list(ids)]
            ).fetchall()
            ahead = set[str]().union(*(p.new for p in list(self._ahead.values())[:-1]))
        return {r[0] for r in rows} | ahead.intersection(ids)

    # -- load -----------------------------------------------------------------------------------------------------

    def check_quarantine_limit(self, batches: Sequence[OpenBatch], documents: int) -> None:
        """Stop the run if too much of its first documents failed the gate; items that are no articles do not count.

        Args:
            batches: derived, in reading order.
            documents: how many new documents are judged.
        Raises:
            QuarantineLimitExceeded: before anything is loaded.
        """
        judged = list(itertools.islice((d for batch in batches for d in batch.new), documents))
        shards = [shard for batch in batches for shard in batch.batch.shards]
        if not judged or not shards:
            return
        accepted, refused, reasons = item_outcomes(self.con, [shard.folder for shard in shards], judged)
        limit, items = self.settings.quarantine_limit, accepted + refused
        if items >= self.settings.quarantine_limit_min_items and refused > limit * items:
            top = ", ".join(f"{sentence(reason)}: {n}" for reason, n in reasons[:5])
            raise QuarantineLimitExceeded(
                f"{refused} of {items} new items failed the gate, more than the limit of {limit:.0%} ({top}); nothing was loaded",
                hint="look at them with `dossier extract … --json`, or raise quarantine_limit",
            )

    def _count_reasons(self, batch: Batch) -> dict[str, int]:
        files = [str(shard.folder / "quarantine.parquet") for shard in batch.shards]
        if not files:
            return {}
        rows = self.con.execute(
            "SELECT reason, count(*) FROM (SELECT unnest(reasons) AS reason FROM read_parquet(?)) GROUP BY 1 ORDER BY 1",
            [files],
        ).fetchall()
        return dict(rows)

    def load(self, batch: OpenBatch) -> LoadResult:
        """Load a batch in one transaction, once it is derived; safe to call from another thread."""
        for shard in batch.derived:
            shard.result()
        with self._working(), self._lake.use(), self._lake.writing(self._notify) as committing:
            result = self._load(batch.batch, committing)
            self._ahead.pop(batch.number, None)
            counts = result.total
            self._lake.committed(counts.loaded + counts.duplicates)
        return result

    def _load(self, batch: Batch, committing: Callable[[], None]) -> LoadResult:
        def before_commit() -> None:
            self._confirm_lock()
            committing()

        result = load_batch(
            self.con,
            batch,
            run_id=self.run_id,
            now=utc_now(),
            data_path=self._lake.data_path,
            folder=self.folder,
            on_validated=self._done.validations.extend,
            before_commit=before_commit,
        )
        for reason, n in self._count_reasons(batch).items():
            self._reasons[reason] = self._reasons.get(reason, 0) + n
        self._done.add(result)
        for shard in batch.shards:
            shard.records.unlink(missing_ok=True)
            shutil.rmtree(shard.folder, ignore_errors=True)
        return result

    # -- human decisions, reprocessing ----------------------------------------------------------------------------

    def redo_batches(
        self,
        document_ids: Sequence[str] | None,
        decisions: tuple[str, ...],
        executor: Executor,
        account_as: str | None = None,
    ) -> Iterator[OpenBatch]:
        """Yield batches that derive stored documents again: the given ones, or (None) all."""
        s = self.settings
        batch = self.begin(_FIRST_REDO, redo=True, account_as=account_as)
        for shard in write_documents(self._lake.use, document_ids, self.folder, s.shard_records):
            if len(batch.batch.shards) == s.batch_shards:
                yield batch
                batch = self.begin(batch.number + 1, redo=True, account_as=account_as)
            task = self.derive_task(str(shard.path), range(shard.n_records))
            batch.new |= dict.fromkeys(shard.document_ids)
            batch.add_shard(ShardFiles(shard.path, Path(task.folder)), executor.derive(task))
        batch.batch.decisions = decisions
        if not batch.batch.empty:
            yield batch

    def decision_batches(self, executor: Executor) -> Iterator[OpenBatch]:
        """Yield batches for the items that people decided about since the last run."""
        if not self._decisions:  # nobody can have decided anything meanwhile: we hold the lock
            return
        with self._lake.use() as con:
            documents, decisions = pending_documents(con)
        if decisions:
            yield from self.redo_batches(documents, decisions, executor, DECIDED)

    # -- finish ---------------------------------------------------------------------------------------------------

    def _row(self, status: str, message: str = "") -> pa.Table:
        row = {
            "run_id": self.run_id,
            "kind": self.kind,
            "started_at": self.started,
            "ended_at": utc_now(),
            "status": status,
            "parameters": json.dumps(self.parameters, ensure_ascii=False, sort_keys=True),
            "code_version": __version__ + version_suffix(self.plugins),
            "message": message,
            **asdict(self._done.total),
        }
        return pa.Table.from_pylist([row], schema=tables.RUNS)

    def report(self) -> Path:
        """Write the validation report; returns its path."""
        return write_report(
            self.settings.reports, self.run_id, self._done.validations, self._done.counts, self._reasons
        )

    def finish(self) -> Summary:
        """Write the run's row and its report; return what it did."""
        with self._lake.writing(self._notify) as committing:
            committing()
            write_row(self.con, self._row("done"))
        self.report()
        seconds = (utc_now() - self.started).total_seconds()
        return Summary(self.run_id, self.kind, self._done.counts, self._reasons, self._done.validations, seconds)
