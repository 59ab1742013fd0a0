"""The house's rules about who may know whom (see the README's picture)."""

import ast
from collections.abc import Collection
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "dossier_etl"
PURE_ROOMS = {"model", "extract", "clean", "registry", "enrich", "decide", "dedup", "derive"}
ROOMS = {
    "model": set(),
    "startup": set(),
    "sql": set(),
    "settings": set(),
    "plugins": set(),
    "extract": {"model"},
    "clean": {"model"},
    "registry": {"model"},
    "enrich": {"model", "registry"},
    "decide": {"model", "registry", "enrich"},
    "derive": {"model", "clean", "enrich", "decide"},
    "dedup": {"model", "sql"},
    "shards": {"model"},
    "lake": {"model", "settings", "sql"},
    "search": {"model", "lake", "settings"},
    "publish": {"model", "lake", "search", "settings", "sql"},
    "report": {"model", "enrich", "dedup", "lake", "search", "settings", "sql"},
    "fetch": {"model", "extract", "dedup", "lake", "settings", "sql"},
    "watch": {"model", "lake", "search", "settings"},
    "quality": {"model", "startup"},
    "load": {"model", "registry", "dedup", "shards", "lake", "quality", "sql"},
    "curate": {"model", "lake", "settings", "sql"},
    "workers": {"model", "extract", "decide", "derive", "shards", "settings", "startup", "plugins"},
    "pipeline": {
        *("model", "extract", "registry", "decide", "derive", "dedup", "shards", "lake", "quality", "load", "curate"),
        *("workers", "settings", "sql", "plugins"),
    },
    "api": {"curate", "lake", "pipeline", "publish", "report", "watch", "search", "settings"},
    "serve": {
        "model",
        "clean",
        "shards",
        "dedup",
        "lake",
        "curate",
        "pipeline",
        "publish",
        "report",
        "search",
        "settings",
        "sql",
    },
    "cli": {
        *("model", "registry", "enrich", "lake", "dedup", "quality", "shards", "derive", "curate", "load", "pipeline"),
        *("fetch", "publish", "report", "watch", "search", "serve", "settings", "startup", "sql"),
    },
}
"""Room → the rooms it may import. A new room is drawn here first; `errors` may be imported everywhere."""
ONLY_IN = {
    "prefect": set(),
    "great_expectations": {"quality"},
    "duckdb": {
        "sql",
        "lake",
        "search",
        "publish",
        "watch",
        "fetch",
        "report",
        "dedup",
        "quality",
        "load",
        "curate",
        "pipeline",
        "api",
        "cli",
        "serve",
    },
    "tantivy": {"search"},
    "httpcore2": {"fetch"},
    "onnxruntime": {"enrich"},
}
CLOCKS = {
    *((owner, "now") for owner in ("dt", "datetime")),
    *((owner, "today") for owner in ("date", "datetime")),
    ("datetime", "utcnow"),
    *(("time", name) for name in ("time", "monotonic", "perf_counter")),
}


def test_a_test_module_has_a_name_of_its_own() -> None:
    """Two of one name cannot be collected in one run."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{a.name}" for a in node.names}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_knows_only_the_rooms_below_it(path: Path) -> None:
    room = room_of(path)
    if room in ("__init__", "errors"):
        return
    assert room in ROOMS, f"draw the room {room} in ROOMS first"
    known = {name.split(".")[1] for name in imports(path) if name.startswith("dossier_etl.")}
    assert known - {"errors", room, "__version__"} <= ROOMS[room]


def test_no_two_modules_import_each_other_in_a_circle() -> None:
    names = {".".join(("dossier_etl", *p.relative_to(PACKAGE).with_suffix("").parts)): p for p in modules()}
    names = {name.removesuffix(".__init__"): path for name, path in names.items()}
    graph = {name: {n for n in _modules_imported(path, names.keys()) if n != name} for name, path in names.items()}
    assert on_circles(graph) == []


def _modules_imported(path: Path, known: Collection[str]) -> set[str]:
    """Return the modules that importing a module runs; imports for type checkers only are left out."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in typing_only:
            found |= {full if (full := f"{node.module}.{a.name}") in known else node.module for a in node.names}
    return found.intersection(known)


def on_circles(graph: dict[str, set[str]]) -> list[str]:
    """Modules left when every module whose imports are all resolved is taken away: those on or above a circle."""
    left = {name: set(targets) for name, targets in graph.items()}
    while free := {name for name, targets in left.items() if not targets}:
        left = {name: targets - free for name, targets in left.items() if name not in free}
    return sorted(left)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_heavy_libraries_stay_in_their_rooms(path: Path) -> None:
    tops = {name.split(".")[0] for name in imports(path)}
    for library, rooms in ONLY_IN.items():
        assert library not in tops or room_of(path) in rooms


@pytest.mark.parametrize(
    "path", [p for p in modules() if room_of(p) in PURE_ROOMS], ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_the_pure_core_reads_no_clock_and_no_environment(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            assert (owner, node.attr) not in CLOCKS, ast.unparse(node)
            assert not (owner == "os" and node.attr in {"environ", "getenv"}), ast.unparse(node)


def test_no_module_grows_out_of_hand() -> None:
    assert {p.name: n for p in modules() if (n := len(p.read_text("utf-8").splitlines())) > 500} == {}


def test_enrichers_do_not_know_one_another() -> None:
    for path in modules():
        parts = path.relative_to(PACKAGE).parts
        if parts[0] != "enrich" or len(parts) < 3:
            continue
        others = {n.split(".")[2] for n in imports(path) if n.startswith("dossier_etl.enrich.")}
        assert others <= {parts[1], "shared", "written_dates"}, path
