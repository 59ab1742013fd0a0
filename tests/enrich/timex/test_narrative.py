"""Texts that tell of other years than the anchor's: the last year mentioned is carried forward."""

from dossier_etl.enrich.timex import tag_timexes
from dossier_etl.model.edtf import Edtf

TOLD = (
    "The revolt began on May 5, 1871. In June the town fell, and on July 3 the mayor fled. The next day he was caught. "
    "In March 1872 he was tried. Two months later he was freed. Later that year he went abroad. The following year he died. "
    "By the spring of 1874 he was forgotten, but in October 1875 a statue was raised, and it stood until 1890."
)


def test_months_and_days_take_the_last_year_mentioned() -> None:
    found = [m.timex for m in tag_timexes(TOLD, anchor=Edtf.day(2009, 12, 19))]
    assert found == [
        "1871-05-05", "1871-06", "1871-07-03", "1871-07-04", "1872-03", "1872-05", "1872", "1873", "1874-SP", "1875-10", "1890",
    ]  # fmt: skip


def test_a_narrative_needs_no_anchor() -> None:
    assert [m.timex for m in tag_timexes(TOLD, anchor=None)][:4] == [
        "1871-05-05",
        "1871-06",
        "1871-07-03",
        "1871-07-04",
    ]


def test_news_that_mentions_one_old_year_is_no_narrative() -> None:
    text = "He was born in 1960. He resigned in March, and on Friday he left."
    assert [m.timex for m in tag_timexes(text, anchor=Edtf.day(2014, 6, 18))] == ["1960", "2014-03", "2014-06-13"]


def test_a_pair_of_dates_shares_the_year_written_once() -> None:
    found = [m.timex for m in tag_timexes("The battle of July 1 to July 3, 1863 was long.", anchor=None)]
    assert found == ["1863-07-01", "1863-07-03"]


def test_background_years_do_not_make_news_a_narrative() -> None:
    text = (
        "The dress of 1981, shown again in 1985, 1991 and 1997, was sold at auction on Saturday. "
        "Its designer spoke of it in November."
    )
    assert [m.timex for m in tag_timexes(text, anchor=Edtf.day(2023, 12, 19))][-2:] == ["2023-12-16", "2023-11"]
