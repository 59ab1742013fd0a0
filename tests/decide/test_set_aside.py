"""Whole pages: what they tell of (events, laws, births, chronologies) is not when they were published."""

import pytest

from dossier_etl.clean import clean
from dossier_etl.decide.published import decide_published
from dossier_etl.enrich.published import published_candidates
from dossier_etl.model.evidence import Decision
from dossier_etl.model.records import Record

TEXT = (
    "The harbour board agreed on Tuesday to rebuild the north pier, ending a dispute that had lasted for almost nine years and "
    "cost the town two mayors.",
    "Engineers found in spring that the piles under the pier, driven in the thirties, had lost a third of their thickness.",
    "The work is expected to take fourteen months. Fishermen will keep their berths on the south side, the board said.",
    "Residents who spoke at the meeting asked for a bridge for pedestrians. The board promised to look into it before winter.",
)
OWN = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Pier","datePublished":"2021-06-02T08:00:00+02:00"}</script>'
BYLINE = '<p class="byline">By Ida Brandt, 2 June 2021</p>'
PLACES = ("top", "middle", "end", "below")


def decided(place: str, markup: str, head: str = "", byline: str = "", url: str = "https://c.example/pier") -> Decision:
    put = {place: markup}
    paragraphs = [f"<p>{p}</p>" for p in TEXT]
    page = (
        f"<html lang=en><head><title>Pier</title><link rel=canonical href='{url}'>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<main><article><h1>Board votes to rebuild the pier</h1>{byline}{put.get('top', '')}{''.join(paragraphs[:2])}"
        f"{put.get('middle', '')}{''.join(paragraphs[2:])}{put.get('end', '')}</article>{put.get('below', '')}</main>"
        f"<footer><p>© The Courier</p>{put.get('footer', '')}</footer></body></html>"
    )
    (article,) = clean(Record("p.html", "", "text/html", page.encode())).articles
    return decide_published(published_candidates(article), captured_at=None)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("label", ["When:", "Deadline:", "Open day:", "Applications close", "Next meeting:"])
@pytest.mark.parametrize("own", ["json-ld", "byline"])
def test_an_event_to_come_does_not_beat_the_articles_own_day(place: str, label: str, own: str) -> None:
    event = f"<p><strong>{label}</strong> Saturday, 10 July 2021, 10:00, North Quay</p>"
    found = decided(place, event, **({"head": OWN} if own == "json-ld" else {"byline": BYLINE}))
    assert (found.value or "")[:10] == "2021-06-02"


def test_an_event_does_not_beat_the_day_of_the_address() -> None:
    event = "<p><strong>Deadline:</strong> 10 July 2021</p>"
    assert decided("end", event, url="https://c.example/2021/06/02/pier").value == "2021-06-02"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "sentence",
    [
        "It opened on 12 March 1911.",
        "The Harbours Act of 14 May 1987 forbids it.",
        "See the ruling of 3 November 2009 (case 12/08).",
        "Marta Lindqvist, born on 5 June 1958 in Saltmarsh, has chaired the board for years.",
        "Born: 5 June 1958",
        "He died on 4 January 2015 at the age of 90.",
        "Accident: 5 May 2003",
        "The vote is on 9 September 2035.",
    ],
)
def test_a_day_the_text_only_tells_of_is_not_given(place: str, sentence: str) -> None:
    found = decided(place, f"<p>{sentence}</p>")
    assert (found.value, found.suggestion) == (None, None)


@pytest.mark.parametrize("place", PLACES)
def test_the_rows_of_a_chronology_are_not_given(place: str) -> None:
    rows = "<tr><td>12 March 1911</td><td>The pier is opened</td></tr><tr><td>4 May 1931</td><td>New piles</td></tr>"
    assert decided(place, f"<table>{rows}</table>").value is None


@pytest.mark.parametrize(
    "line",
    ["Terms of use, version of 1 May 2018", "Privacy policy last updated 25 May 2018", "Effective date: May 1, 2018"],
)
def test_the_sites_rules_are_not_the_article(line: str) -> None:
    assert decided("footer", f"<p>{line}</p>").value is None


@pytest.mark.parametrize(
    "line", ["2 June 2021", "Saltmarsh, 2 June 2021", "<span>2 June 2021</span> <span>12:30</span>"]
)
def test_a_bare_day_under_the_headline_is_given(line: str) -> None:
    assert (decided("top", f"<p>{line}</p>").value or "")[:10] == "2021-06-02"


def test_a_day_called_publication_is_given_wherever_it_stands() -> None:
    assert decided("end", "<p><i>Published on 2 June 2021</i></p>").value == "2021-06-02"


def test_the_article_beats_the_page_around_it() -> None:
    graph = (
        '<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2016-01-01"},'
        '{"@type":"NewsArticle","headline":"Pier","datePublished":"2021-06-02"}]}</script>'
    )
    assert decided("top", "", head=graph).value == "2021-06-02"
