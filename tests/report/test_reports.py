"""A report quotes, counts and cites; what was planted in the articles is found, and what was not is not."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from support import dossier

from dossier_etl.errors import UsageError
from dossier_etl.lake.connect import connect
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.report import Report, ReportRequest, report, to_html, to_json, to_markdown, verify
from dossier_etl.report.model import Section
from dossier_etl.search import update_index
from dossier_etl.settings import Settings

PAGE = """<html><head><title>{title}</title><meta property="og:site_name" content="{outlet}">
<meta property="article:published_time" content="{day}T08:00:00Z"></head><body><article><h1>{title}</h1>{body}
</article></body></html>"""
FERRY = "The ferry Albatross ran aground off Marlow Point"
TEXTS = {
    # Two outlets, one event, other numbers; and a third that says the same in other words.
    ("Cape Herald", "2024-03-05", "Ferry aground"): (
        f"{FERRY} on Tuesday with 212 passengers aboard, the harbour office said.",
        "Rescue boats from three towns brought all passengers to the quay before dusk. Nobody was hurt.",
        '"We had no warning at all before the rocks came through the hull," said Captain Ruth Ellery of the Albatross.',
    ),
    ("Northern Post", "2024-03-06", "Passengers saved from ferry"): (
        f"{FERRY} with 240 passengers aboard, the harbour office of the county told this newspaper.",
        "Divers looked at the hull of the Albatross on Wednesday morning and found a long tear in it.",
        "Mayor Anna Quill praised the crews. The line will run buses until the end of March.",
    ),
    ("Marlow Mail", "2024-03-06", "All safe"): (
        "All 212 passengers were aboard when the ferry Albatross struck the rocks off Marlow Point, said the harbour office.",
        "The owner will pay for the buses. On 12 April 2024 a court will hear the case of the Albatross.",
        "The keeper of the light saw her lights go out one after the other, he told a hearing.",
    ),
}


def page(outlet: str, day: str, title: str, paragraphs: tuple[str, ...]) -> str:
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return PAGE.format(outlet=outlet, day=day, title=title, body=body)


def weekly(outlet: str, month: int, day: int) -> str:
    words = f"Repairs of the ferry Albatross went on in dock {month} of the yard, {outlet} reports on day {day} of month {month}."
    more = f"The yard of Marlow counted its hours: {day * month} so far, and the crew of shift {day} waits for steel from Oslo."
    return page(
        outlet, f"2024-{month:02d}-{day:02d}", f"Yard notes {month}/{day} of {outlet}", (words, more, more[::-1])
    )


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("report")
    for n, ((outlet, day, title), paragraphs) in enumerate(TEXTS.items()):
        (folder / f"{n}.html").write_text(page(outlet, day, title, paragraphs))
    # The Yard Gazette falls silent in May, the Quay Courier goes on.
    for outlet, months in (("Yard Gazette", (4, 5)), ("Quay Courier", (4, 5, 6, 7, 8))):
        for month in months:
            for day in (4, 18):
                name = f"{outlet}-{month}-{day}.html".replace(" ", "-")
                (folder / name).write_text(weekly(outlet, month, day))
    settings = Settings(warehouse=folder / "warehouse", workers=1)
    ingest(settings, [str(folder)])
    update_index(settings)
    return settings


@pytest.fixture(scope="module")
def made(lake: Settings) -> Report:
    return report(lake, ReportRequest(name="Albatross"))


def section(report: Report, key: str) -> Section:
    return next(s for s in report.sections if s.key == key)


def cells(report: Report, key: str) -> list[tuple[str, ...]]:
    return [row.cells for row in section(report, key).rows]


def test_numbers_that_differ_are_shown_side_by_side_and_a_paraphrase_is_not(made: Report) -> None:
    pairs = [{row.references[0].text, row.references[1].text} for row in section(made, "contradictions").rows]
    assert pairs, "212 against 240 passengers"
    assert all(any("240" in line for line in pair) for pair in pairs)
    assert not any(all("212" in line for line in pair) for pair in pairs)


def test_an_outlet_that_fell_silent_is_named(made: Report) -> None:
    silent = [row for row in cells(made, "gaps") if row[0] != "all outlets"]
    assert [row[:3] for row in silent] == [("Yard Gazette", "2024-05-19", "2024-08-18")]


def test_a_statement_has_its_speaker(made: Report) -> None:
    said = {row[1]: row[0] for row in cells(made, "quotations")}
    assert said['"We had no warning at all before the rocks came through the hull,"'] == "Ruth Ellery"


def test_events_stand_at_their_own_day_not_at_that_of_publication(made: Report) -> None:
    assert ("2024-04-12", "12 April 2024") in {row[:2] for row in cells(made, "chronology")}


def test_every_reference_resolves_to_the_characters_it_quotes(lake: Settings, made: Report, tmp_path: Path) -> None:
    numbers = {s.article_id for s in made.sources}
    references = [r for s in made.sections for row in s.rows for r in row.references]
    assert len(references) > 10 and {r.article_id for r in references} == numbers
    for name, write in (("a.html", to_html), ("a.json", to_json)):
        (tmp_path / name).write_text(write(made), "utf-8")
        assert verify(lake, tmp_path / name) == (len(references), [])


def test_a_passage_that_was_altered_is_named(lake: Settings, made: Report, tmp_path: Path) -> None:
    file = tmp_path / "altered.json"
    file.write_text(to_json(made).replace("no warning at all", "a warning"), "utf-8")
    done = dossier("-w", str(lake.warehouse), "report", "--verify", str(file))
    assert done.returncode == 1
    assert "a warning" in done.stderr and "no warning at all" in done.stderr and "passages differ" in done.stderr


def test_the_same_question_gives_the_same_bytes(lake: Settings, made: Report) -> None:
    again = report(replace(lake, workers=2), ReportRequest(name="Albatross"))
    for write in (to_html, to_json, to_markdown):
        assert write(again) == write(made)


def test_the_page_asks_for_nothing_outside_itself_and_its_texts_cannot_leave_theirs(made: Report) -> None:
    hostile = replace(made, title="</script><script>alert(1)</script><img src=https://evil.example/x>")
    html = to_html(hostile)
    assert not re.search(r"<(?:img|link|iframe|object)|<script(?! type=\"application/json\")|@import|url\((?!#)", html)
    twin = re.search(r'<script type="application/json" id="[a-z-]+">([^<]*)</script>', html)
    assert twin and json.loads(twin.group(1))["title"] == hostile.title


def test_conditions_narrow_it_and_a_question_without_answer_says_so(lake: Settings) -> None:
    narrow = report(lake, ReportRequest(name="Albatross", outlet="Quay Courier"))
    assert [row[0] for row in cells(narrow, "coverage")] == ["Quay Courier"]
    with pytest.raises(UsageError, match="no publication is about"):
        report(lake, ReportRequest(name="Zanzibar Express"))


def test_a_query_and_a_story_are_subjects_too(lake: Settings) -> None:
    by_query = report(lake, ReportRequest(query='"harbour office" passengers'))
    assert {s.outlet for s in by_query.sources} == {"Cape Herald", "Northern Post", "Marlow Mail"}
    [story, *_] = dossier("-w", str(lake.warehouse), "sql", "SELECT min(story_id) FROM stories").stdout.split()[1:]
    by_story = report(lake, ReportRequest(story=story[:12]))
    assert {row[1] for row in cells(by_story, "key_sentences")} <= {row[0] for row in cells(by_story, "coverage")}


def test_the_command_writes_all_forms_and_says_what_it_wrote(lake: Settings, tmp_path: Path) -> None:
    files = [tmp_path / f"ferry.{ending}" for ending in ("html", "md", "json")]
    options = [option for file in files for option in ("-o", str(file))]
    done = dossier("-w", str(lake.warehouse), "report", "Albatross", *options)
    assert done.returncode == 0 and done.stdout == ""
    assert all(file.stat().st_size > 3_000 for file in files)
    assert f"{files[0]}: " in done.stderr
    refused = dossier("-w", str(lake.warehouse), "report", "Albatross", "-o", str(tmp_path / "x.pdf"))
    assert refused.returncode == 2 and ".html, .md, .json" in refused.stderr


def test_a_name_that_may_be_a_person_and_something_else_is_not_guessed(warehouse: Settings, seeds: Path) -> None:
    ingest(replace(warehouse, entities=False), [str(seeds / "01-harbour.html")])
    con = connect(warehouse, read_only=False)
    con.execute("INSERT INTO entities BY NAME SELECT 'aa01' AS entity_id, 'Quill' AS name, 'PERSON' AS type")
    con.execute("INSERT INTO entities BY NAME SELECT 'bb02' AS entity_id, 'Quill' AS name, 'ORG' AS type")
    con.close()
    with pytest.raises(UsageError, match="fits 2 entities") as error:
        report(warehouse, ReportRequest(name="Quill"))
    assert "Quill (PERSON) aa01" in str(error.value) and "--entity" in str(error.value)
