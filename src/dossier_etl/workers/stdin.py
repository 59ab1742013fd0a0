"""Sources as the workers can open them."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dossier_etl.extract import Source, find_sources


def named_sources(arguments: Sequence[str], folder: Path) -> list[Source]:
    """The sources a user named; standard input, which a worker does not share, is first written to ``folder``.

    Raises:
        SourceError: a named path is not there.
    """
    sources = find_sources(arguments)
    for n, source in enumerate(sources):
        if source.path is None:
            spooled = folder / "standard-input"
            with spooled.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
            sources[n] = replace(source, path=spooled)
    return sources
