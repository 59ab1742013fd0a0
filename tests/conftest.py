"""Shared fixtures: a warehouse of one's own, the seeds, the measuring data where it exists."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings

ROOT = Path(__file__).parents[1]

_FILLED_ONCE = {"cli", "crash", "curate", "docs", "lake", "serve"}

os.environ.setdefault("DOSSIER_PUBLISH", "no")  # publishing costs a second a run; its own tests turn it on

settings.register_profile(
    "fast", max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their parameter, never by themselves.

    Compressed ones hold the second of their making, and the parallel workers must collect the same names.
    """
    return argname if isinstance(val, bytes | bytearray) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a module whose fixtures fill a lake on one of pytest-xdist's workers, so that it is filled once."""
    for item in items:
        if item.path.relative_to(ROOT / "tests").parts[0] in _FILLED_ONCE and not item.get_closest_marker(
            "xdist_group"
        ):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture
def seeds() -> Path:
    """The documents written for this project."""
    return ROOT / "seeds"


@pytest.fixture
def warehouse(tmp_path: Path) -> Settings:
    """Settings of an empty warehouse; names of entities are off, so that tests about other things stay quick."""
    return Settings(warehouse=tmp_path / "warehouse", workers=1, entities=False)


@pytest.fixture(scope="session")
def _lakes() -> dict[tuple[str, ...], Path]:
    return {}


@pytest.fixture
def fill(
    warehouse: Settings, seeds: Path, _lakes: dict[tuple[str, ...], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Settings]:
    """Fill the test's warehouse with seeds, by name. The run itself happens once a session: its lake is copied."""

    def filled(*names: str) -> Settings:
        if names not in _lakes:
            _lakes[names] = tmp_path_factory.mktemp("filled") / "warehouse"
            ingest(Settings(warehouse=_lakes[names], workers=1, entities=False), [str(seeds / name) for name in names])
        shutil.copytree(_lakes[names], warehouse.warehouse)
        return warehouse

    return filled
