"""EDTF values are intervals with an honest precision."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.model.edtf import Edtf, Precision


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2014-06-17", "2014-06-17", "2014-06-17", "day"),
        ("2014-06", "2014-06-01", "2014-06-30", "month"),
        ("2016-02", "2016-02-01", "2016-02-29", "month"),
        ("2014", "2014-01-01", "2014-12-31", "year"),
        ("2014-06-17T14:52:00-04:00", "2014-06-17", "2014-06-17", "time"),
        ("2014-08-14/2014-11-24", "2014-08-14", "2014-11-24", "interval"),
        ("2014-24", "2014-12-01", "2015-02-28", "interval"),
        ("2014-33", "2014-01-01", "2014-03-31", "interval"),
        ("201X", "2010-01-01", "2019-12-31", "interval"),
        ("19XX", "1900-01-01", "1999-12-31", "interval"),
        ("2001~", "2001-01-01", "2001-12-31", "year"),
    ],
)
def test_a_value_knows_the_days_it_can_mean(text: str, earliest: str, latest: str, precision: str) -> None:
    value = Edtf.parse(text)
    assert (value.earliest.isoformat(), value.latest.isoformat(), value.precision.value) == (
        earliest,
        latest,
        precision,
    )
    assert str(value) == text


@pytest.mark.parametrize("text", ["", "yesterday", "2014-13", "2014-02-30", "2015-01-01/2014-01-01", "20XX-05", "0000"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Edtf.parse(text)


days = st.dates(min_value=dt.date(1, 1, 1))


@given(days, days)
def test_an_interval_reads_back_as_itself(a: dt.date, b: dt.date) -> None:
    low, high = min(a, b), max(a, b)
    value = Edtf.interval(low, high)
    again = Edtf.parse(str(value))
    assert (again.earliest, again.latest) == (low, high)
    assert value.is_day == (low == high)
    assert (value.precision is Precision.DAY) == (low == high)


@given(days, days, days, days)
def test_containing_implies_overlapping(a: dt.date, b: dt.date, c: dt.date, d: dt.date) -> None:
    x, y = Edtf.interval(min(a, b), max(a, b)), Edtf.interval(min(c, d), max(c, d))
    if x.contains(y):
        assert x.overlaps(y)
    assert x.overlaps(y) == y.overlaps(x)


@given(st.text())
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        value = Edtf.parse(text)
    except ValueError:
        return
    assert value.earliest <= value.latest
