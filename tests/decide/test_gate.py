"""What may stand in the dossier, and the words for what may not."""

import datetime as dt

import pytest

from dossier_etl.decide.gate import GateThresholds, gate
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.words import count_words

BODY = (
    "The harbour was dredged in the autumn and the mussels did not mind it at all, said the fishermen of the old quay."
)
GOOD = {
    "body": BODY,
    "published": Edtf.day(2024, 9, 17),
    "published_confidence": 0.95,
    "published_curated": False,
    "outlet": "The Halvern Gazette",
    "captured_at": None,
    "limits": GateThresholds(),
}


def reasons(**changes: object) -> tuple[str, ...]:
    return gate(**{**GOOD, **changes})  # type: ignore[arg-type]


def test_a_complete_article_passes() -> None:
    assert reasons() == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"body": " \n"}, "body_missing"),
        ({"body": "Read more."}, "body_short"),
        ({"body": "12 | 34 | 56 | 78 — " * 20}, "body_unreadable"),
        ({"outlet": None}, "outlet_missing"),
        ({"published": None}, "date_missing"),
        ({"published_confidence": 0.3}, "date_uncertain"),
        ({"published": Edtf.year(2024)}, "date_uncertain"),
        ({"captured_at": dt.datetime(2024, 9, 1, tzinfo=dt.UTC)}, "date_after_capture"),
    ],
)
def test_each_lack_has_its_reason(changes: dict[str, object], reason: str) -> None:
    assert reasons(**changes) == (reason,)


def test_a_day_of_zone_difference_to_the_capture_is_allowed() -> None:
    assert reasons(captured_at=dt.datetime(2024, 9, 16, 23, tzinfo=dt.UTC)) == ()


def test_a_short_inferred_interval_passes_when_inferred_dates_are_accepted() -> None:
    interval = Edtf.parse("2024-08-14/2024-11-24")
    assert reasons(published=interval) == ()
    assert reasons(published=interval, limits=GateThresholds(accept_inferred=False)) == ("date_uncertain",)


def test_a_persons_word_is_not_doubted() -> None:
    assert reasons(published=Edtf.year(2024), published_confidence=1.0, published_curated=True) == ()


def test_words_are_counted_in_scripts_without_spaces() -> None:
    assert count_words("北浜市は二日、老朽化が進む中央魚市場を建て替える計画を発表した。") >= 12


def test_a_few_words_of_such_a_script_in_a_western_text_count_by_its_spaces() -> None:
    assert count_words("The word 市場 means market, “shijō”, in this café.") == 9


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Совет города решил во вторник восстановить старый мост через реку. " * 4, ()),
        ("| 12 | 30 % | 7 – 3 | " * 30, ("body_unreadable",)),
    ],
)
def test_letters_of_any_script_make_text(body: str, expected: tuple[str, ...]) -> None:
    assert reasons(body=body) == expected
