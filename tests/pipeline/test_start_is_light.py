"""What a run does not need, it does not load: reading and deriving happen in workers, judging only when something is new."""

import subprocess
import sys

HEAVY = ("lxml", "fastwarc", "selectolax", "resiliparse", "onnxruntime", "great_expectations", "pandas", "sqlalchemy")


def loaded(statement: str) -> str:
    script = f"import sys\n{statement}\nprint([m for m in {HEAVY} if m in sys.modules])"
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def test_the_process_of_a_run_starts_without_parsers_models_and_the_gate() -> None:
    assert loaded("import dossier_etl.pipeline.ingest") == "[]"
