"""Cleaning a text dump loads neither HTML parsers nor anything heavy."""

import subprocess
import sys


def test_text_dumps_load_no_html_library() -> None:
    script = (
        "import sys\n"
        "from dossier_etl.clean import clean\n"
        "from dossier_etl.model.records import Record\n"
        "clean(Record('a', '', 'text/plain', b'The council voted on Tuesday to rebuild the bridge.'))\n"
        "print([m for m in ('lxml', 'selectolax', 'onnxruntime', 'duckdb') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
