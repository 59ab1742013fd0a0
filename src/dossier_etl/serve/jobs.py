"""Applying decisions: a run in the background, one at a time, with what it says."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from dossier_etl.errors import DossierError
from dossier_etl.pipeline.batches import BatchLoaded
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.pipeline.run_summary import summary_lines
from dossier_etl.publish.publish import publish
from dossier_etl.settings import Settings

IDLE, RUNNING, DONE, FAILED = "idle", "running", "done", "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the last run stands."""

    state: str = IDLE
    lines: tuple[str, ...] = ()
    """What it said, the newest last."""


class Applying:
    """Runs the loader over decisions that no run has applied yet. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        # A run that holds the lock is told at once: nobody waits ten minutes for a page.
        self._settings = replace(settings, lock_seconds=0)
        self._lock = threading.Lock()
        self._progress = Progress()
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> Progress:
        """Return where it stands."""
        return self._progress

    def start(self) -> bool:
        """Start a run; return False if one is running already."""
        with self._lock:
            if self._progress.state == RUNNING:
                return False
            self._progress = Progress(RUNNING, ("started",))
            self._thread = threading.Thread(target=self._run, name="applying decisions", daemon=True)
            self._thread.start()
            return True

    def wait(self, seconds: float) -> None:
        """Wait for the run to end."""
        if self._thread:
            self._thread.join(seconds)

    def _say(self, line: str) -> None:
        self._progress = Progress(RUNNING, (*self._progress.lines, line))

    def _run(self) -> None:
        try:
            self._progress = Progress(DONE, (*self._progress.lines, *_apply(self._settings, self._say)))
        except DossierError as error:
            self._progress = Progress(FAILED, (*self._progress.lines, str(error)))
        except Exception as error:
            self._progress = Progress(FAILED, (*self._progress.lines, f"{type(error).__name__}: {error}"))
            raise


def _apply(settings: Settings, say: Callable[[str], None]) -> list[str]:
    """Apply what people decided, and publish it; return the lines that sum it up."""

    def on_batch(batch: BatchLoaded) -> None:
        say(f"batch {batch.number}: {batch.result.total.items_in} items derived again")

    summary = ingest(settings, [], say, on_batch=on_batch)
    lines = [line for line in summary_lines(summary, settings) if not line.startswith(("next:", "  "))]
    if settings.publish:
        say("publishing")
        lines.append(publish(settings).line())
    return lines
