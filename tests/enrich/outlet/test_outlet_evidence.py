"""Where outlets are named, and where they are only cited."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.decide.outlet import decide_origin, decide_outlet
from dossier_etl.enrich.outlet import origin_candidates, outlet_candidates
from dossier_etl.enrich.outlet.naming import best_part, resembles, tidy
from dossier_etl.model.documents import Article, Document, Line, Meta, OffsetMap, Role
from dossier_etl.model.evidence import EvidenceSource
from dossier_etl.model.records import Record
from dossier_etl.registry import load


def page(
    meta: Sequence[tuple[str, str]] = (), url: str | None = None, lines: Sequence[tuple[str, Role]] = ()
) -> Article:
    text, places, at = "", [], 0
    for content, role in lines:
        places.append(Line(at, at + len(content), role))
        text += content + "\n"
        at += len(content) + 1
    body = "\n".join(c for c, r in lines if r is Role.BODY)
    first = next((p.start for p in places if p.role is Role.BODY), 0)
    document = Document(
        Record("a.html", "", "text/html", b"", url=url), text, tuple(places), tuple(Meta(k, v) for k, v in meta)
    )
    return Article(document, 0, body, OffsetMap(((0, first, len(body)),)), None)


def dump(*lines: str, prose: tuple[int, ...] = ()) -> Article:
    return page(lines=[(line, Role.BODY if i in prose else Role.FURNITURE) for i, line in enumerate(lines)])


PROSE = (
    "The minister told Reuters on Tuesday that the Guardian had reported the talks a week before they were announced."
)


def outlet_of(article: Article) -> str | None:
    return decide_outlet(outlet_candidates(article)).value


@pytest.mark.parametrize(
    ("meta", "name"),
    [
        ([("link:canonical", "https://www.theguardian.com/world/2020/x")], "The Guardian"),
        ([("meta:og:url", "https://amp.theguardian.com/x")], "The Guardian"),
        ([("link:canonical", "https://web.archive.org/web/2014/https://forward.com/news/1/")], "The Forward"),
        ([("comment:saved_from", "http://www.spiegel.de/politik/a-1.html")], "DER SPIEGEL"),
    ],
)
def test_an_address_names_the_outlet(meta: list[tuple[str, str]], name: str) -> None:
    assert outlet_of(page(meta)) == name


def test_the_captured_address_names_the_outlet() -> None:
    assert outlet_of(page(url="https://taz.de/!123/")) == "Die Tageszeitung (taz)"


def test_a_canonical_address_elsewhere_is_the_origin_not_the_outlet() -> None:
    article = page(
        [("meta:og:url", "https://www.abendblatt.de/a1"), ("link:canonical", "https://www.morgenpost.de/a1")]
    )
    decision = decide_outlet(outlet_candidates(article))
    assert decision.value == "Hamburger Abendblatt"
    assert decide_origin(origin_candidates(article), decision).value == "Berliner Morgenpost"


def test_an_unregistered_site_is_called_as_it_calls_itself() -> None:
    article = page(
        [
            ("link:canonical", "https://www.hilltown-herald.example/2020/x"),
            ("meta:og:site_name", "Hilltown Herald"),
            ("html:title", "Bridge opens | Hilltown Herald"),
            ("jsonld:newsarticle.publisher.name", "Hilltown Herald"),
        ]
    )
    decision = decide_outlet(outlet_candidates(article))
    assert decision.value == "Hilltown Herald"
    assert decision.confidence > 0.8


def test_a_tagline_is_no_part_of_the_name() -> None:
    assert (
        best_part("Hilltown Herald - All the news of the hills", "hilltownherald.example", load()) == "Hilltown Herald"
    )
    assert best_part("Politics | Hilltown Herald", "hilltownherald.example", load()) == "Hilltown Herald"


def test_a_section_never_beats_the_site() -> None:
    article = page([("link:canonical", "https://www.nytimes.com/x"), ("meta:og:site_name", "Cooking")])
    assert outlet_of(article) == "The New York Times"


def test_a_blog_on_a_platform_is_its_own_outlet() -> None:
    article = page([("link:canonical", "https://hillwalks.wordpress.com/x"), ("meta:og:site_name", "Hill Walks")])
    assert outlet_of(article) == "Hill Walks"


def test_a_page_on_a_platform_is_the_platforms_only_if_nothing_else_is_said() -> None:
    meta = [("link:canonical", "https://medium.com/@someone/x"), ("meta:og:site_name", "Medium")]
    values = {c.value for c in outlet_candidates(page(meta))}
    assert "medium.com/@someone" in values


def test_a_site_nobody_named_is_only_suggested() -> None:
    decision = decide_outlet(outlet_candidates(page([("link:canonical", "https://qzx-17.example.org/x")])))
    assert decision.value is None
    assert decision.suggestion == "example.org"


def test_no_evidence_no_outlet() -> None:
    decision = decide_outlet(outlet_candidates(dump(PROSE, prose=(0,))))
    assert decision.value is None


def test_cited_outlets_never_win() -> None:
    article = dump(
        "Headline of the day",
        "The BBC reports that talks go on. " + PROSE,
        "According to The New York Times, as Al Jazeera wrote, the Associated Press was told nothing at all that day.",
        "Photo: Someone/AP",
        prose=(1, 2),
    )
    assert outlet_of(article) is None


def test_a_sales_line_names_the_outlet() -> None:
    article = dump("Headline", PROSE, "Get unlimited Monitor journalism.", prose=(1,))
    decision = decide_outlet(outlet_candidates(article))
    assert decision.value == "The Christian Science Monitor"
    (chosen,) = [v.candidate for v in decision.verdicts if v.chosen]
    assert chosen.snippet == "Get unlimited Monitor journalism"
    assert article.document.text[chosen.start : chosen.end] == chosen.snippet


def test_what_people_told_the_forward_stands_in_the_forward() -> None:
    body = "“It is well worth doing,” the professor told the Forward, and Le Monde was quoted last week as saying the same."
    assert outlet_of(dump("Headline", "By Somebody Else", body, prose=(2,))) == "The Forward"


def test_a_copyright_line_and_a_masthead_name_the_outlet() -> None:
    article = dump(
        "The Denver Post", "• News", "• Sports", "Headline", PROSE, "About The Denver Post", "Subscribe to The Denver Post",
        "Copyright © 2019 The Denver Post", prose=(4,),
    )  # fmt: skip
    assert outlet_of(article) == "The Denver Post"


def test_sister_titles_in_a_list_do_not_win() -> None:
    names = ["Gizmodo", "Deadspin", "Jezebel", "Jalopnik", "The Root", "Kotaku"]
    assert outlet_of(dump(*names, "Headline", PROSE, prose=(len(names) + 1,))) is None


@pytest.mark.parametrize("label", ["Business News", "Últimas Noticias", "Campus", "NEWS", "App", "US News"])
def test_a_section_label_is_no_outlet(label: str) -> None:
    assert label not in {c.value for c in outlet_candidates(dump(label, "Headline", PROSE, label, prose=(2,)))}


def test_the_lines_share_one_certainty() -> None:
    article = dump("Headline", PROSE, "About The Denver Post", "About Le Monde", prose=(1,))
    shares = [c.confidence for c in outlet_candidates(article) if c.rule.startswith("lines.")]
    assert len(shares) >= 2
    assert sum(shares) <= 1.0


def test_a_picture_credit_holds_no_rights_in_the_page() -> None:
    article = dump("Headline", PROSE, "© Foto: Somebody / Hilltown Magazin", prose=(1,))
    assert "Foto: Somebody / Hilltown Magazin" not in {c.value for c in outlet_candidates(article)}


def test_only_company_words_make_a_holder_the_house_of_an_outlet() -> None:
    house = dump("Headline", PROSE, "La Vanguardia", "© La Vanguardia Ediciones", prose=(1,))
    other = dump("Headline", PROSE, "La Vanguardia", "© La Vanguardia Gardening Club", prose=(1,))
    assert ("La Vanguardia", "lines.copyright@1") in {(c.value, c.rule) for c in outlet_candidates(house)}
    assert ("La Vanguardia", "lines.masthead@1") in {(c.value, c.rule) for c in outlet_candidates(other)}


def test_what_only_one_outlet_says_of_itself_beats_what_the_lines_name() -> None:
    article = dump(
        "Welcome to DU!", "Chatham House", "chathamhouse.org", "Headline", PROSE, "About Chatham House", prose=(4,)
    )
    assert outlet_of(article) == "Democratic Underground"


def test_evidence_in_the_text_quotes_it() -> None:
    article = dump("The Denver Post", PROSE, "© 2019 The Denver Post. All rights reserved.", prose=(1,))
    found = [c for c in outlet_candidates(article) if c.source is EvidenceSource.DOCUMENT]
    assert found
    for c in found:
        assert article.document.text[c.start : c.end] == c.snippet


@pytest.mark.parametrize(
    ("first", "origin"),
    [
        ("LONDON (Reuters) - The talks go on.", "Reuters"),
        ("WASHINGTON (AP) — The talks go on.", "The Associated Press"),
        ("Berlin (dpa) - Die Gespräche gehen weiter.", "dpa"),
        ("PARIS (AFP) - Les discussions continuent.", "Agence France-Presse"),
    ],
)
def test_a_dateline_names_the_agency(first: str, origin: str) -> None:
    article = page([("link:canonical", "https://www.dawn.com/x")], lines=[("Headline", Role.TITLE), (first, Role.BODY)])
    outlet = decide_outlet(outlet_candidates(article))
    assert outlet.value == "Dawn"
    assert decide_origin(origin_candidates(article), outlet).value == origin


def test_an_agency_is_not_its_own_origin() -> None:
    article = page(
        [("link:canonical", "https://www.reuters.com/x")], lines=[("LONDON (Reuters) - The talks go on.", Role.BODY)]
    )
    assert decide_origin(origin_candidates(article), decide_outlet(outlet_candidates(article))).value is None


@pytest.mark.parametrize(
    "line",
    [
        "This article was originally published on The Conversation.",
        "Originally published by The Conversation, 3 May 2019",
        "Republished from The Conversation under a Creative Commons licence",
    ],
)
def test_a_statement_of_republication_names_the_origin(line: str) -> None:
    article = dump("Headline", PROSE, line, prose=(1,))
    assert decide_origin(origin_candidates(article), decide_outlet(())).value == "The Conversation"


def test_a_source_line_over_a_repost_names_the_origin() -> None:
    article = dump(
        "Welcome to DU!", "Headline", "RUSI Analysis, 17 Jun 2014 By Somebody, Research Fellow", PROSE, prose=(3,)
    )
    outlet = decide_outlet(outlet_candidates(article))
    assert outlet.value == "Democratic Underground"
    assert decide_origin(origin_candidates(article), outlet).value == "RUSI"


def test_a_cited_or_pictured_agency_is_no_origin() -> None:
    article = dump("Headline", "Somebody Else/AP", PROSE, "Photo: Reuters", prose=(2,))
    assert decide_origin(origin_candidates(article), decide_outlet(())).value is None


def test_names_are_resembled_by_their_domains() -> None:
    assert resembles("Daily Maverick", "dailymaverick.co.za") == 1.0
    assert resembles("Christian Science Monitor", "csmonitor.com") >= 0.5
    assert resembles("Sports", "dailymaverick.co.za") == 0.0


def test_a_name_is_tidied() -> None:
    assert tidy("© The Planetary Press, Inc.") == "The Planetary Press"
    assert tidy("taz") == "taz"
    assert tidy("Home") == ""


@given(st.lists(st.text(max_size=80), max_size=12))
def test_any_text_is_survived_and_answered_the_same_twice(lines: list[str]) -> None:
    article = dump(*[line.replace("\n", " ") for line in lines], prose=(1,))
    assert outlet_candidates(article) == outlet_candidates(article)
    assert origin_candidates(article) == origin_candidates(article)


def test_posts_that_share_a_page_share_its_outlet() -> None:
    whole = dump("Welcome to DU!", "First headline", PROSE, "Second headline", PROSE, prose=(2, 4))
    second = whole.document.text.index("Second headline")
    assert outlet_of(replace(whole, window=(0, second))) == "Democratic Underground"
    assert outlet_of(replace(whole, window=(second, -1))) == "Democratic Underground"


def test_what_people_told_counts_only_in_their_own_post() -> None:
    told = "“It is well worth doing on its own merits,” the retired professor told the Forward on the following day."
    whole = dump("First headline", told, "Second headline", PROSE, prose=(1, 3))
    second = whole.document.text.index("Second headline")
    assert outlet_of(replace(whole, window=(0, second))) == "The Forward"
    assert outlet_of(replace(whole, window=(second, -1))) is None
