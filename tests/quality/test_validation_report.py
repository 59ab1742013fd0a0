"""The report opens offline, and data cannot become markup."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from quality.staged import staged

from dossier_etl.model.counts import Counts
from dossier_etl.quality.checkpoint import Validation, run_suites
from dossier_etl.quality.suites import load_suites
from dossier_etl.quality.validation_report import render, write_report

EVIL = "<script>document.title='owned'</script>"
COUNTS = {EVIL: Counts(*[1] * 6)}
VALIDATION = Validation(EVIL, EVIL, EVIL, False, EVIL, 1, EVIL, (EVIL,))


def test_what_came_from_data_is_escaped() -> None:
    page = render(EVIL, [VALIDATION], COUNTS, {EVIL: 1})
    assert "<script" not in page and page.count("&lt;script&gt;") >= 7


def test_it_refers_to_nothing_outside_itself() -> None:
    page = render("r", run_suites(staged(), load_suites()), COUNTS, {})
    assert not re.search(r"https?:|//|\bsrc=|\bhref=|@import|url\(", page)


def test_a_failed_expectation_is_shown_with_what_it_protects(tmp_path: Path) -> None:
    con = staged()
    con.execute("UPDATE staged_publications SET outlet = NULL")
    text = write_report(tmp_path / "reports", "r1", run_suites(con, load_suites()), {}, {}).read_text("utf-8")
    assert '<span class="bad">failed</span></td><td>every article has an outlet' in text
    assert [f.name for f in (tmp_path / "reports").iterdir()] == ["r1.html"]


def test_a_browser_opens_it_from_disk_and_runs_nothing(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium installed")
    page = write_report(tmp_path, "r1", [VALIDATION], COUNTS, {EVIL: 1})
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    dom = subprocess.run(
        [chromium, *flags, page.as_uri()], capture_output=True, text=True, timeout=90, check=True
    ).stdout
    assert "<title>dossier: run r1</title>" in dom and "<script" not in dom and "Accounting" in dom


def test_judging_leaves_no_folder_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    run_suites(staged(), load_suites())
    assert list(tmp_path.iterdir()) == []
