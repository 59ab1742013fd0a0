"""One lake of the seeds for all pages that only read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from serve.room import client_of
from starlette.testclient import TestClient
from support import ROOT, files

from dossier_etl.pipeline.ingest import ingest
from dossier_etl.search import update_index
from dossier_etl.settings import Settings


@pytest.fixture(scope="session")
def seeds_lake(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse with all seeds, names of entities included."""
    settings = Settings(warehouse=tmp_path_factory.mktemp("room") / "warehouse", workers=1)
    ingest(settings, files(Path(ROOT / "seeds")))
    update_index(settings)
    return settings


@pytest.fixture(scope="session")
def room(seeds_lake: Settings) -> Iterator[TestClient]:
    """A client of the room over the seeds' lake."""
    with client_of(seeds_lake) as client:
        yield client
