"""What the README shows can be typed."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from support import ROOT, files

from dossier_etl.cli import VERBS, cli
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings

README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [
    line.partition("  #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.S)
    for line in block.splitlines()
    if line.startswith("dossier ")
]


FIRST_MINUTES = [
    c for c in COMMANDS if COMMANDS.index(c) < COMMANDS.index("dossier ingest ~/news/ 'crawl/*.warc.gz' export.jsonl")
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(warehouse=tmp_path_factory.mktemp("readme") / "warehouse", workers=1)
    ingest(settings, files(Path(ROOT / "seeds"))[:3])
    return settings


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("dossier sql")])
def test_every_query_of_the_readme_runs(filled: Settings, command: str) -> None:
    result = CliRunner().invoke(cli, ["-w", str(filled.warehouse), *shlex.split(command)[1:]])
    assert result.exit_code == 0, result.output + repr(result.exception)


def test_the_first_ten_minutes_show_what_they_promise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    settings = Settings(warehouse=tmp_path / "w", workers=1, entities=False)
    ingest(settings, [f"seeds/{n}" for n in ("01-*", "02-*", "03-*", "04-*", "25-*")])
    said = {}
    for command in FIRST_MINUTES:
        arguments = shlex.split(command)[1:]
        result = CliRunner().invoke(cli, [*arguments, "-w", str(settings.warehouse)], env={"DOSSIER_ENTITIES": "no"})
        assert result.exit_code == 0, (command, result.output, result.exception)
        said.setdefault(command, []).append(result.output)
    assert said["dossier story 4b51"][0].count("days after the first") == 2
    assert "16 September 2024" in said["dossier show e343 --why"][0]
    assert "1 new articles" in said["dossier ingest seeds/04-doubled-body.txt"][0]
    before, after = said["dossier show 664e"]
    assert "In November 1998" in before and "kind,quarantined" in before
    assert "kind,article" in after and "published,2014-06-20" in after


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_exists(command: str) -> None:
    words = shlex.split(command)
    assert words[1] in VERBS
    group = words[1] in ("quarantine", "entity", "watch")
    result = CliRunner().invoke(cli, [*words[1 : 3 if group else 2], "--help"])
    assert result.exit_code == 0, result.output
    for option in (w for w in words if w.startswith("--")):
        assert option in result.output


def test_every_target_named_in_the_readme_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", README, re.M)) <= targets


def test_every_page_the_readme_links_is_there() -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / link).is_file(), link


def test_nothing_names_a_machine_or_a_registry_host() -> None:
    for path in [*ROOT.glob("*.*"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/**/*.py"), *ROOT.glob("tools/*.py")]:
        if path.is_file() and path.name not in ("LICENSE", ".git"):
            text = path.read_text("utf-8", errors="replace")
            assert not re.search(r"/work/|pypi\.org|pythonhosted|npmjs", text), path


def test_the_lock_has_hashes_and_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock and lock.count("==") <= lock.count("--hash=sha256:")


def test_the_lock_pins_packages_with_extras_without_them_too() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    with_extras = set(re.findall(r"^([\w.-]+)\[[^\]]*\]==", lock, re.M))
    assert with_extras and with_extras <= set(re.findall(r"^([\w.-]+)==", lock, re.M)), "run `make lock`"
