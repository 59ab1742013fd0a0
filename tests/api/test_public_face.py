"""The library as a user of Python sees it: names, examples, the page made from them."""

import doctest
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

import dossier_etl
from dossier_etl import api

EXAMPLES = [e for e in doctest.DocTestFinder().find(api, "dossier_etl.api") if e.examples]


def test_every_public_name_is_there_and_has_a_docstring() -> None:
    assert dossier_etl.__all__ == sorted(dossier_etl.__all__)
    for name in dossier_etl.__all__:
        assert getattr(dossier_etl, name).__doc__
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        dossier_etl.nonsense  # noqa: B018


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, dossier_etl; print(sorted({'duckdb', 'pyarrow', 'click', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.name.rpartition("dossier_etl.api.")[2])
def test_the_example_of_a_docstring_runs(
    example: doctest.DocTest, tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    example.globs.update(folder=tmp_path, seeds=seeds)
    assert doctest.DocTestRunner().run(example).failed == 0


def test_every_public_function_has_an_example() -> None:
    names = {e.name.rpartition(".")[2] for e in EXAMPLES}
    methods = {n for n, f in vars(api.Dossier).items() if callable(f) and not n.startswith("_")} - {"close"}
    assert methods | {"Dossier"} <= names


def test_the_page_of_the_api_is_made_from_the_docstrings() -> None:
    made = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "api_page.py")], capture_output=True, text=True, check=True
    )
    assert made.stdout == (ROOT / "docs" / "api.md").read_text("utf-8"), "run `python tools/api_page.py > docs/api.md`"


SCRIPTS = sorted((ROOT / "examples").glob("*.py"))
NEED_MORE = ("dashboard", "marts_to_postgres")
"""They need Streamlit and a PostgreSQL server (docs/dashboards.md tells how they were tried)."""


def test_the_examples_that_need_more_are_at_least_valid() -> None:
    for script in SCRIPTS:
        compile(script.read_text("utf-8"), script.name, "exec")
    assert set(NEED_MORE) <= {script.stem for script in SCRIPTS}


@pytest.mark.parametrize("script", [e for e in SCRIPTS if e.stem not in NEED_MORE], ids=lambda p: p.stem)
def test_the_example_scripts_run(script: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
