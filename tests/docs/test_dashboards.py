"""The code of docs/dashboards.md runs, as far as its libraries are installed."""

import importlib.util
import re
from pathlib import Path

import pytest
from search.search_lake import add, publication
from support import ROOT

from dossier_etl.publish import marts
from dossier_etl.publish.build import build
from dossier_etl.settings import Settings

PAGE = (ROOT / "docs" / "dashboards.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.S)


@pytest.mark.parametrize("code", BLOCKS, ids=lambda code: code.split()[1])
def test_the_code_of_the_page_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needed = set(re.findall(r"^(?:import|from) (\w+)", code, re.M)) | (
        {"duckdb_engine"} if "duckdb:///" in code else set()
    )
    if missing := [name for name in sorted(needed) if importlib.util.find_spec(name) is None]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    settings = Settings(warehouse=tmp_path / "warehouse")
    add(settings, [publication("a", "One", "A text.")])
    build(settings)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "dashboards.md", "exec"), {})


def test_every_mart_is_on_the_page() -> None:
    assert all(f"`{mart.name}`" in PAGE for mart in marts.PUBLIC)
