"""Try the oldest and the newest allowed Prefect, Great Expectations and DuckDB: ``make test-matrix``.

For each end of the ranges in pyproject.toml an environment of its own is made in ``.cache/matrix``: the lock's packages, then those three
moved to that end. The tests that touch the three run in it. Needs the package index and some ten minutes; not part of CI.
"""

import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOVED = ("prefect", "great-expectations", "duckdb")
TESTS = ("tests/flows", "tests/quality", "tests/lake", "tests/crash")


def requirement(end: str, declared: str) -> str:
    """Return what pip is asked for: the range itself for the newest, its lower end for the oldest."""
    lower = re.search(r">=\s*([0-9.]+)", declared)
    if end == "newest" or lower is None:
        return declared
    return re.split(r"[<>=!~]", declared)[0] + f"=={lower[1]}"


def requirements(end: str) -> list[str]:
    """Return the requirements of the three packages at one end of their ranges."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = {re.split(r"[<>=!~\[]", d)[0]: d for d in declared}
    return [requirement(end, names[name]) for name in MOVED]


def run_end(end: str) -> int:
    """Install one end and run the tests in it; return pytest's exit code."""
    folder = ROOT / ".cache" / "matrix" / end
    venv.create(folder, clear=True, with_pip=True)
    python = str(folder / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "--requirement", "requirements.lock"], cwd=ROOT, check=True)
    subprocess.run([*pip, "--upgrade", *requirements(end)], cwd=ROOT, check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", "."], cwd=ROOT, check=True)
    freeze = subprocess.run([python, "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    chosen = [line for line in freeze.splitlines() if line.split("==")[0].lower().replace("_", "-") in MOVED]
    print(f"{end}: {', '.join(chosen)}", flush=True)
    environment = os.environ | {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run([python, "-m", "pytest", *TESTS], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    codes = {end: run_end(end) for end in sys.argv[1:] or ("oldest", "newest")}
    print(", ".join(f"{end}: {'passed' if code == 0 else f'failed ({code})'}" for end, code in codes.items()))
    sys.exit(any(codes.values()))
