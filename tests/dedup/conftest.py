"""Fixtures: small lakes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dedup_lake import Lake


@pytest.fixture
def lake() -> Iterator[Lake]:
    """An empty lake in memory."""
    made = Lake()
    yield made
    made.con.close()


@pytest.fixture
def ducklake(tmp_path: Path) -> Iterator[Lake]:
    """An empty DuckLake on disk."""
    (tmp_path / "data").mkdir()
    made = Lake(tmp_path)
    yield made
    made.con.close()
