"""Candidates: everything that could tell, with its place; the text they quote is the text that stands there."""

import pytest
from articles import PROSE, article, story
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.enrich.published import published_candidates
from dossier_etl.model.documents import Article, Meta, Role
from dossier_etl.model.evidence import Candidate, EvidenceSource


def by_rule(found: list[Candidate], rule: str) -> list[str]:
    return [c.value for c in found if c.rule.startswith(rule)]


def test_published_and_modified_are_told_apart() -> None:
    found = published_candidates(
        story(
            meta=[
                Meta("meta:article:published_time", "2019-03-01T08:00:00+01:00"),
                Meta("meta:article:modified_time", "2020-05-02T08:00:00+02:00"),
                Meta("jsonld:newsarticle.datepublished", "2019-03-01"),
                Meta("jsonld:newsarticle.datemodified", "2020-05-02"),
                Meta("jsonld:imageobject.uploaddate", "2018-01-01"),
            ],
            html=True,
        )
    )
    assert by_rule(found, "meta.published") == ["2019-03-01T08:00:00+01:00"]
    assert by_rule(found, "meta.modified") == ["2020-05-02T08:00:00+02:00"]
    assert by_rule(found, "jsonld.article_published") == ["2019-03-01"]
    assert by_rule(found, "jsonld.article_modified") == ["2020-05-02"]
    assert by_rule(found, "jsonld.thing_created") == ["2018-01-01"]


def test_feed_and_transport_dates_are_candidates() -> None:
    found = published_candidates(
        story(
            meta=[
                Meta("hint:date", "Tue, 17 Jun 2014 10:00:00 GMT"),
                Meta("http:last_modified", "Wed, 18 Jun 2014 10:00:00 GMT"),
            ]
        )
    )
    assert by_rule(found, "feed.published") and by_rule(found, "http.last_modified")


def test_the_pages_own_address_speaks_and_other_addresses_do_not() -> None:
    found = published_candidates(
        story(
            meta=[
                Meta("link:canonical", "https://example.org/2014/06/17/harbour-plan"),
                Meta("meta:og:image", "https://example.org/2013/05/16/harbour.jpg"),
                Meta("meta:og:url", "https://example.org/2014/06/harbour-plan"),
            ],
            html=True,
        )
    )
    assert by_rule(found, "url.day") == ["2014-06-17"]
    assert by_rule(found, "url.month") == ["2014-06"]
    assert all(c.source is EvidenceSource.URL for c in found if c.rule.startswith("url."))


def test_day_and_month_order_follows_the_country() -> None:
    for address, day in (("https://example.co.uk/x", "2021-04-03"), ("https://example.gov/x", "2021-03-04")):
        found = published_candidates(
            story((Role.BYLINE, "Published 03/04/2021"), meta=[Meta("link:canonical", address)], html=True)
        )
        assert by_rule(found, "text.byline") == [day]


def test_day_and_month_order_follows_the_pages_other_dates() -> None:
    found = published_candidates(
        story((Role.BYLINE, "Published 03/04/2021"), below=[(Role.FURNITURE, "Related: 25/12/2020")])
    )
    assert by_rule(found, "dump.byline") == ["2021-04-03"]


@pytest.mark.parametrize(
    ("elsewhere", "day"),
    [
        ("December 3, 2024: the council meets", "2024-12-03"),
        ("The ferry sank on November 20, 2024.", "2024-12-03"),
        ("The ferry sank on February 27, 2024.", "2024-03-12"),
        ("They meet again on 25 March.", "2024-12-03"),
        ("They meet again on March 25.", "2024-03-12"),
    ],
)
def test_an_unclear_order_is_settled_by_how_the_page_tells_of_days(elsewhere: str, day: str) -> None:
    """The same day written out, a day that has just passed, the order of day and month in its prose."""
    found = published_candidates(story((Role.BYLINE, "Ann Lee - 03/12/2024"), below=[(Role.FURNITURE, elsewhere)]))
    assert by_rule(found, "dump.byline") == [day]


def test_an_order_that_the_page_contradicts_itself_about_stays_open() -> None:
    below = [(Role.FURNITURE, "They meet again on 25 March."), (Role.FURNITURE, "The vote is on March 27.")]
    found = published_candidates(story((Role.BYLINE, "Ann Lee - 03/12/2024"), below=below))
    assert by_rule(found, "dump.byline") == ["2024-12-03", "2024-03-12"]


@pytest.mark.parametrize(
    "opening", ["14.05.2021 – ", "Wien, 14. Mai 2021 – ", "Karlsruhe, (14.05.2021). ", "(14.05.2021) "]
)
def test_a_date_that_opens_the_report_stands_for_a_byline(opening: str) -> None:
    found = published_candidates(article([(Role.TITLE, "Ein Titel"), (Role.BODY, opening + PROSE)], language="de"))
    assert [c.value for c in found] == ["2021-05-14"]
    assert {"opener", "short", "first_loose"} <= {*found[0].features}


def test_a_date_inside_the_first_sentence_or_further_down_opens_nothing() -> None:
    rows = [
        (Role.TITLE, "Ein Titel"),
        (Role.BODY, "Am 14. Mai 2021 – es war ein Freitag – kam alles anders. " + PROSE),
        (Role.BODY, PROSE),
        (Role.BODY, "14.05.2021 – " + PROSE),
    ]
    found = published_candidates(article(rows, language="de"))
    assert found and not any("opener" in c.features for c in found)


def test_an_unclear_order_gives_both_readings() -> None:
    found = published_candidates(story((Role.BYLINE, "Published 03/04/2021")))
    assert sorted(by_rule(found, "dump.byline")) == ["2021-03-04", "2021-04-03"]
    assert all(any(f.startswith("open=") for f in c.features) for c in found)


def test_a_picture_and_a_coming_deadline_bound_the_article() -> None:
    page = article(
        [
            (Role.TITLE, "Talks go on"),
            (Role.CAPTION, "In this picture released by the ministry, envoys meet on Wednesday, Aug. 13, 2014."),
            (Role.BODY, PROSE),
            (
                Role.BODY,
                "Both sides hope to bridge their differences in time to meet a November deadline for a final deal.",
            ),
        ]
    )
    assert by_rule(published_candidates(page), "bound.picture_and_coming_month") == ["2014-08-14/2014-11-30"]


def test_the_post_above_is_not_older_than_the_post_below() -> None:
    first = "A new post about the same matter, longer than a line and without any date of its own whatsoever."
    text = [
        (Role.TITLE, "Second thoughts"),
        (Role.BODY, first),
        (Role.TITLE, "First thoughts"),
        (Role.BODY, "It is Friday, 13 June, 2014. " + PROSE),
    ]
    page = article(text, window=(0, len("Second thoughts") + 1 + len(first) + 1))
    assert [c.value for c in published_candidates(page)] == ["2014-06-13/2014-06-30"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(Role)),
            st.text(alphabet="ab 0123456789/.-:,JuneMay年月日\u0665", min_size=1, max_size=60),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_snippets_stand_where_the_span_says(rows: list[tuple[Role, str]]) -> None:
    page: Article = article(rows)
    for candidate in published_candidates(page):
        if candidate.source is EvidenceSource.DOCUMENT:
            assert candidate.start is not None and candidate.end is not None
            assert page.document.text[candidate.start : candidate.end] == candidate.snippet


def test_candidates_are_the_same_every_time() -> None:
    page = story((Role.BYLINE, "17 June 2014 | 14:52"), below=[(Role.FURNITURE, "Copyright 2019")])
    assert published_candidates(page) == published_candidates(page)


def notes(found: list[Candidate], value: str) -> set[str]:
    return {token for c in found if c.value == value for token in c.features}


def test_two_dates_side_by_side_are_told_apart_as_a_pair() -> None:
    found = published_candidates(story((Role.BYLINE, "March 1, 2019May 2, 2020")))
    assert "twin_early" in notes(found, "2019-03-01")
    assert "twin_late" in notes(found, "2020-05-02")


def test_a_label_that_runs_into_its_date_still_labels_it() -> None:
    assert "label=mod" in notes(
        published_candidates(story((Role.BYLINE, "By Ann Lee UpdatedMay 2, 2020"))), "2020-05-02"
    )


def test_a_label_between_two_dates_belongs_to_the_later_one() -> None:
    found = published_candidates(story((Role.BYLINE, "March 1, 2019 Updated: May 2, 2020")))
    assert "label_after=mod" not in notes(found, "2019-03-01")
    assert "label=mod" in notes(found, "2020-05-02")


def test_who_reviewed_an_article_is_no_change_of_it() -> None:
    found = published_candidates(story((Role.FURNITURE, "Reviewed by Ann Lee"), (Role.BYLINE, "May 2, 2020")))
    assert "label_above=mod" not in notes(found, "2020-05-02")


def test_the_date_of_a_message_shown_in_the_text_is_marked_as_such() -> None:
    below = [(Role.FURNITURE, "— Harbour Watch (@harbourwatch) May 2, 2020")]
    assert by_rule(published_candidates(story(below=below)), "dump.embedded") == ["2020-05-02"]


def test_a_sentence_that_says_when_the_entry_was_posted_is_kept_among_many_prose_dates() -> None:
    prose = [(Role.FURNITURE, f"{PROSE} It began on {day} May 2019 in the old hall.") for day in range(1, 10)]
    entry = (
        Role.FURNITURE,
        f"This entry was posted on 2 June 2020 by the harbour desk and is filed under news. {PROSE}",
    )
    assert "entry" in notes(published_candidates(story(below=[*prose, entry])), "2020-06-02")


def test_a_short_year_before_a_twelve_hour_clock_is_written_the_american_way() -> None:
    assert by_rule(published_candidates(story((Role.BYLINE, "By Ann Lee • 12/11/23 4:23pm"))), "dump.") == [
        "2023-12-11"
    ]
    both = published_candidates(story((Role.BYLINE, "By Ann Lee • 12/11/2023 4:23pm")))
    assert sorted(by_rule(both, "dump.")) == ["2023-11-12", "2023-12-11"]


def test_a_month_above_the_body_bounds_nothing_when_the_page_tells_of_later_days() -> None:
    month = (Role.FURNITURE, "March 2014")
    assert by_rule(published_candidates(story(month)), "bound.month_line") == ["2014-03"]
    later = [(Role.FURNITURE, "2 May 2019")]
    assert not by_rule(published_candidates(story(month, below=later)), "bound.month_line")


def test_a_cited_volume_and_a_deadline_are_labelled() -> None:
    cited = published_candidates(
        story(below=[(Role.FURNITURE, "Science, vol. 371, pp. 260, 15 January 2021, doi 10.1/x")])
    )
    assert "label=cite" in notes(cited, "2021-01-15")
    assert "label=event" in notes(published_candidates(story((Role.FURNITURE, "Redeem by May 31, 2023"))), "2023-05-31")
