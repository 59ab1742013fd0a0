"""Language only where it is certain."""

import pytest

from dossier_etl.clean.language import identify


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council voted on Tuesday to rebuild the old bridge over the river.", "en"),
        ("Der Gemeinderat hat am Dienstag beschlossen, die alte Brücke wieder aufzubauen.", "de"),
        ("Le conseil municipal a décidé mardi de reconstruire le vieux pont.", "fr"),
        ("市議会は火曜日、古い橋を再建することを決めた。費用は来年度の予算に計上される。", "ja"),
    ],
)
def test_plain_sentences_are_recognised(text: str, language: str) -> None:
    found, confidence = identify(text)
    assert found == language
    assert confidence > 0.8


@pytest.mark.parametrize("text", ["", "Yes.", "12.04.2021 17:30", "https://example.org/a/very/long/path/with/letters"])
def test_too_little_text_has_no_language(text: str) -> None:
    assert identify(text)[0] == "und"


def test_a_long_text_costs_no_more_than_a_short_one() -> None:
    assert identify("The council voted on Tuesday to rebuild the bridge. " * 100_000)[0] == "en"
