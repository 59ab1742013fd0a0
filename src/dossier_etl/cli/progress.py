"""Progress of a run on a terminal: documents derived, sources read, time."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

    from dossier_etl.pipeline.batches import BatchLoaded


class RunProgress:
    """What a run reports to while it works; shows nothing where standard error is no terminal."""

    def __init__(self, bar: "Progress | None", tell: Callable[[str], None]) -> None:
        self._bar = bar
        self._tell = tell
        self._task = bar.add_task("reading", total=None, documents=0, articles=0) if bar else None
        self._documents = self._articles = 0

    def message(self, text: str) -> None:
        """Print a message above the bar."""
        if self._bar:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            self._tell(text)

    def on_batch(self, loaded: "BatchLoaded") -> None:
        """Show what a commit added, and how many sources are finished."""
        self._articles += loaded.result.total.loaded
        if self._bar and self._task is not None:
            self._bar.update(self._task, total=loaded.sources, completed=loaded.sources_done, articles=self._articles)

    def documents_read(self, documents: int) -> None:
        """Show that more documents were read."""
        self._documents += documents
        if self._bar and self._task is not None:
            self._bar.update(self._task, documents=self._documents)


@contextmanager
def run_progress(tell: Callable[[str], None], *, quiet: bool) -> Iterator[RunProgress]:
    """Show a run's progress on standard error if it is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield RunProgress(None, tell)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[documents]:,} documents read, {task.fields[articles]:,} articles loaded"),
        BarColumn(20),
        TextColumn("{task.completed:,.0f} sources done"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield RunProgress(bar, tell)
