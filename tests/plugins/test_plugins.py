"""Packages that offer readers, recognisers and candidate functions by entry point."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import dossier, query

from dossier_etl.errors import UsageError
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.plugins import installed, version_suffix
from dossier_etl.settings import Settings

PACKAGE = '''
import re

from dossier_etl.model.evidence import Candidate, EvidenceSource
from dossier_etl.model.mentions import Mention
from dossier_etl.model.records import Record


class Ticker:
    """Files of a news ticker: entries separated by lines of equals signs."""

    def matches(self, head, name):
        return head.startswith(b"TICKER 1")

    def read(self, stream, ctx):
        for n, entry in enumerate(stream.read().split(b"=====")[1:]):
            yield Record(ctx.uri, ctx.locator(f"entry:{n}"), "text/plain", entry.strip())


ticker = Ticker()


def desk(article):
    """The line "Desk: NAME" names the outlet."""
    for found in re.finditer("Desk: (.+)", article.document.text):
        yield Candidate(
            "outlet", found[1], "ticker.desk@3", 0.97, EvidenceSource.DOCUMENT,
            start=found.start(1), end=found.end(1), snippet=found[1],
        )


def liar(article):
    yield Candidate("outlet", "Nobody", "liar.rule@1", 1.0, EvidenceSource.DOCUMENT, start=0, end=3, snippet="@@@")


class Shouting:
    """Words in capitals are organisations."""

    def annotate(self, texts):
        return [[Mention(m.start(), m.end(), m[0], "ORG", 0.5) for m in re.finditer("[A-Z]{4,}", t)] for t in texts]
'''
ENTRY_POINTS = """
[dossier_etl.readers]
ticker = ticker_news:ticker

[dossier_etl.candidates]
desk = ticker_news:desk
liar = ticker_news:liar

[dossier_etl.recognisers]
shouting = ticker_news:Shouting
"""
BODY = (
    "The council of the harbour town decided on Tuesday evening to repair the old lighthouse at the end of the northern "
    "pier before winter comes. NAVIGA offered to pay half of it. The work is to begin in the first week of the next month."
)
TICKER = f"TICKER 1\n=====\nLighthouse to be repaired\nPublished 3 May 2024\n\n{BODY}\n\nDesk: The Pier Post\n"


def install(folder: Path, name: str, version: str, module: str, entry_points: str) -> None:
    """Lay out a package as an installer does."""
    (folder / f"{module}.py").write_text(PACKAGE if module == "ticker_news" else "raise RuntimeError('half a package')")
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(entry_points)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages that this process and the workers see."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


@pytest.fixture
def source(tmp_path: Path) -> str:
    path = tmp_path / "wire.txt"
    path.write_text(TICKER)
    return str(path)


def test_a_reader_and_candidates_of_a_package_fill_the_lake(site: Path, source: str, warehouse: Settings) -> None:
    install(site, "ticker_news", "2.5", "ticker_news", ENTRY_POINTS)
    assert ingest(warehouse, [source]).total.loaded == 1
    assert query(warehouse, "SELECT outlet, outlet_basis, outlet_confidence FROM lake.publications") == [
        ("The Pier Post", "ticker", 0.97)
    ]
    assert query(
        warehouse, "SELECT rule, rule_version, snippet FROM lake.evidence WHERE chosen AND field = 'outlet'"
    ) == [("ticker.desk", 3, "The Pier Post")]
    [(version,)] = query(warehouse, "SELECT code_version FROM lake.runs")
    assert version.endswith(" desk@2.5 liar@2.5 shouting@2.5 ticker@2.5")
    assert query(warehouse, "SELECT locator FROM lake.documents") == [("entry:0",)]


def test_a_candidate_that_breaks_the_contract_is_left_out_and_noted(
    site: Path, source: str, warehouse: Settings
) -> None:
    install(site, "ticker_news", "2.5", "ticker_news", ENTRY_POINTS.replace("desk = ticker_news:desk\n", ""))
    ingest(warehouse, [source])
    [(detail, outlet)] = query(
        warehouse, "SELECT detail, json_extract_string(suggestion, 'outlet') FROM lake.quarantine"
    )
    assert "liar: ValueError: 'liar.rule@1': the snippet is not the text" in detail and outlet != "Nobody"


def test_names_are_found_by_the_recogniser_the_settings_name(site: Path, source: str, tmp_path: Path) -> None:
    install(site, "ticker_news", "2.5", "ticker_news", ENTRY_POINTS)
    lake = Settings(warehouse=tmp_path / "w", recogniser="shouting")
    ingest(lake, [source])
    assert query(lake, "SELECT surface, label FROM lake.mentions") == [("NAVIGA", "ORG")]
    with pytest.raises(UsageError, match="no installed plug-in finds names as 'whispering'"):
        ingest(Settings(warehouse=tmp_path / "w", recogniser="whispering"), [source])


def test_a_broken_package_is_reported_and_left_out(site: Path, seeds: Path, tmp_path: Path) -> None:
    install(site, "half", "1.0", "half_done", "[dossier_etl.readers]\nhalf = half_done:reader\n")
    messages: list[str] = []
    assert installed(messages.append) == ()
    assert messages == ["plug-in half (dossier_etl.readers) is left out: RuntimeError: half a package"]
    done = dossier("-w", str(tmp_path / "w"), "ingest", str(seeds / "01-harbour.html"), "--no-entities")
    assert done.returncode == 0 and "plug-in half" in done.stderr


def test_a_file_is_read_again_when_the_version_of_a_reader_changes(
    site: Path, source: str, warehouse: Settings
) -> None:
    install(site, "ticker_news", "2.5", "ticker_news", ENTRY_POINTS)
    ingest(warehouse, [source])
    (site / "ticker_news-2.5.dist-info").rename(site / "ticker_news-2.6.dist-info")
    metadata = site / "ticker_news-2.6.dist-info" / "METADATA"
    metadata.write_text(metadata.read_text().replace("2.5", "2.6"))
    assert version_suffix(installed()).count("@2.6") == 4
    ingest(warehouse, [source])
    assert query(warehouse, "SELECT count(*) FROM lake.sources") == [(2,)]
