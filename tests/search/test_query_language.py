"""The query language: what is read, and where an error is said to be."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.search.compile import regex_of
from dossier_etl.search.query import AllOf, AnyOf, Dates, Filter, Not, Pattern, QueryError, Words, parse


def test_words_stand_together_unless_or_is_between() -> None:
    a, b, c = Words("a", None, 0), Words("b", None, 2), Words("c", None, 7)
    assert parse("a b OR c") == AnyOf((AllOf((a, b)), c))
    assert parse("  ") == AllOf(())
    assert parse("a AND b") == AllOf((a, Words("b", None, 6)))
    assert parse("or and not") == AllOf((Words("or", None, 0), Words("and", None, 3), Words("not", None, 7)))


def test_signs_parentheses_fields_and_dates() -> None:
    assert parse("-a") == Not(Words("a", None, 1))
    assert parse("NOT a") == Not(Words("a", None, 4))
    assert parse("+a") == Words("a", None, 1)
    assert parse("a - b") == AllOf((Words("a", None, 0), Words("-", None, 2), Words("b", None, 4)))
    assert parse("title:(a OR b)") == AnyOf((Words("a", "title", 7), Words("b", "title", 12)))
    assert parse('outlet:"The River Review"') == Filter("outlet", "The River Review", 7)
    assert parse("lang:de") == Filter("language", "de", 5)
    assert parse("date:2016-05..2017") == Dates(dt.date(2016, 5, 1), dt.date(2017, 12, 31))
    assert parse("date:..2016") == Dates(None, dt.date(2016, 12, 31))
    assert parse("12:30 http://x.example/a") == AllOf((Words("12:30", None, 0), Words("http://x.example/a", None, 6)))


def test_phrases_patterns_and_near_words() -> None:
    assert parse('"new bridge"~3') == Words("new bridge", None, 0, slop=3, quoted=True)
    assert parse("halvern~") == Words("halvern", None, 0, fuzzy=1)
    assert parse("halvern~2") == Words("halvern", None, 0, fuzzy=2)
    assert parse("*werk*") == Pattern("*werk*", None, 0)
    assert parse("who?") == Words("who", None, 0)
    assert regex_of("Élè?e*") == "ele.e.*"
    assert regex_of("covid-1*") is None


@pytest.mark.parametrize(
    ("query", "position", "why"),
    [
        ("bridge (harbour", 7, "parenthesis is not closed"),
        ("bridge) harbour", 6, "closes no parenthesis"),
        ('a "new bridge', 2, "quotation mark is not closed"),
        ("a OR", 4, "word is missing"),
        ("OR a", 0, "word is missing"),
        ("a AND AND b", 6, "AND stands between two words"),
        ("a ()", 3, "word is missing"),
        ("a NOT", 2, "missing behind this"),
        ("a titel:b", 2, "no field 'titel'; did you mean title:"),
        ("title: b", 6, "value is missing"),
        ("x date:2016-13", 7, "not an EDTF date"),
        ("date:2017..2016", 5, "ends before it starts"),
        ("a*", 0, "at least two letters"),
        ("wor*d~", 5, "either * and"),
        ("word~3", 4, "at most 2 letters"),
        ('"a b"~', 5, "number is missing"),
        ('"a b"~500', 5, "at most 100 words"),
        ("(" * 30 + "a" + ")" * 30, 20, "inside one another"),
    ],
)
def test_an_error_says_where_and_why(query: str, position: int, why: str) -> None:
    with pytest.raises(QueryError) as error:
        parse(query)
    assert error.value.position == position
    assert why in str(error.value)
    assert str(error.value).splitlines()[2].index("^") == 2 + min(position, 60)


@given(st.text(alphabet='ab":()~*?-+ ANDORT2.', max_size=40))
def test_any_text_is_read_or_refused_at_a_place_inside_it(text: str) -> None:
    try:
        parse(text)
    except QueryError as error:
        assert 0 <= error.position <= len(text)
