"""What the user says about sources: which rule fits, what it adds, which rules are refused."""

from pathlib import Path

import pytest

from dossier_etl.errors import UsageError
from dossier_etl.extract import ReadOptions, Source, read_source
from dossier_etl.extract.source_rules import SourceRule, date_in_name, stated_hints
from dossier_etl.model.records import Record


def record(uri: str, locator: str = "") -> Record:
    return Record(uri, locator, "text/plain", b"text")


@pytest.mark.parametrize(
    ("name", "form", "day"),
    [
        ("2019-03-14_dredging.txt", "auto", "2019-03-14"),
        ("dredging.20190314.txt", "auto", "2019-03-14"),
        ("14.03.2019 dredging.txt", "auto", None),
        ("14.03.2019 dredging.txt", "%d.%m.%Y", "2019-03-14"),
        ("a-140319.txt", "%d%m%y", "2019-03-14"),
        ("a-140385.txt", "%d%m%y", "1985-03-14"),
        ("2019-02-30.txt", "auto", None),
        ("2019-03-14 to 2019-03-20.txt", "auto", None),
        ("120190314555.txt", "auto", None),
    ],
)
def test_the_day_in_a_file_name_is_read_as_the_format_says(name: str, form: str, day: str | None) -> None:
    assert date_in_name(name, form) == day


def test_later_rules_win_field_by_field() -> None:
    rules = (SourceRule("lantern/*", outlet="Harbour Lantern", date_in_name="auto"), SourceRule(outlet="Morning Bell"))
    assert stated_hints(record("in/lantern/2019-03-14.txt"), rules) == {
        "stated_outlet": "Morning Bell",
        "stated_date": "2019-03-14",
    }


def test_a_rule_speaks_of_members_of_containers_too() -> None:
    rules = (SourceRule("bell/*", outlet="Morning Bell", date_in_name="auto"),)
    assert stated_hints(record("dump.zip", "bell/2020-01-02.txt"), rules)["stated_date"] == "2020-01-02"
    assert stated_hints(record("dump.zip", "lantern/2020-01-02.txt"), rules) == {}


@pytest.mark.parametrize(
    "fields",
    [{"path": "*"}, {"outlet": "A", "colour": "red"}, {"date_in_name": "%Y-%m"}, {"date_in_name": "%d-%d-%Y"}],
)
def test_a_rule_that_cannot_be_meant_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        SourceRule.of(fields)


def test_records_carry_what_the_rules_say(tmp_path: Path) -> None:
    path = tmp_path / "2019-03-14.txt"
    path.write_text("The harbour committee met on Tuesday.", "utf-8")
    options = ReadOptions(source_rules=(SourceRule(outlet="Harbour Lantern", date_in_name="auto"),))
    (read,) = read_source(Source(path.name, path), options)
    assert isinstance(read, Record)
    assert dict(read.hints) == {"stated_outlet": "Harbour Lantern", "stated_date": "2019-03-14"}
