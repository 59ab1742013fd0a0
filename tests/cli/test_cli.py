"""The command line: data on standard output, messages on standard error, exit codes that mean something."""

import contextlib
import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from support import dossier, query

from dossier_etl.cli import VERBS, cli, main
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings

HEAVY = {
    "prefect",
    "great_expectations",
    "duckdb",
    "pyarrow",
    "onnxruntime",
    "numpy",
    "pandas",
    "sqlalchemy",
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(warehouse=tmp_path_factory.mktemp("cli") / "warehouse", workers=1, entities=False)
    seeds = Path(__file__).parents[2] / "seeds"
    ingest(settings, [str(seeds / n) for n in ("01-harbour.html", "02-harbour-copy.html", "04-doubled-body.txt")])
    return settings


def run(settings: Settings, *arguments: str) -> str:
    result = CliRunner().invoke(cli, ["-w", str(settings.warehouse), *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str) -> None:
    result = CliRunner().invoke(cli, [verb, "--help"])
    assert result.exit_code == 0 and "Usage:" in result.output


def test_help_loads_nothing_heavy() -> None:
    code = """
import sys
from dossier_etl.cli import main
try:
    main(["--help"])
except SystemExit:
    print(*sys.modules, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & {m.split(".")[0] for m in done.stderr.split()}


def test_extract_prints_what_the_contract_names_and_needs_no_warehouse(seeds: Path, tmp_path: Path) -> None:
    done = dossier("extract", "--json", "--no-entities", "--workers", "1", str(seeds / "01-harbour.html"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (row,) = map(json.loads, done.stdout.splitlines())
    assert {
        "source", "title", "body", "authors", "published", "published_earliest", "published_latest", "published_precision",
        "outlet", "origin_outlet", "language", "mentions", "date_mentions", "evidence", "outcome", "reasons",
    } <= row.keys()  # fmt: skip
    assert (row["published_earliest"], row["outlet"], row["outcome"]) == ("2024-09-17", "The Halvern Gazette", "loaded")
    assert list(tmp_path.iterdir()) == []


def test_extract_reads_standard_input(seeds: Path) -> None:
    done = dossier(
        "extract",
        "--json",
        "--no-entities",
        "--workers",
        "1",
        "-",
        stdin=(seeds / "01-harbour.html").read_text("utf-8"),
    )
    assert json.loads(done.stdout)["title"] == "Halvern harbour to be dredged after eleven years"


def test_annotate_gives_offsets_into_the_text_as_given(tmp_path: Path) -> None:
    text = "  On Monday,  17 June 2013\u00ad they met again."
    (tmp_path / "rows.jsonl").write_text(json.dumps({"id": 7, "text": text, "date": "2014-06-17"}) + "\n")
    done = dossier("annotate", "--json", "--no-entities", str(tmp_path / "rows.jsonl"))
    row = json.loads(done.stdout)
    assert row["id"] == 7 and row["mentions"] == [] and row["date_mentions"]
    assert all(text[m["start"] : m["end"]] == m["surface"] for m in row["date_mentions"])


def test_annotate_names_the_line_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"id": 1, "text": "fine"}\n{"id": 2}\n')
    done = dossier("annotate", "--no-entities", str(tmp_path / "rows.jsonl"))
    assert done.returncode == 2 and "line 2" in done.stderr


def test_rows_come_as_json_or_csv(filled: Settings) -> None:
    sql = "SELECT outlet, authors FROM articles"
    assert json.loads(run(filled, "sql", sql, "--json")) == {"outlet": "The Halvern Gazette", "authors": ["Marit Dahl"]}
    assert next(csv.DictReader(io.StringIO(run(filled, "sql", sql, "--csv"))))["outlet"] == "The Halvern Gazette"


def test_values_reach_a_query_as_parameters(filled: Settings) -> None:
    assert "1" in run(
        filled, "sql", "SELECT count(*) AS n FROM articles WHERE outlet = ?", "-p", "The Halvern Gazette", "--json"
    )
    assert '"n": 0' in run(
        filled, "sql", "SELECT count(*) AS n FROM articles WHERE outlet = ?", "-p", "' OR 1=1 --", "--json"
    )


def test_show_why_prints_characters_rule_and_losers(filled: Settings) -> None:
    article = query(filled, "SELECT article_id FROM articles")[0][0]
    rows = [json.loads(line) for line in run(filled, "show", article[:12], "--why", "--json").splitlines()]
    dated = [r for r in rows if r["field"] == "published"]
    assert dated[0]["chosen"] and dated[0]["snippet"] and dated[0]["rule"]
    assert all(r["why"] for r in dated if not r["chosen"])


def test_story_tells_who_was_first_and_what_was_changed(filled: Settings) -> None:
    story = query(filled, "SELECT story_id FROM articles")[0][0]
    report = json.loads(run(filled, "story", story, "--json"))
    assert report["first"]["outlet"] == "The Halvern Gazette"
    (copy,) = report["others"]
    assert copy["outlet"] == "Northport Tribune" and copy["lag_days"] == [1, 1] and copy["changes"]
    assert "days after the first" in run(filled, "story", story)


@pytest.mark.parametrize(
    "arguments", [["quarantine", "list"], ["runs"], ["runs", "--sources"], ["status"], ["schema"], ["config"]]
)
def test_verbs_that_list_print_json(filled: Settings, arguments: list[str]) -> None:
    rows = [json.loads(line) for line in run(filled, *arguments, "--json").splitlines()]
    assert rows and all(isinstance(r, dict) for r in rows)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ingest", "no/such/file"], 1, "no/such/file"),
        (["frobnicate"], 2, "No such command"),
        (["ingset", "seeds"], 2, "Did you mean ingest"),
        (["quarantine", "lst"], 2, "Did you mean list"),
        (["ingest", "--workers", "0", "seeds"], 2, "not in the range"),
        (["sql", "  "], 2, "the query is empty"),
        (["sql", "--", "-- nothing but a comment"], 2, "asks for nothing"),
        (["schema", "artcles"], 2, "no table or view"),
        (["story", "abcdef"], 2, "FROM stories"),
        (["entity", "rename", "zzz", "Name"], 2, "FROM entities"),
        (["sql"], 2, "Missing argument"),
        (["-w", "nowhere", "status"], 1, "dossier init"),
        (["show", "zzz"], 2, "no article"),
        (["sql", "SELECT nonsense FROM articles"], 2, "dossier schema"),
        (["quarantine", "set", "zzz", "published=2014"], 2, "quarantine list"),
    ],
)
def test_exit_codes_and_the_next_step(
    filled: Settings,
    arguments: list[str],
    code: int,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    full = arguments if "-w" in arguments else ["-w", str(filled.warehouse), *arguments]
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(full)
    said = capsys.readouterr()
    assert ended.value.code == code, said.err
    assert says in said.err and said.out == ""


def test_the_catalogs_password_is_never_printed(tmp_path: Path) -> None:
    done = dossier("config", cwd=tmp_path, DOSSIER_CATALOG="postgres:dbname=news password=hunter2 host=db.example")
    assert "db.example" in done.stdout and "hunter2" not in done.stdout


def test_a_folder_that_cannot_be_written_is_told_plainly(tmp_path: Path, seeds: Path) -> None:
    (tmp_path / "file").write_text("")
    done = dossier("-w", str(tmp_path / "file" / "w"), "ingest", "--no-entities", str(seeds / "01-harbour.html"))
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "Not a directory" in done.stderr and "check room and permissions" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_cannot_be_written_is_told(filled: Settings) -> None:
    command = [sys.executable, "-m", "dossier_etl.cli", "-w", str(filled.warehouse), "sql", "SELECT 1 AS one"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=240)
    assert done.returncode == 1
    assert "No space left" in done.stderr


def test_nothing_is_said_of_a_reader_that_has_read_enough(filled: Settings) -> None:
    command = [
        sys.executable,
        "-m",
        "dossier_etl.cli",
        "-w",
        str(filled.warehouse),
        "sql",
        "SELECT * FROM range(100000)",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout and child.stderr
        assert child.stdout.readline() == "range\n"
        child.stdout.close()
        assert child.stderr.read() == ""


def test_quarantine_set_is_applied_by_the_next_ingest(tmp_path: Path, seeds: Path) -> None:
    settings = Settings(warehouse=tmp_path / "w", workers=1, entities=False)
    ingest(settings, [str(seeds / "04-doubled-body.txt")])
    item = json.loads(run(settings, "quarantine", "list", "--json"))["item_id"]
    run(
        settings,
        "quarantine",
        "set",
        item,
        "published=2014-06-20",
        "outlet=The River Review",
        "--note",
        "seen in print",
    )
    done = dossier(
        "-w", str(settings.warehouse), "ingest", "--no-entities", "--json", str(seeds / "04-doubled-body.txt")
    )
    assert json.loads(done.stdout)["sources"]["quarantine:"]["loaded"] == 1
    assert query(settings, "SELECT note FROM lake.decisions LIMIT 1") == [("seen in print",)]


def test_doctor_finds_a_healthy_installation(filled: Settings) -> None:
    rows = [json.loads(line) for line in run(filled, "doctor", "--json").splitlines()]
    assert {r["check"] for r in rows} >= {"duckdb extensions", "expectation suites", "warehouse"}
    assert all(r["ok"] for r in rows), rows


def test_a_setting_out_of_its_bounds_is_a_usage_error(filled: Settings) -> None:
    done = dossier("-w", str(filled.warehouse), "status", DOSSIER_WORKERS="0")
    assert done.returncode == 2 and "must be at least 1" in done.stderr


def test_the_warehouse_may_be_named_behind_the_verb(filled: Settings) -> None:
    for arguments in (["status", "-w"], ["quarantine", "list", "--warehouse"]):
        result = CliRunner().invoke(cli, [*arguments, str(filled.warehouse)])
        assert result.exit_code == 0 and result.stdout, result.output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_that_asks_the_command(shell: str) -> None:
    script = CliRunner().invoke(cli, ["completion", shell]).stdout
    assert f"_DOSSIER_COMPLETE={shell}_complete" in script
    at = "quar" if shell == "fish" else "1"
    asked = dossier(_DOSSIER_COMPLETE=f"{shell}_complete", COMP_WORDS="dossier quar", COMP_CWORD=at)
    assert "quarantine" in asked.stdout, asked.stderr


def test_a_run_shows_its_progress_on_a_terminal(tmp_path: Path, seeds: Path) -> None:
    terminal, theirs = pty.openpty()
    command = [sys.executable, "-m", "dossier_etl.cli", "-w", str(tmp_path / "w"), "ingest", "--no-entities"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1"}
    child = subprocess.Popen(
        [*command, str(seeds / "01-harbour.html")], stdout=subprocess.PIPE, stderr=theirs, env=environment
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # what Linux says when the other side is closed
        while piece := os.read(terminal, 65536):
            shown += piece
    os.close(terminal)
    assert child.wait() == 0 and child.communicate()[0] == b""
    text = shown.decode("utf-8", "replace")
    assert "1 documents read" in text and "1 sources done" in text and "1 new articles" in text
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", text)  # NO_COLOR


def test_a_large_result_is_printed_as_it_comes(filled: Settings) -> None:
    """200 MB of rows; as a list they take 260 MB above what the command takes by itself."""
    watched = (
        "import resource, sys; from dossier_etl.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)"
    )
    peaks = []
    for rows in (1, 200_000):
        query = f"SELECT i, repeat('x', 1000) AS text FROM range({rows}) t(i)"
        command = [sys.executable, "-c", watched, "-w", str(filled.warehouse), "sql", query, "--csv"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        assert done.stdout.count("\n") == rows + 1
        peaks.append(int(done.stderr))
    assert peaks[1] - peaks[0] < 100
