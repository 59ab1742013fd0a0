"""Charts count by stretches of time and tell gaps from nothing."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.serve.charts import bin_of, bins_between, chart_of

_DAYS = st.dates(dt.date(1, 1, 1), dt.date(9998, 12, 31))


@given(_DAYS, st.sampled_from(["week", "month", "quarter", "year"]))
def test_a_day_lies_in_its_bin_and_bins_follow_one_another(day: dt.date, unit: str) -> None:
    found = bin_of(day, unit)
    assert found.first <= day <= found.last
    later = min(day + dt.timedelta(days=400), dt.date(9998, 12, 31))
    bins = bins_between(day, later, unit)
    assert bins[0] == found and bins[-1].last >= later
    assert all(b.first == a.last + dt.timedelta(days=1) for a, b in itertools.pairwise(bins))


@given(st.lists(st.tuples(st.sampled_from("ab"), _DAYS, st.integers(1, 99)), min_size=1, max_size=20))
def test_no_number_is_lost(counts: list[tuple[str, dt.date, int]]) -> None:
    chart = chart_of(counts)
    assert chart
    for row in chart.rows:
        assert row.total == sum(n for label, _, n in counts if label == row.label)
        assert row.total == sum(cell.value or 0 for cell in row.cells)
        assert row.cells[0].value and row.cells[-1].value


def test_a_gap_lies_between_a_rows_first_and_last_only() -> None:
    day = dt.date(2024, 1, 1)
    chart = chart_of([("a", day, 2), ("a", day + dt.timedelta(days=14), 1), ("b", day + dt.timedelta(days=28), 4)])
    assert chart and chart.unit == "week"
    first, second = chart.rows
    assert [cell.value for cell in first.cells] == [2, None, 1]
    assert [cell.bin.name for cell in second.cells] == ["2024-W05"]


def test_nothing_makes_no_chart_and_the_last_year_of_the_calendar_no_error() -> None:
    assert chart_of([]) is None
    assert chart_of([("a", dt.date(9999, 12, 31), 1)]) is None
