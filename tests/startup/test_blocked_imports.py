"""Modules a run does without are not imported, and are there for who asks."""

import subprocess
import sys
from pathlib import Path

import pytest

from dossier_etl.startup.blocked_imports import allow_all_imports, block_imports, is_blocked


@pytest.fixture
def heavy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "heavyone.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "heavyone", raising=False)


@pytest.mark.usefixtures("heavy")
def test_a_module_done_without_is_not_found_until_it_is_asked_for() -> None:
    with block_imports("other", "heavyone"):
        assert is_blocked("heavyone")
        with pytest.raises(ModuleNotFoundError):
            import heavyone
        with allow_all_imports():
            assert not is_blocked("heavyone")
            import heavyone  # type: ignore[import-not-found]  # noqa: F401
    assert "heavyone" in sys.modules
    assert not is_blocked("heavyone")


TABLE = """
import sys, duckdb, pyarrow as pa
from dossier_etl.startup.blocked_imports import BLOCKED_IMPORTS, block_imports
with block_imports(*BLOCKED_IMPORTS):
    con = duckdb.connect()
    con.register("rows", pa.table({"a": [1, None, 3], "b": [["x"], [], None]}))
    print(con.execute("SELECT b, a FROM rows WHERE a IS NULL OR a > ? ORDER BY a", [1]).fetchall())
print([m for m in BLOCKED_IMPORTS if m in sys.modules])
"""


def test_duckdb_takes_parameters_and_tables_without_them() -> None:
    done = subprocess.run([sys.executable, "-c", TABLE], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines() == ["[(None, 3), ([], None)]", "[]"], done.stderr[-2000:]
