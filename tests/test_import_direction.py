"""The house's rules about who may know whom (see the README's picture)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "dossier_etl"
ROOMS = {
    "model": set(),
    "extract": {"model"},
    "clean": {"model"},
    "registry": {"model"},
    "enrich": {"model", "registry"},
    "decide": {"model", "registry", "enrich"},
    "dedup": {"model"},
    "lake": {"model"},
    "quality": {"model", "lake", "dedup", "decide"},
    "publish": {"model", "lake", "dedup"},
    "pipeline": {"model", "extract", "clean", "registry", "enrich", "decide", "dedup", "lake", "quality", "publish"},
    "serve": {"model", "lake", "publish", "pipeline"},
    "cli": {"model", "registry", "enrich", "lake", "dedup", "quality", "publish", "pipeline", "serve"},
}
EVERYWHERE = {"errors", "settings", "unneeded"}
ONLY_IN = {
    "prefect": set(),
    "great_expectations": {"quality"},
    "duckdb": {"lake", "publish", "dedup", "quality", "pipeline", "cli"},
}
CLOCKS = {
    *((owner, "now") for owner in ("dt", "datetime")),
    *((owner, "today") for owner in ("date", "datetime")),
    ("datetime", "utcnow"),
    *(("time", name) for name in ("time", "monotonic", "perf_counter")),
}
PURE = ("model", "extract", "clean", "registry", "enrich", "decide", "dedup")


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
    if room not in ROOMS:
        return
    known = {name.split(".")[1] for name in imports(path) if name.startswith("dossier_etl.")}
    assert known - EVERYWHERE - {room, "__version__"} <= ROOMS[room]


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_heavy_libraries_stay_in_their_rooms(path: Path) -> None:
    tops = {name.split(".")[0] for name in imports(path)}
    for library, rooms in ONLY_IN.items():
        assert library not in tops or room_of(path) in rooms


@pytest.mark.parametrize(
    "path", [p for p in modules() if room_of(p) in PURE], ids=lambda p: str(p.relative_to(PACKAGE))
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
        assert others <= {parts[1], "_lib"}, path
