"""What the publication date allows, and what no publication date leaves open. Nothing is filled in from a clock."""

from dossier_etl.enrich.timex import tag_timexes
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.mentions import DateMention


def one(text: str, anchor: Edtf | None) -> DateMention:
    (found,) = tag_timexes(text, anchor=anchor)
    return found


def test_without_an_anchor_relative_expressions_stay_open() -> None:
    for text, timex in [
        ("He left yesterday.", "XXXX-XX-XX"),
        ("He left last week.", "XXXX-WXX"),
        ("He left on Tuesday.", "XXXX-XX-XX"),
        ("He left in March.", "XXXX-03"),
        ("He left on March 3.", "XXXX-03-03"),
        ("He left last year.", "XXXX"),
        ("He left now.", "PRESENT_REF"),
    ]:
        found = one(text, None)
        assert (found.timex, found.value, found.earliest, found.latest) == (timex, None, None, None)


def test_without_an_anchor_a_bare_year_far_away_lends_nothing() -> None:
    text = (
        "The war began in 2002. "
        + "Much was said about it in the years of the talks. " * 4
        + "A deal is due in November."
    )
    assert tag_timexes(text, anchor=None)[-1].value is None


def test_without_an_anchor_a_dateline_places_a_day_its_weekday_agrees_with() -> None:
    text = "April 04, 2003\n\n" + "Nothing happened for a long time there. " * 8 + "\n\nThey met on Sunday, July 20."
    assert tag_timexes(text, anchor=None)[-1].value == "2003-07-20"


def test_a_year_as_anchor_resolves_years_only() -> None:
    assert one("He left last year.", Edtf.year(2014)).value == "2013"
    found = one("He left last month.", Edtf.year(2014))
    assert found.value == "2013-12-01/2014-11-30"
    assert found.timex.startswith("XXXX")


def test_a_month_as_anchor_resolves_months_and_bounds_days() -> None:
    assert one("He left last month.", Edtf.month(2014, 6)).value == "2014-05"
    found = one("He left today.", Edtf.month(2014, 6))
    assert (found.timex, found.value) == ("2014-06-XX", "2014-06-01/2014-06-30")
    assert (found.earliest, found.latest) == ("2014-06-01", "2014-06-30")


def test_an_interval_as_anchor_gives_the_days_it_leaves_open() -> None:
    anchor = Edtf.parse("2014-06-17/2014-06-18")
    found = one("He left yesterday.", anchor)
    assert (found.value, found.earliest, found.latest) == ("2014-06-16/2014-06-17", "2014-06-16", "2014-06-17")
    assert one("He left last week.", anchor).timex == "2014-W24"


def test_an_unclear_day_and_month_keeps_both_readings() -> None:
    found = one("Sent on 03/04/2013.", Edtf.day(2014, 6, 18))
    assert (found.earliest, found.latest, found.timex) == ("2013-03-04", "2013-04-03", "2013-XX-XX")


def test_modified_dates_are_approximate_and_narrowed() -> None:
    late, mid, end = tag_timexes("In late 2001, in mid-March 2012, by the end of 2004.", anchor=None)
    assert (late.value, late.earliest, late.latest) == ("2001~", "2001-09-01", "2001-12-31")
    assert (mid.value, mid.earliest, mid.latest) == ("2012-03~", "2012-03-11", "2012-03-20")
    assert (end.value, end.earliest) == ("2004~", "2004-11-01")


def test_values_are_edtf_and_days_lie_inside() -> None:
    text = (
        "In the early 1970s, in the 19th century, last week, in the summer of 2012, in Q3 2012, at 9 a.m. Tuesday, "
        "in the second half of 2008, this weekend, late in 2005, in fiscal 2009."
    )
    found = tag_timexes(text, anchor=Edtf.day(2014, 6, 18))
    assert len(found) == 10
    for m in found:
        assert m.value is not None
        whole = Edtf.parse(m.value)
        assert m.earliest is not None
        assert m.latest is not None
        assert whole.earliest.isoformat() <= m.earliest <= m.latest <= whole.latest.isoformat()


def test_durations_and_sets_have_no_calendar_value() -> None:
    for m in tag_timexes("Every Friday for three years.", anchor=Edtf.day(2014, 6, 18)):
        assert (m.value, m.earliest, m.latest) == (None, None, None)
