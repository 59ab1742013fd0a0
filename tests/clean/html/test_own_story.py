"""Several articles in one page's JSON-LD: which is the page's own."""

import json

import pytest
from html_pages import PARAGRAPHS, cleaned

OWN = {
    "@type": "NewsArticle",
    "headline": "Pier to be rebuilt",
    "datePublished": "2021-03-09",
    "author": {"name": "Ida Brandt"},
}
TOLL = {
    "@type": "NewsArticle",
    "headline": "Ferry fares rise",
    "datePublished": "2021-03-12",
    "author": {"name": "Ole Holm"},
}
FISH = {
    "@type": "BlogPosting",
    "headline": "A bad year for cod",
    "datePublished": "2021-02-27",
    "url": "https://c.example/cod",
}
BY_ADDRESS = {
    **OWN,
    "headline": "Courier: nine years of pier talk",
    "mainEntityOfPage": {"@id": "https://www.c.example/pier/"},
}


def page(*scripts: object) -> str:
    markup = "".join(f'<script type="application/ld+json">{json.dumps(s)}</script>' for s in scripts)
    return (
        f'<html><head><title>Pier to be rebuilt | Courier</title><link rel="canonical" href="https://c.example/pier">{markup}</head>'
        f"<body><article><h1>Pier to be rebuilt</h1>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</article></body></html>"
    )


def own_days(*scripts: object) -> list[str]:
    document = cleaned(page(*scripts)).document
    return [m.value for m in document.meta if m.key.startswith("jsonld:") and m.key.endswith(".datepublished")]


@pytest.mark.parametrize(
    "scripts",
    [
        [TOLL, FISH, OWN],
        [[TOLL, OWN]],
        [{"@graph": [FISH, OWN, TOLL]}],
        [{"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": TOLL}]}, OWN],
        [{"@type": "WebPage", "mainEntity": OWN, "hasPart": [TOLL, FISH]}],
        [TOLL, BY_ADDRESS],
        [{**OWN, "headline": "Pier to be rebuilt | Courier"}, TOLL],
    ],
)
def test_only_the_own_story_is_kept_under_its_key(scripts: list[object]) -> None:
    assert own_days(*scripts) == ["2021-03-09"]


def test_a_single_story_is_the_pages_own_whatever_its_headline() -> None:
    assert own_days({**OWN, "headline": "Nine years of talk"}) == ["2021-03-09"]


def test_stories_that_nothing_tells_apart_all_stay() -> None:
    assert own_days({**OWN, "headline": "Nine years of talk"}, TOLL) == ["2021-03-09", "2021-03-12"]


def test_a_list_of_related_stories_alone_says_nothing_of_the_page() -> None:
    assert own_days({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": TOLL}]}) == []


def test_another_storys_values_stay_readable_as_anothers() -> None:
    keys = {m.key for m in cleaned(page(TOLL, OWN)).document.meta if m.value == "Ole Holm"}
    assert keys == {"jsonld-other:newsarticle.author.name"}
