"""Pages that are no article: what a wall, an error page and a listing say and look like, and news that speaks of them."""

import json
from pathlib import Path

import pytest
from html_pages import PARAGRAPHS, cleaned

Row = tuple[str, str, str]
"""Title, headline, paragraphs separated by "|"."""
PAGES = [json.loads(line) for line in Path(__file__).with_name("page_kinds.jsonl").read_text("utf-8").splitlines()]


def rows(kind: str) -> list[Row]:
    return [(p["title"], p["headline"], p["text"]) for p in PAGES if p["kind"] == kind]


TEASERS = [
    ("Why the pier has to go", "Engineers have looked at the piles and do not like what they saw."),
    ("A bad year for cod", "The fishermen of the south side have caught a third less than last year."),
    ("Ferry fares rise again", "From July a crossing costs four crowns more, and nobody is happy about it."),
    ("Storm takes the lamp", "The lighthouse stood dark for two nights, the second time this winter."),
    ("Concerts move to the square", "The orchestra will play between the fish stalls, the council says."),
]


def kind(row: Row, more: str = "") -> str:
    title, headline, text = row
    paragraphs = "".join(f"<p>{p}</p>" for p in text.split(" | "))
    found = cleaned(
        f"<html><head><title>{title}</title><link rel=canonical href='https://c.example/2021/06/02/pier'></head><body>"
        f"<nav><a href='/'>Home</a> <a href='/sea'>Sea</a></nav><main><h1>{headline}</h1>{paragraphs}{more}</main>"
        "<footer><p>© 2021 The Saltmarsh Courier</p></footer></body></html>"
    )
    return found.articles[0].notes.get("page_kind", "") if found.articles else found.reasons[0]


@pytest.mark.parametrize("row", rows("wall"), ids=lambda r: r[0][:30])
def test_a_wall_is_no_article(row: Row) -> None:
    assert kind(row) == "wall"


@pytest.mark.parametrize("row", rows("not_found"), ids=lambda r: r[0][:30])
def test_an_error_page_is_no_article(row: Row) -> None:
    assert kind(row) == "not_found"


@pytest.mark.parametrize("row", rows(""), ids=lambda r: r[0][:30])
def test_short_news_of_outages_cookies_and_deleted_pages_stays_an_article(row: Row) -> None:
    assert kind(row) == ""


@pytest.mark.parametrize(
    "row",
    [
        ("Tag: harbour | Courier", "Harbour", ""),
        ("Ida Brandt", "Ida Brandt", "Ida Brandt writes about the sea."),
        ("Courier", "", ""),
    ],
)
def test_linked_headlines_with_a_sentence_each_are_a_listing(row: Row) -> None:
    cards = "".join(
        f"<div class=card><h3><a href='/{i}'>{a}</a></h3><p>{b}</p></div>" for i, (a, b) in enumerate(TEASERS)
    )
    assert kind(row, cards) == "listing"


def test_search_results_are_a_listing_however_few() -> None:
    cards = "".join(f"<h3><a href='/{i}'>{a}</a></h3><p>{b}</p>" for i, (a, b) in enumerate(TEASERS[:2]))
    assert kind(("Search: pier | Courier", "Search results for “pier”", "2 results"), cards) == "listing"


def test_an_article_whose_headings_are_links_stays_an_article() -> None:
    parts = "".join(
        f"<h3><a href='/{i}'>The {a}</a></h3><p>{PARAGRAPHS[i]} {PARAGRAPHS[i - 1]}</p>"
        for i, (a, _) in enumerate(TEASERS)
    )
    assert kind(("Five boats", "Five boats that won the cup", PARAGRAPHS[0]), parts) == ""


def test_an_article_with_a_consent_text_below_stays_an_article() -> None:
    assert (
        kind(
            ("Pier to be rebuilt", "Pier to be rebuilt", " | ".join(PARAGRAPHS)),
            f"<p>{rows('wall')[0][2].split(' | ')[2]}</p>",
        )
        == ""
    )
