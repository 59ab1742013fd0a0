"""No expectation is vacuous: each holds on sound tables and fails on a table made to break it."""

from typing import Any

import pytest
from quality.staged import staged

from dossier_etl.quality.checkpoint import run_suites
from dossier_etl.quality.suites import Suite, load_suites

CASES = [(suite, expectation) for suite in load_suites() for expectation in suite.expectations]
DAMAGE = {
    "a copy names what it copies, a first does not": "UPDATE staged_story_members SET copy_of = 'a0'",
    "every story has exactly one first publication": "UPDATE staged_story_members SET role = 'copy', copy_of = 'a0'",
    "no two articles are verified near-duplicates": "INSERT INTO staged_violations VALUES ('a1', 'a2', 'near', .9, .9)",
    "the body holds exactly the date's characters at the given place": 'UPDATE staged_date_mentions SET "start" = 15',
    "no mentioned interval ends before it starts": "UPDATE staged_date_mentions SET latest = DATE '2024-02-01'",
    "every loaded date has its evidence": "UPDATE staged_evidence SET chosen = false WHERE field = 'published'",
    "every loaded outlet has its evidence": "DELETE FROM staged_evidence WHERE field = 'outlet'",
    "evidence from the body quotes the body exactly": "UPDATE staged_evidence SET snippet = '2 March'",
    "the body holds exactly the named characters at the given place": "UPDATE staged_mentions SET surface = 'oslo'",
    "every joined name has its entity": "DELETE FROM staged_entities",
    "publication dates are plausible": "UPDATE staged_publications SET published_latest = DATE '2091-01-01'",
    "nothing is published after it was captured (a day of zone difference allowed)": (
        "UPDATE staged_publications SET published_on = DATE '2024-03-04'"
    ),
    "every article belongs to a document that is kept": "DELETE FROM staged_documents",
    "nothing is refused without a reason": "UPDATE staged_quarantine SET reasons = []",
    "nothing is both loaded and refused": "UPDATE staged_quarantine SET item_id = 'a1'",
}


def _damage(suite: Suite, expectation: dict[str, Any]) -> str:
    kwargs, kind = expectation["kwargs"], expectation["type"]
    column = f'"{kwargs.get("column", kwargs.get("column_A"))}"'
    if kind == "unexpected_rows_expectation":
        return DAMAGE[expectation["meta"]["protects"]]
    if kind == "expect_column_values_to_be_unique":
        return f"INSERT INTO {suite.table} FROM {suite.table}"
    value = {
        "expect_column_values_to_not_be_null": "NULL",
        "expect_column_values_to_be_in_set": "'no such word'",
        "expect_column_values_to_match_regex": "'  '",
        "expect_column_pair_values_a_to_be_greater_than_b": f'"{kwargs.get("column_B")}" - 1',
    }.get(kind)
    if kind == "expect_column_values_to_be_between":
        value = str(kwargs["min_value"] - 1)
    assert value is not None, f"no damage known for {kind}"
    return f"UPDATE {suite.table} SET {column} = {value}"


def _name(value: Suite | dict[str, Any]) -> str:
    return value.name if isinstance(value, Suite) else str(value["meta"]["protects"])


def test_sound_tables_pass_every_suite() -> None:
    found = run_suites(staged(), load_suites())
    assert len(found) == len(CASES)
    assert [v for v in found if not v.success] == []


def test_empty_tables_pass_every_suite() -> None:
    assert [v for v in run_suites(staged(filled=False), load_suites()) if not v.success] == []


@pytest.mark.parametrize(("suite", "expectation"), CASES, ids=_name)
def test_every_expectation_can_fail(suite: Suite, expectation: dict[str, Any]) -> None:
    con = staged()
    con.execute(_damage(suite, expectation))
    [found] = run_suites(con, [Suite(suite.name, suite.table, (expectation,))])
    assert not found.success and found.n_unexpected >= 1, found
    assert found.protects == expectation["meta"]["protects"]
    assert "exception" not in found.observed.lower() and "Error" not in found.observed


@pytest.mark.parametrize(
    ("suite", "expectation"), [c for c in CASES if c[1]["kwargs"].get("max_value") is not None], ids=_name
)
def test_upper_bounds_hold_too(suite: Suite, expectation: dict[str, Any]) -> None:
    con = staged()
    con.execute(
        f'UPDATE {suite.table} SET "{expectation["kwargs"]["column"]}" = {expectation["kwargs"]["max_value"]} + 1'
    )
    assert not run_suites(con, [Suite(suite.name, suite.table, (expectation,))])[0].success


def test_a_missing_table_is_a_failure_not_a_pass() -> None:
    con = staged()
    con.execute("DROP TABLE staged_entities")
    suite = next(s for s in load_suites() if s.name == "mentions")
    assert any(not v.success and "staged_entities" in v.observed for v in run_suites(con, [suite]))
