"""Where the read model lies: ``warehouse/read_models/NNNNNN/``, and ``warehouse/published``, which points to the one in force.

A build is a folder of its own until its manifest is complete; then the link is replaced in one step. Files that did not change are
the same files on disk (hard links), so that a build costs what changed. Readers that opened an older one keep it: the last few stay.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dossier_etl.errors import WarehouseLocked, WarehouseMissing
from dossier_etl.settings import Settings

MANIFEST = "manifest.json"
_LOCK = "writer.lock"
_KEPT = 3
"""Read models that stay: readers of the last but one may still be at work."""
_POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a read model holds."""

    snapshot: int
    """The lake's snapshot it was built from."""
    made_by: str
    """Versions of the builder and of DuckDB; of another builder, no file is kept."""
    rows: dict[str, int] = field(default_factory=dict)
    """Mart → rows."""


def published_folder(settings: Settings) -> Path:
    """Return the folder that is always the read model in force."""
    return settings.warehouse / "published"


def models_folder(settings: Settings) -> Path:
    """Return the folder of all read models that stay."""
    return settings.warehouse / "read_models"


def read_manifest(folder: Path) -> Manifest | None:
    """Return what a read model holds; None when there is none."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except FileNotFoundError:
        return None


def model_in_force(settings: Settings) -> Path:
    """Return the folder of the read model in force, itself and not the link. Raises WarehouseMissing."""
    folder = published_folder(settings)
    if not (folder / MANIFEST).is_file():
        raise WarehouseMissing(f"no read model in {folder}", hint="`dossier publish` builds it")
    return folder.resolve()


@contextmanager
def writing(settings: Settings) -> Iterator[None]:
    """Hold the read model for writing; the kernel releases it with the process. Raises WarehouseLocked."""
    folder = models_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + settings.lock_seconds
    with (folder / _LOCK).open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise WarehouseLocked(
                        f"{folder} is being written by another process", hint="try again when it is done"
                    ) from None
                time.sleep(_POLL_SECONDS)
        yield


def new_model(settings: Settings) -> Path:
    """Make the folder of the next read model; what a killed build left is removed."""
    folder = models_folder(settings)
    for left in folder.iterdir():
        if left.name.isdecimal() and not (left / MANIFEST).is_file():
            shutil.rmtree(left)
    number = 1 + max((int(p.name) for p in folder.iterdir() if p.name.isdecimal()), default=0)
    fresh = folder / f"{number:06d}"
    fresh.mkdir()
    return fresh


def put_in_force(settings: Settings, folder: Path, manifest: Manifest) -> None:
    """Complete a read model with its manifest, point the link to it, and remove the oldest ones."""
    with (folder / f"{MANIFEST}.new").open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    (folder / f"{MANIFEST}.new").replace(folder / MANIFEST)
    link = published_folder(settings)
    fresh = link.with_name("published.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(folder.relative_to(link.parent), target_is_directory=True)
    fresh.replace(link)
    models = sorted(p for p in models_folder(settings).iterdir() if p.name.isdecimal())
    for old in models[:-_KEPT]:
        shutil.rmtree(old)
