"""Span, kind and value of each family of English expressions, read against Wednesday 18 June 2014."""

import pytest

from dossier_etl.enrich.timex import tag_timexes
from dossier_etl.model.edtf import Edtf

ANCHOR = Edtf.day(2014, 6, 18)

DATES = [
    ("The minister resigned on [Tuesday].", "2014-06-17"),
    ("Talks will resume on [Monday].", "2014-06-23"),
    ("The vote is expected to take place [Friday].", "2014-06-20"),
    ("They could leave as soon as [Thursday].", "2014-06-19"),
    ("He has until [Monday] to pay.", "2014-06-23"),
    ("Until [Monday], they had not called.", "2014-06-16"),
    ("She will be sworn in on [Feb. 20].", "2015-02-20"),
    ("He was arrested [last Friday].", "2014-06-13"),
    ("She spoke [Wednesday].", "2014-06-18"),
    ("Rain fell [yesterday].", "2014-06-17"),
    ("[The day before yesterday] it rained.", "2014-06-16"),
    ("They leave [tomorrow].", "2014-06-19"),
    ("It was signed on [March 3, 1999].", "1999-03-03"),
    ("It was signed on [Friday, 13 June, 2014].", "2014-06-13"),
    ("It was signed on [the 5th of May].", "2014-05-05"),
    ("The dividend will be paid on [Jan. 15].", "2015-01-15"),
    ("The storm struck on [Nov. 3].", "2013-11-03"),
    ("The firm was founded in [October 2010].", "2010-10"),
    ("It was founded in [September].", "2013-09"),
    ("It will open in [September].", "2014-09"),
    ("He left [last May].", "2014-05"),
    ("Prices rose in [mid-March].", "2014-03"),
    ("He moved in [January last year].", "2013-01"),
    ("He fled in [late 2001].", "2001"),
    ("Sales grew [last week].", "2014-W24"),
    ("It starts [next month].", "2014-07"),
    ("[Earlier this year] he resigned.", "2014"),
    ("It must be done by [the end of the month].", "2014-06"),
    ("They play [this weekend].", "2014-W25-WE"),
    ("It opens [the week of July 7].", "2014-W28"),
    ("It was the busiest day of [the week].", "2014-W25"),
    ("Profit rose in [the third quarter of 2012].", "2012-Q3"),
    ("[First-quarter] profit rose.", "2014-Q1"),
    ("Revenue in [Q1 2013] fell.", "2013-Q1"),
    ("It fell in [the second half of 2008].", "2008-H2"),
    ("They met in [the summer of 1969].", "1969-SU"),
    ("He resigned [last fall].", "2013-FA"),
    ("Born in [the early 1970s], he", "197"),
    ("Music of [the '80s] again", "198"),
    ("Music of [the nineties] again", "199"),
    ("A house of [the 19th century].", "18"),
    ("They moved [two years ago].", "2012"),
    ("They moved [ten days ago].", "2014-06-08"),
    ("They moved [about six months ago].", "2013-12"),
    ("They moved [a year ago].", "2013"),
    ("In [fiscal 1989] it earned more.", "1989"),
    ("In [nineteen ninety-six] they won.", "1996"),
    ("In [the year 2000] it closed.", "2000"),
    ("In [264 BC] the war began.", "BC0264"),
    ("On [2014-06-13] it was sent.", "2014-06-13"),
    ("On [25/12/2013] it was sent.", "2013-12-25"),
    ("He returned for [Christmas 2012].", "2012-12-25"),
    ("They arrived on [Thanksgiving Day].", "2013-11-28"),
    ("It is [currently] closed.", "PRESENT_REF"),
    ("It was [recently] closed.", "PAST_REF"),
    ("What [the future] holds.", "FUTURE_REF"),
    ("It has grown in [recent years].", "PAST_REF"),
    ("The attacks of [9/11] changed it.", "2001-09-11"),
]
TIMES = [
    ("He spoke on [Monday night].", "2014-06-16TNI"),
    ("It burned [last night].", "2014-06-17TNI"),
    ("The city was shelled [overnight].", "2014-06-17TNI"),
    ("They meet [this morning].", "2014-06-18TMO"),
    ("It ended at [9:30 a.m. EST Tuesday].", "2014-06-17T09:30"),
    ("It starts at [noon tomorrow].", "2014-06-19T12:00"),
    ("It ended on June 3 at [5 p.m.]", "2014-06-03T17:00"),
    ("At [2014-06-13T10:05] it was sent.", "2014-06-13T10:05"),
]
DURATIONS = [
    ("He served [three years] in prison.", "P3Y"),
    ("It lasted [nearly two months].", "P2M"),
    ("After a [two-month] siege they left.", "P2M"),
    ("In [the past 24 hours] it rained.", "PT24H"),
    ("It takes [a few days].", "PXD"),
    ("It takes [several weeks] to grow.", "PXW"),
    ("It lasted [a year and a half].", "P1.5Y"),
    ("He waited for [half an hour].", "PT30M"),
    ("He worked there for [two decades].", "P20Y"),
    ("A [day-long] meeting.", "P1D"),
    ("For [years] nobody came.", "PXY"),
    ("Within [the next two weeks] he must go.", "P2W"),
]
SETS = [
    ("They pray [every Friday].", "XXXX-WXX-5"),
    ("The club meets on [Tuesdays].", "XXXX-WXX-2"),
    ("It is paid [annually].", "P1Y"),
    ("It comes [every two weeks].", "P2W"),
    ("They meet [twice a week].", "P1W"),
    ("It costs $5 million [a year].", "P1Y"),
    ("They march [each July].", "XXXX-07"),
    ("A [weekly] column.", "P1W"),
]
NOTHING = [
    "The 12-year-old boy, aged 12 years, is 12 years old.",
    "It cost $2000 and 2000 people came.",
    "You may march on, said Theresa May.",
    "The fall of the city led to a spring in his step.",
    "As soon as he came, flight 1549 left from gate 1990-B.",
    "It may last hours, and you earn 15 CE credits; he watched Midnight Express.",
    "He reads USA Today and the Daily Telegraph.",
    "A second man had a minute quantity in his second home.",
    "No date at all stands here.",
    "31 June 2014-99 is 99/99/9999 and 12:75.",
]


def parsed(marked: str) -> tuple[str, str]:
    """Text without the brackets, and what stood between them."""
    return marked.replace("[", "").replace("]", ""), marked[marked.index("[") + 1 : marked.index("]")]


def only(text: str, surface: str, kind: str, timex: str) -> None:
    found = [(m.surface, m.kind, m.timex) for m in tag_timexes(text, anchor=ANCHOR)]
    assert (surface, kind, timex) in found


@pytest.mark.parametrize(("marked", "timex"), DATES)
def test_dates_have_the_guideline_s_span_and_value(marked: str, timex: str) -> None:
    only(*parsed(marked), "date", timex)


@pytest.mark.parametrize(("marked", "timex"), TIMES)
def test_times_are_days_with_a_part_or_a_clock(marked: str, timex: str) -> None:
    only(*parsed(marked), "time", timex)


@pytest.mark.parametrize(("marked", "timex"), DURATIONS)
def test_durations_are_counted_not_placed(marked: str, timex: str) -> None:
    only(*parsed(marked), "duration", timex)


@pytest.mark.parametrize(("marked", "timex"), SETS)
def test_recurring_times_are_sets(marked: str, timex: str) -> None:
    only(*parsed(marked), "set", timex)


@pytest.mark.parametrize("text", NOTHING)
def test_ages_prices_names_and_verbs_are_no_dates(text: str) -> None:
    assert tag_timexes(text, anchor=ANCHOR) == []


def test_ranges_are_two_dates() -> None:
    found = [m.timex for m in tag_timexes("From 2003-2007, from 1914-18 and between April and May.", anchor=ANCHOR)]
    assert found == ["2003", "2007", "1914", "1918", "2014-04", "2014-05"]


def test_quarter_reports_compare_with_the_same_quarter_a_year_before() -> None:
    text = (
        "Third-quarter profit fell to $5 million from $6 million a year earlier. In the year-ago period it had grown."
    )
    assert [m.timex for m in tag_timexes(text, anchor=Edtf.day(1989, 11, 1))] == ["1989-Q3", "1988-Q3", "1988-Q3"]


def test_weekday_beside_a_date_finds_its_year() -> None:
    (found,) = tag_timexes("It happened on Saturday, June 15.", anchor=ANCHOR)
    assert found.timex == "2013-06-15"
