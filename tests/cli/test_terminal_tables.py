"""Rows fit a terminal of eighty columns, whatever they hold."""

import datetime as dt
import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from dossier_etl.cli.tables import print_rows, short


def shown(columns: list[str], rows: list[list[object]], width: int = 80) -> list[str]:
    out = io.StringIO()
    print_rows(columns, rows, Console(file=out, width=width, highlight=False))
    return out.getvalue().splitlines()


def test_few_columns_are_a_table_with_every_value_in_full() -> None:
    lines = shown(["outlet", "n"], [["The Halvern Gazette", 3], ["北浜新報", 12]])
    assert lines[0].split() == ["outlet", "n"] and "The Halvern Gazette" in lines[2]


def test_many_columns_are_shown_one_field_a_line() -> None:
    columns = [f"column_{n}" for n in range(12)]
    lines = shown(columns, [[f"some value number {n}" for n in range(12)]])
    assert [line.split()[0] for line in lines[1:]] == columns
    assert all(f"some value number {n}" in lines[n + 1] for n in range(12))


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    rows = [["x" * 500, "港町の市場、五十年ぶりに建て替えへ" * 5, ["a", "b"], dt.date(2024, 9, 16), None]]
    assert all(cell_len(line) <= width for line in shown(["id", "title", "authors", "day", "empty"], rows, width))


def test_columns_without_a_value_are_left_out_unless_there_are_no_rows() -> None:
    assert "message" not in shown(["status", "message"], [["done", None]])[0]
    assert "message" in shown(["status", "message"], [])[0]


def test_times_are_not_wrapped() -> None:
    when = dt.datetime(2026, 12, 1, 11, 59, 52, 605792, tzinfo=dt.UTC)
    counts = ["items_in", "loaded", "duplicates", "quarantined", "known"]
    lines = shown(["started_at", "status", *counts], [[when, "done", *([1] * 5)]])
    assert any(line.startswith("2026-12-01 11:59:52") for line in lines)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("664ebbdad711711c6b039bed3e301c92", "664ebbdad711"),
        ("20261201T115924-be50bf50", "20261201T115924-be50bf50"),
        (["Marit Dahl", "Peder Aas"], "Marit Dahl, Peder Aas"),
        (0.97991, "0.9799"),
        (None, ""),
        ({"published": "2014"}, '{"published": "2014"}'),
        (b"abc", "abc"),
    ],
)
def test_values_are_shortened_as_a_person_reads_them(value: object, expected: str) -> None:
    assert short(value) == expected
