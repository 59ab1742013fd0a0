"""Text dumps become articles: furniture off, doubled bodies once, several posts apart, every character traceable."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier_etl.clean import clean
from dossier_etl.model.documents import Cleaned, Role
from dossier_etl.model.records import Record

BRIDGE = [
    "The town council of Ashford voted on Tuesday to rebuild the old stone bridge over the Wenning, ending a dispute of six years.",
    "Seven members voted for the plan and four against. The mayor, Ellen Marsh, said work would begin in spring.",
    "“People have waited long enough,” she told reporters after the vote. “The bridge is the shortest way to the hospital.”",
    "Opponents had argued that the schools came first. The council leader, Peter Hale, said the government would pay.",
    "Engineers closed the bridge in 2018 after a flood had damaged two of its five arches. A temporary footbridge was opened a year later.",
    "The contract is to be put out to tender in January, and the council expects the new bridge to be open to traffic within two years.",
]
ORCHARD = [
    "Fruit growers along the southern coast are counting their losses after three nights of frost destroyed most of the apricot blossom.",
    "The growers’ association said on Friday that four farms in five were hit, and the harvest would be small.",
    "Maria Lund, who owns forty hectares near the harbour town of Skarvik, lit fires between her trees but saved only the oldest of them.",
    "The ministry of agriculture promised help. A spokesman said that farmers could apply for loans without interest from July.",
    "Prices in the shops are not expected to rise before the summer, since most apricots sold in spring are imported from farther south.",
]
MENU = ["Home", "News", "Sport", "Weather", "Culture", "Opinion", "Subscribe", "Log in"]
FOOT = [
    "Share this article",
    "Facebook",
    "Twitter",
    "Read more",
    "Related stories",
    "Sign up for our newsletter",
    "Terms of use | Privacy policy | Cookie settings",
    "© 2021 Ashford Courier. All rights reserved.",
]


def dump(*lines: str, locator: str = "") -> Cleaned:
    return clean(Record("page.txt", locator, "text/plain", "\n\n".join(lines).encode()))


def test_furniture_comes_off_and_the_article_stays_whole() -> None:
    found = dump(
        *MENU, "Council votes to rebuild the old bridge", "By Jane Field", "12 May 2021, 10:40", *BRIDGE, *FOOT
    )
    (article,) = found.articles
    assert article.body.split("\n\n") == BRIDGE
    assert article.title_hint == "Council votes to rebuild the old bridge"
    assert article.language == "en"


def test_byline_and_stamp_are_named_and_stay_in_the_document() -> None:
    found = dump(
        *MENU, "Council votes to rebuild the old bridge", "By Jane Field", "12 May 2021, 10:40", *BRIDGE, *FOOT
    )
    text = found.document.text
    roles = {text[line.start : line.end]: line.role for line in found.document.lines}
    assert roles["By Jane Field"] is Role.BYLINE
    assert roles["12 May 2021, 10:40"] is Role.BYLINE
    assert roles["Council votes to rebuild the old bridge"] is Role.TITLE
    assert roles[BRIDGE[0]] is Role.BODY
    assert roles["Log in"] is Role.FURNITURE


def test_a_clean_text_is_kept_whole() -> None:
    (article,) = dump(*ORCHARD, locator="line:3").articles
    assert article.body.split("\n\n") == ORCHARD


def test_credit_and_its_caption_are_no_body() -> None:
    found = dump(
        "Council votes to rebuild the old bridge",
        "Jon Reed/AP\nThe bridge is seen from the mill in this picture",
        *BRIDGE,
    )
    (article,) = found.articles
    assert "Jon Reed" not in article.body
    assert "seen from the mill" not in article.body


def test_a_body_that_stands_twice_is_kept_once() -> None:
    found = dump(*BRIDGE, "![]() |", "The bridge in 2016 |", *BRIDGE[1:])
    (article,) = found.articles
    assert article.body.split("\n\n") == BRIDGE
    assert article.notes["doubled_body"] == "2"


def test_a_copy_with_other_line_breaks_is_folded_too() -> None:
    (article,) = dump(*BRIDGE, " ".join(BRIDGE)).articles
    assert article.body.split("\n\n") == BRIDGE


def test_an_article_that_repeats_a_phrase_is_not_doubled() -> None:
    lines = [f"{line} That much is known." for line in BRIDGE]
    (article,) = dump(*lines).articles
    assert "doubled_body" not in article.notes
    assert article.body.split("\n\n") == lines


def test_two_posts_on_one_page_become_two_articles() -> None:
    posts = [
        "Bridge to be rebuilt after six years\nPosted by Jane Field on 12 May 2021\n" + "\n".join(BRIDGE),
        "Frost takes the apricots\nPosted by Tom Oak on 9 May 2021\n" + "\n".join(ORCHARD),
    ]
    found = dump("\n\n".join(posts))
    assert [a.body.split("\n\n") for a in found.articles] == [BRIDGE, ORCHARD]
    assert [a.title_hint for a in found.articles] == [
        "Bridge to be rebuilt after six years",
        "Frost takes the apricots",
    ]
    first, second = found.articles
    assert "12 May 2021" in first.head
    assert "9 May 2021" not in first.head
    assert "9 May 2021" in second.head
    assert first.window[1] == second.window[0]


def test_subheadings_do_not_split_an_article() -> None:
    lines = [*BRIDGE[:2], "What the mayor says", *BRIDGE[2:4], "A long wait", *BRIDGE[4:]]
    assert len(dump("Council votes to rebuild the old bridge", *lines).articles) == 1


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty"), (b"\n \n\t\n", "empty"), (b"---\n***", "empty")])
def test_nothing_to_read_is_said(content: bytes, reason: str) -> None:
    found = clean(Record("page.txt", "", "text/plain", content))
    assert (found.articles, found.reasons) == ((), (reason,))


def test_a_refused_record_keeps_its_reason() -> None:
    found = clean(Record("page.txt", "", "text/plain", b"Not found", refused="http_404"))
    assert (found.articles, found.reasons) == ((), ("http_404",))


def test_one_endless_line_is_bounded() -> None:
    found = clean(Record("page.txt", "", "text/plain", b"lorem ipsum dolor sit amet, " * 60_000))
    assert max(line.end - line.start for line in found.document.lines) <= 200_000


def test_spans_lead_back_to_the_source_through_repair_and_normalising() -> None:
    source = "\r\n\r\n".join(line.replace("council", "coun\u00adcil") for line in BRIDGE).replace("“", "â€œ")
    found = clean(Record("page.txt", "", "text/plain", source.encode()))
    (article,) = found.articles
    assert "mojibake_repaired" in found.document.flags
    assert found.document.source_map is not None
    start = article.body.index("Ellen Marsh")
    in_text = article.body_map.to_source(start, start + 11)
    assert in_text is not None
    in_source = found.document.source_map.to_source(*in_text)
    assert in_source is not None
    assert source[slice(*in_source)] == "Ellen Marsh"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*MENU, *BRIDGE, *ORCHARD, *FOOT, "12 May 2021", "By Jane Field", "—", "東京で会談が行われた。"]
        ),
        max_size=40,
    )
)
def test_every_body_character_stands_in_the_document(lines: list[str]) -> None:
    found = dump(*lines)
    text = found.document.text
    for article in found.articles:
        for derived, source, length in article.body_map.segments:
            assert article.body[derived : derived + length] == text[source : source + length]
        assert sum(n for _, _, n in article.body_map.segments) + article.body.count("\n") == len(article.body)
    assert all(a.end <= b.start for a, b in pairwise(found.document.lines))
    assert dump(*lines) == found


def test_paragraphs_are_separated_by_a_blank_line_and_wrapped_lines_stay_together() -> None:
    wrapped = BRIDGE[4].replace("damaged two", "damaged\ntwo")
    paragraphs = [*BRIDGE[:4], wrapped, *BRIDGE[5:]]
    (article,) = dump("\n\n".join(paragraphs)).articles
    assert article.body.split("\n\n") == paragraphs
    for start, source, length in article.body_map.segments:
        assert article.body[start : start + length] == article.document.text[source : source + length]
