"""Shared fixtures: a warehouse of one's own, the seeds, the measuring data where it exists."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from dossier_etl.settings import Settings

ROOT = Path(__file__).parents[1]

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


@pytest.fixture
def seeds() -> Path:
    """The documents written for this project."""
    return ROOT / "seeds"


@pytest.fixture
def warehouse(tmp_path: Path) -> Settings:
    """Settings of an empty warehouse; names of entities are off, so that tests about other things stay quick."""
    return Settings(warehouse=tmp_path / "warehouse", workers=1, entities=False)
