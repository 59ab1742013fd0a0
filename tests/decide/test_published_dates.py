"""The decision: a believable day, an honest interval, or nothing — and why the others lost."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.decide.published import DEFAULT, decide_published
from dossier_etl.decide.published.features import describe
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.evidence import Candidate, EvidenceSource

UTC = dt.UTC


def stated(value: str, rule: str = "meta.published@1", note: str = "", confidence: float = 0.9) -> Candidate:
    return Candidate(
        "published",
        value,
        rule,
        confidence,
        EvidenceSource.METADATA,
        path=rule,
        snippet=value,
        features=tuple(note.split()),
    )


def shown(value: str, note: str, rule: str = "text.byline@1") -> Candidate:
    return Candidate(
        "published",
        value,
        rule,
        0.8,
        EvidenceSource.DOCUMENT,
        start=0,
        end=10,
        snippet=value,
        features=tuple(note.split()),
    )


def _as_published(update: Candidate) -> tuple[str, ...]:
    return tuple("label=pub" if f == "label=mod" else f for f in update.features)


BYLINE = (
    "alone role=byline zone=mid body_dist=1 title_dist=1 prose_before=0 prose_after=many "
    "prose_above_dist=none prose_below_dist=1 pos=15 lone first first_under first_loose last_above "
    "context=pub "
    "context=date only_day"
)


def article_like(day: str) -> list[Candidate]:
    return [
        stated(f"{day}T10:00:00+02:00", note="clock"),
        stated(f"{day}T10:00:00+02:00", "jsonld.article_published@1", "clock"),
        shown(day, BYLINE),
    ]


def test_agreeing_statements_give_the_day_with_its_time_and_offset() -> None:
    decision = decide_published(article_like("2014-06-17"), captured_at=None)
    assert decision.value is not None and Edtf.parse(decision.value).earliest == dt.date(2014, 6, 17)
    assert decision.confidence > 0.9
    assert sum(v.chosen for v in decision.verdicts) == 1


def test_nothing_is_decided_from_nothing() -> None:
    decision = decide_published([], captured_at=None)
    assert (decision.value, decision.confidence, decision.basis, decision.suggestion) == (None, 0.0, "", None)


def test_a_modification_does_not_displace_the_publication() -> None:
    later = stated("2020-05-02T08:00:00+02:00", "meta.modified@1", "clock")
    decision = decide_published([*article_like("2014-06-17"), later], captured_at=None)
    assert decision.value is not None and decision.value.startswith("2014-06-17")
    lost = next(v for v in decision.verdicts if v.candidate is later)
    assert not lost.chosen and lost.why.startswith("less likely")


def test_a_copyright_line_is_never_a_date() -> None:
    footer = shown(
        "2019-01-01",
        (
            "line role=furniture zone=after past_body=far prose_before=many prose_after=0 prose_above_dist=5 "
            "prose_below_dist=none pos=100 lone label=copy copy_line first"
        ),
        "dump.furniture@1",
    )
    assert decide_published([footer], captured_at=None).value is None


def test_a_picture_date_is_never_the_articles() -> None:
    caption = shown("2014-08-13", BYLINE, "dump.caption@1")
    decision = decide_published([caption], captured_at=None)
    assert decision.value is None and decision.verdicts[0].why == "dates a picture"


def test_the_date_of_a_message_shown_in_the_text_is_never_the_articles() -> None:
    message = shown("2014-08-13", "line zone=body in_body=2 prose_before=3 only_day", "dump.embedded@1")
    decision = decide_published([message], captured_at=None)
    assert decision.value is None
    assert [v.why for v in decision.verdicts] == ["dates a message shown in the text"]


UPDATED = BYLINE.replace("context=pub context=date ", "").replace("lone", "label=mod lone")


def test_a_bare_update_must_be_surer_than_a_byline() -> None:
    settings = replace(DEFAULT, accept_dump=0.3, accept_update=0.999)
    updated = shown("2020-05-02", UPDATED, "dump.byline@1")
    decision = decide_published([updated], captured_at=None, settings=settings)
    assert (decision.value, decision.suggestion) == (None, "2020-05-02")
    assert decision.verdicts[0].why.startswith("an update alone: an upper bound")
    for other in ((*updated.features, "clock"), _as_published(updated)):
        given_day = decide_published([updated._replace(features=other)], captured_at=None, settings=settings)
        assert given_day.value == "2020-05-02"


def test_two_updates_make_no_interval() -> None:
    """What was published before both would lie outside."""
    updates = [shown(day, UPDATED.replace("only_day", ""), "dump.byline@1") for day in ("2020-04-30", "2020-05-02")]
    settings = replace(DEFAULT, accept_interval=0.1)
    assert decide_published(updates, captured_at=None, settings=settings).value is None
    bylines = [c._replace(features=_as_published(c)) for c in updates]
    assert decide_published(bylines, captured_at=None, settings=settings).value is not None


def test_the_date_in_the_middle_of_the_text_is_less_likely_than_the_same_under_the_headline() -> None:
    def confidence(where: str) -> float:
        note = (
            f"alone role=furniture {where} prose_after=many prose_above_dist=2 prose_below_dist=1 lone first "
            "first_under first_loose clock only_day"
        )
        return decide_published([shown("2020-05-02", note, "dump.stamp@1")], captured_at=None).confidence

    assert confidence("zone=body in_body=30 title_dist=30 prose_before=8 pos=35") < confidence(
        "zone=mid body_dist=1 title_dist=1 prose_before=0 pos=5"
    )


def test_an_imprint_does_not_say_when_the_page_was_published() -> None:
    bare = shown(
        "2018-11-23",
        (
            "alone role=furniture zone=after past_body=12 title_dist=30 label_above=pub prose_before=many "
            "prose_after=0 lone only_day"
        ),
        "dump.stamp@1",
    )
    imprint = bare._replace(features=(*bare.features, "near=imprint"))
    described = describe([bare, imprint], [dt.date(2018, 11, 23), dt.date(2018, 11, 23)])
    assert "dump:said_one" in described[0] and "dump:said_one" not in described[1]


def test_bounds_decide_only_when_no_day_does() -> None:
    bound = shown("2014-08-14/2014-11-30", "", "bound.picture_and_coming_month@1")
    alone = decide_published([bound], captured_at=None)
    assert (alone.value, alone.basis) == ("2014-08-14/2014-11-30", "inferred")
    beside = decide_published([*article_like("2014-09-05"), bound], captured_at=None)
    assert beside.value is not None and beside.value.startswith("2014-09-05")


@pytest.mark.parametrize(
    ("utc", "page"), [("2023-12-23T03:00:46Z", "2023-12-22"), ("2023-12-22T23:30:00Z", "2023-12-23")]
)
def test_a_moment_in_utc_belongs_to_the_day_the_page_shows(utc: str, page: str) -> None:
    decision = decide_published(
        [stated(utc, note="utc clock"), stated(utc, "jsonld.article_published@1", "utc clock"), shown(page, BYLINE)],
        captured_at=None,
    )
    assert decision.value == page
    assert [v.why for v in decision.verdicts if not v.chosen] == ["the same moment in UTC"] * 2


def test_a_neighbouring_day_no_zone_explains_is_a_conflict() -> None:
    noon = stated("2023-12-23T13:00:00Z", "jsonld.article_published@1", "utc clock")
    decision = decide_published([noon, shown("2023-12-22", BYLINE)], captured_at=None)
    assert "the same moment in UTC" not in {v.why for v in decision.verdicts}


def test_nothing_is_later_than_the_capture() -> None:
    captured = dt.datetime(2014, 6, 1, tzinfo=UTC)
    decision = decide_published(article_like("2014-06-17"), captured_at=captured)
    assert decision.value is None
    assert all("captured" in v.why for v in decision.verdicts)
    east = dt.datetime(2014, 6, 16, 12, tzinfo=UTC)
    assert decide_published(article_like("2014-06-17"), captured_at=east).value is not None


def test_without_a_capture_time_the_ceiling_is_a_constant() -> None:
    assert DEFAULT.latest_plausible == dt.date(2036, 12, 31)
    assert decide_published(article_like("2037-01-01"), captured_at=None).value is None


def test_an_unclear_order_of_day_and_month_is_never_decided_silently() -> None:
    note = (
        "short role=byline zone=mid body_dist=1 title_dist=1 prose_before=0 label=pub lone first "
        "first_under first_loose last_above"
    )
    decision = decide_published(
        [
            shown("2021-04-03", f"{note} open=dmy", "dump.byline@1"),
            shown("2021-03-04", f"{note} open=mdy", "dump.byline@1"),
        ],
        captured_at=None,
    )
    assert decision.value is None or not Edtf.parse(decision.value).is_day
    if decision.value is not None:
        assert decision.value == "2021-03-04/2021-04-03"


def test_an_address_settles_an_unclear_order() -> None:
    note = (
        "short role=byline zone=mid body_dist=1 title_dist=1 prose_before=0 label=pub lone first "
        "first_under first_loose last_above"
    )
    address = Candidate(
        "published", "2021-03-04", "url.day@1", 0.9, EvidenceSource.URL, path="link:canonical", snippet="/2021/03/04/"
    )
    decision = decide_published(
        [shown("2021-04-03", f"{note} open=dmy"), shown("2021-03-04", f"{note} open=mdy"), address], captured_at=None
    )
    assert decision.value == "2021-03-04"


def test_a_month_in_the_address_is_given_as_a_month() -> None:
    address = Candidate(
        "published", "2021-03", "url.month@1", 0.5, EvidenceSource.URL, path="link:canonical", snippet="/2021/03/"
    )
    decision = decide_published([address], captured_at=None)
    assert (decision.value, decision.basis) == ("2021-03", "inferred")


def test_a_feeds_date_is_believed_by_its_own_prior() -> None:
    feed = stated("2014-06-17T10:00:00Z", "feed.published@1", "utc clock", 0.9)
    assert decide_published([feed], captured_at=None).value == "2014-06-17T10:00:00Z"


def test_the_threshold_is_a_setting() -> None:
    weak = [shown("2014-06-17", "alone role=furniture zone=after past_body=5 lone first", "dump.stamp@1")]
    strict = replace(DEFAULT, accept_dump=0.999, accept_page=0.999)
    decision = decide_published(weak, captured_at=None, settings=strict)
    assert decision.value is None and decision.suggestion == "2014-06-17"


days = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)).map(dt.date.isoformat)
rules = st.sampled_from(
    [
        "meta.published@1",
        "meta.modified@1",
        "jsonld.article_published@1",
        "time.element@1",
        "dump.stamp@1",
        "text.byline@1",
        "url.day@1",
        "never.seen@1",
    ]
)
notes = st.lists(
    st.sampled_from(
        [
            "alone",
            "short",
            "prose",
            "zone=mid",
            "zone=after",
            "first",
            "first_loose",
            "clock",
            "utc",
            "label=mod",
            "label=pub",
            "open=dmy",
            "crowd",
        ]
    ),
    max_size=6,
).map(" ".join)


@given(st.lists(st.builds(lambda d, r, n: stated(d, r, n, 0.5), days, rules, notes), max_size=8), st.randoms())
def test_the_order_of_candidates_does_not_matter(candidates: list[Candidate], random: object) -> None:
    shuffled = list(candidates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = decide_published(candidates, captured_at=None), decide_published(shuffled, captured_at=None)
    assert (one.value, one.suggestion) == (other.value, other.suggestion)
    assert one.confidence == pytest.approx(other.confidence, abs=1e-4)
    assert 0 <= one.confidence <= 1 and len(one.verdicts) == len(candidates)


@pytest.mark.parametrize(
    "empty", ["1970-01-01T00:00:00Z", "1969-12-31T16:00:00-08:00", "1899-12-30", "1900-01-01", "1980-01-01"]
)
def test_the_zero_of_a_clock_is_never_a_day(empty: str) -> None:
    beside = decide_published([stated(empty), shown("2021-06-02", BYLINE)], captured_at=None)
    alone = decide_published([stated(empty), stated(empty, "jsonld.article_published@1")], captured_at=None)
    assert beside.value == "2021-06-02"
    assert (alone.value, alone.suggestion) == (None, None)


def test_the_first_day_of_2000_needs_a_witness_besides_the_machine() -> None:
    field = stated("2000-01-01T00:00:00Z")
    assert decide_published([field], captured_at=None).value is None
    beside = decide_published([field, shown("2000-01-01", BYLINE)], captured_at=None)
    assert (beside.value or "")[:10] == "2000-01-01"


@pytest.mark.parametrize("year", [1114, 1904, 1970, 2099])
def test_a_capture_clock_that_was_never_set_rules_nothing_out(year: int) -> None:
    found = decide_published(article_like("2021-06-02"), captured_at=dt.datetime(year, 1, 1, tzinfo=UTC))
    assert (found.value or "")[:10] == "2021-06-02"


def test_another_storys_date_is_set_aside() -> None:
    other = stated("2021-06-05", "jsonld.other_story@1")
    found = decide_published([other, *article_like("2021-06-02")], captured_at=None)
    assert (found.value or "")[:10] == "2021-06-02"
    assert next(v.why for v in found.verdicts if v.candidate is other) == "dates another story of the page"


def test_the_day_the_user_states_for_a_source_beats_what_the_page_states() -> None:
    said = Candidate("published", "2019-03-14", "user.date@1", 0.97, EvidenceSource.METADATA)
    page = Candidate("published", "2020-07-01", "jsonld.published@1", 0.9, EvidenceSource.METADATA)
    decision = decide_published([page, said], captured_at=None)
    assert decision.value == "2019-03-14"
    assert [v.chosen for v in decision.verdicts] == [False, True]
