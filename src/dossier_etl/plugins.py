"""Plug-ins: readers, recognisers and candidate functions that installed packages offer by entry point.

The run looks them up once and imports each to see that it works; a broken one is reported and left out. Tasks then carry their
addresses (`Plugin`), which workers import without looking anything up.
"""

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any

from dossier_etl.errors import UsageError

READERS, RECOGNISERS, CANDIDATES = "dossier_etl.readers", "dossier_etl.recognisers", "dossier_etl.candidates"
"""Entry point groups; `docs/plugins.md` describes the object that each expects."""


@dataclass(frozen=True, slots=True, order=True)
class Plugin:
    """Address of a plug-in: enough to import it in another process."""

    group: str
    name: str
    version: str
    """Of the package that offers it; part of ``runs.code_version``."""
    target: str
    """``module:attribute``"""

    def load(self) -> Any:
        """Import the plug-in. Raises whatever its import raises."""
        module, _, attribute = self.target.partition(":")
        found: Any = importlib.import_module(module)
        for name in attribute.split("."):
            found = getattr(found, name)
        return found


def installed(notify: Callable[[str], None] = lambda _: None, *, recogniser: str = "") -> tuple[Plugin, ...]:
    """Return the plug-ins that can be imported, in order of group and name; ``notify`` receives a message about each other one.

    Raises:
        UsageError: there is no plug-in that finds names called ``recogniser``.
    """
    found = []
    for group in (READERS, RECOGNISERS, CANDIDATES):
        for point in entry_points(group=group):
            version = point.dist.version if point.dist else "0"
            plugin = Plugin(group, point.name, version, point.value)
            try:
                plugin.load()
            except Exception as error:  # whatever a stranger's package does at import must not stop the run
                notify(f"plug-in {point.name} ({group}) is left out: {type(error).__name__}: {error}")
                continue
            found.append(plugin)
    if recogniser and recogniser not in {p.name for p in of_group(found, RECOGNISERS)}:
        raise UsageError(
            f"no installed plug-in finds names as {recogniser!r}",
            hint=f"install a package with an entry point of that name in the group {RECOGNISERS}",
        )
    return tuple(sorted(found))


def of_group(plugins: Iterable[Plugin], group: str) -> list[Plugin]:
    """Return the plug-ins of a group, in order."""
    return [p for p in plugins if p.group == group]


def version_suffix(plugins: Iterable[Plugin]) -> str:
    """Return what the plug-ins add to a run's ``code_version``: ``" name@version"`` for each package's plug-in."""
    return "".join(sorted({f" {p.name}@{p.version}" for p in plugins}))
