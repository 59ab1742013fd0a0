"""Deferred modules load at their first use, and nobody else notices that they were deferred."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dossier_etl.startup.blocked_imports import block_imports
from dossier_etl.startup.deferred_imports import defer_reexports, deferred, stub_module


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that imports two heavy modules in the two ways there are."""
    (tmp_path / "heavypack").mkdir()
    (tmp_path / "heavypack" / "__init__.py").write_text("")
    (tmp_path / "heavypack" / "child.py").write_text("answer = 42")
    (tmp_path / "heavyone.py").write_text("def double(n):\n    return 2 * n")
    (tmp_path / "lightlib.py").write_text(
        "import heavyone as h\nfrom heavypack import child\ndef use():\n    return h.double(child.answer)"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("heavyone", "heavypack", "heavypack.child", "lightlib"):
        monkeypatch.delitem(sys.modules, name, raising=False)


@pytest.mark.usefixtures("library")
def test_a_deferred_module_is_imported_when_it_is_used() -> None:
    with deferred("heavyone", "heavypack.child"):
        import lightlib  # type: ignore[import-not-found]
    assert not {"heavyone", "heavypack.child"} & sys.modules.keys()
    assert lightlib.use() == 84
    assert {"heavyone", "heavypack.child"} <= sys.modules.keys()


@pytest.mark.usefixtures("library")
def test_others_get_the_module_itself() -> None:
    with deferred("heavyone", "heavypack.child"):
        import lightlib
    import heavyone  # type: ignore[import-not-found]
    from heavypack import child  # type: ignore[import-not-found]

    assert type(heavyone) is type(child) is type(sys)
    assert (heavyone.double(1), child.answer, lightlib.use()) == (2, 42, 84)


@pytest.mark.usefixtures("library")
def test_what_is_loaded_or_missing_is_left_alone() -> None:
    import heavyone

    with deferred("heavyone", "no_such_module", "no_such_package.child"):
        assert sys.modules["heavyone"] is heavyone
        assert "no_such_module" not in sys.modules
        with pytest.raises(ModuleNotFoundError):
            import no_such_module  # type: ignore[import-not-found]  # noqa: F401


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package that passes on what three submodules define; one needs another."""
    folder = tmp_path / "top" / "shop"
    folder.mkdir(parents=True)
    (tmp_path / "top" / "__init__.py").write_text("from top import shop")
    (folder / "__init__.py").write_text(
        "from top.shop.bread import Bread\nfrom top.shop.cake_base import Base\nfrom top.shop.cake_plum import Plum as Cake"
    )
    (folder / "bread.py").write_text("class Bread: ...")
    (folder / "cake_base.py").write_text("class Base: ...")
    (folder / "cake_plum.py").write_text("from top.shop.cake_base import Base\nclass Plum(Base): ...")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "top"]:
        del sys.modules[name]


def _cakes() -> set[str]:
    return {name for name in sys.modules if name.startswith("top.shop.cake")}


@pytest.mark.usefixtures("shop")
def test_what_a_package_passes_on_is_loaded_when_it_is_asked_for() -> None:
    with defer_reexports("top.shop", lambda name: name.startswith("cake")):
        import top  # type: ignore[import-not-found]
    assert not _cakes()
    assert top.shop.Bread.__name__ == "Bread"
    assert top.shop.Cake.__name__ == "Plum"
    assert issubclass(top.shop.Cake, top.shop.Base)
    assert _cakes() == {"top.shop.cake_base", "top.shop.cake_plum"}
    with pytest.raises(AttributeError):
        top.shop.Pie  # noqa: B018


def test_a_package_around_it_passes_the_names_on_too(shop: Path) -> None:
    (shop.parent / "__init__.py").write_text("from top.shop import Cake")
    with defer_reexports("top.shop", lambda name: name.startswith("cake")):
        import top
    assert not _cakes()
    assert top.Cake is top.shop.Cake
    assert top.Cake.__name__ == "Plum"


def test_who_uses_what_is_passed_on_gets_it_at_once(shop: Path) -> None:
    (shop / "bread.py").write_text("from top.shop.cake_base import Base\nclass Bread(Base): ...")
    with defer_reexports("top.shop", lambda name: name.startswith("cake")):
        import top
    assert _cakes() == {"top.shop.cake_base"}
    assert issubclass(top.shop.Cake, top.shop.Base)


def test_a_package_that_fetches_names_itself_keeps_its_way(shop: Path) -> None:
    with (shop / "__init__.py").open("a") as file:
        file.write("\ndef __getattr__(name):\n    return name")
    with defer_reexports("top.shop", lambda name: name.startswith("cake")):
        import top
    assert top.shop.Cake.__name__ == "Plum"
    assert top.shop.Pie == "Pie"


CHANGED = """
from dossier_etl.quality.gx_import import load_great_expectations
gx = load_great_expectations()
print(gx.datasource.fluent.Own.__mro__[1].__module__)
"""


def test_a_library_made_otherwise_than_it_was_is_imported_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "great_expectations" / "datasource" / "fluent"
    folder.mkdir(parents=True)
    (folder.parents[1] / "__init__.py").write_text("import great_expectations.datasource.fluent")
    (folder.parent / "__init__.py").write_text("")
    (folder / "__init__.py").write_text(
        "from great_expectations.datasource.fluent.pandas_base import Base\nclass Own(Base): ..."
    )
    (folder / "pandas_base.py").write_text("class Base: ...")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}){CHANGED}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == ["great_expectations.datasource.fluent.pandas_base"], done.stderr[-2000:]


OTHERS = """
from dossier_etl.quality.gx_import import load_great_expectations
gx = load_great_expectations()
import sys
print(any("fluent.spark" in name or "fluent.pandas" in name for name in sys.modules))
from great_expectations.datasource.fluent import PandasDatasource, SparkDatasource
context = gx.get_context(mode="ephemeral")
context.data_sources.add_pandas("p").add_dataframe_asset("a")
print(context.data_sources.get("p").type, SparkDatasource.__name__)
"""


def test_data_sources_of_other_engines_are_there_when_they_are_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", OTHERS], capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == ["False", "pandas SparkDatasource"], done.stderr[-2000:]


@pytest.fixture
def frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A library of frames, and one that asks it of every value."""
    (tmp_path / "framelib.py").write_text(
        "class Frame:\n    rows = 0\nNONE = object()\ndef missing(value):\n    return value is NONE\ndef new():\n    return Frame()"
    )
    (tmp_path / "asking.py").write_text(
        "import framelib as f\nKIND = f.Frame\ndef ask(value):\n    return isinstance(value, KIND), f.missing(value)"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in ("framelib", "asking"):
        sys.modules.pop(name, None)


def _asking() -> Any:
    with stub_module("framelib", classes=["Frame"], values=["NONE"], functions={"missing": lambda value: False}):
        import asking  # type: ignore[import-not-found]
    return asking


@pytest.mark.usefixtures("frames")
def test_a_library_known_by_name_answers_without_being_loaded() -> None:
    with block_imports("framelib"):
        asking = _asking()
        assert asking.ask("text") == (False, False)
        assert not hasattr(asking.f, "NONE")
        assert "framelib" not in sys.modules


@pytest.mark.usefixtures("frames")
@pytest.mark.parametrize("make", [lambda asking: asking.KIND(), lambda asking: asking.f.new()])
def test_it_loads_when_something_is_made_of_it(make: Callable[[Any], Any]) -> None:
    with block_imports("framelib"):
        asking = _asking()
        frame = make(asking)
        real = sys.modules["framelib"]
        assert type(frame) is real.Frame
        assert asking.ask(frame)[0]
        assert issubclass(real.Frame, asking.KIND)
        assert asking.KIND.rows == 0
        assert asking.f.NONE is real.NONE


@pytest.mark.usefixtures("frames")
def test_a_library_that_may_be_there_is_imported_as_ever() -> None:
    asking = _asking()
    assert asking.f is sys.modules["framelib"]


WITHOUT_PANDAS = """
import sys
from contextlib import nullcontext
from dossier_etl.quality.checkpoint import run_suites
from dossier_etl.startup.blocked_imports import block_imports
from dossier_etl.quality.suites import load_suites
from staged import staged
with block_imports("pandas") if sys.argv[1] == "without" else nullcontext():
    con = staged()
    con.execute("UPDATE staged_publications SET published_confidence = 7, outlet = NULL; DELETE FROM staged_documents")
    found = run_suites(con, load_suites())
print("pandas" in sys.modules, sum(not v.success for v in found) >= 2)
print(found)
"""


def test_the_gate_says_the_same_without_pandas() -> None:
    said = []
    for how in ("with", "without"):
        command = [
            sys.executable,
            "-c",
            f"import sys; sys.path.append({str(Path(__file__).parents[1] / 'quality')!r}){WITHOUT_PANDAS}",
            how,
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        said.append(done.stdout.split("\n", 1))
        assert said[-1][0] == f"{how == 'with'} True", done.stderr[-2000:]
    assert said[0][1] == said[1][1]


PARAMETERS = """
import sys
from dossier_etl.cli import main
try:
    main(["-q", "-w", sys.argv[1], "ingest", "--no-entities", "--workers", "1", sys.argv[2]])
finally:
    print([name for name in ("pandas", "prefect", "rich", "great_expectations") if name in sys.modules])
"""


def test_a_run_that_knows_everything_imports_nothing_it_does_not_use(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    command = [sys.executable, "-c", PARAMETERS, str(tmp_path / "w"), str(tmp_path / "empty.jsonl")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == ["[]"], done.stderr[-2000:]


STATISTICS = """
import sys
import duckdb
from dossier_etl.quality.checkpoint import run_suites
from dossier_etl.quality.suites import Suite
con = duckdb.connect()
con.execute("CREATE TEMP TABLE staged_t AS SELECT unnest(['a', 'b']) AS c")
heights = {"values": ["a", "b"], "weights": [0.5, 0.5]}
kwargs = {"column": "c", "partition_object": heights, "threshold": 0.1}
plain = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "c"}}
first = run_suites(con, [Suite("t", "staged_t", (plain,))])
print(first[0].success, "scipy.stats" in sys.modules, "altair" in sys.modules)
rule = {"type": "expect_column_kl_divergence_to_be_less_than", "kwargs": kwargs}
second = run_suites(con, [Suite("t", "staged_t", (rule,))])
print(second[0].success, second[0].observed, "scipy.stats" in sys.modules)
"""


def test_a_suite_that_asks_for_statistics_gets_them() -> None:
    done = subprocess.run([sys.executable, "-c", STATISTICS], capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == ["True False False", "True 0.0 True"], done.stderr[-2000:]
