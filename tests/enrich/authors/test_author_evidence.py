"""Names in bylines and metadata, cleaned of what is no name."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.decide.authors import decide_authors, decide_posted_by
from dossier_etl.enrich.authors import author_candidates, posted_by_candidates
from dossier_etl.enrich.authors.names import cut, names_in
from dossier_etl.model.documents import Article, Document, Line, Meta, OffsetMap, Role
from dossier_etl.model.records import Record


def article(
    lines: Sequence[tuple[str, Role, str, str]] = (), meta: Sequence[tuple[str, str]] = (), title: str | None = None
) -> Article:
    text, places, at = "", [], 0
    for content, role, tag, context in lines:
        places.append(Line(at, at + len(content), role, tag=tag, context=context))
        text += content + "\n"
        at += len(content) + 1
    body = "\n".join(c for c, r, _, _ in lines if r is Role.BODY)
    document = Document(Record("a", "", "text/html", b""), text, tuple(places), tuple(Meta(k, v) for k, v in meta))
    return Article(document, 0, body, OffsetMap(()), title)


BODY = (
    "The talks in the capital went on for days, and nobody who took part would say how they had ended.",
    Role.BODY,
    "p",
    "",
)


def dump(*head: str) -> Article:
    return article([(line, Role.FURNITURE, "", "") for line in head] + [BODY], title=head[0])


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("By Marc Perelman", ["Marc Perelman"]),
        ("Von Anna Muster und Karl-Heinz Probe", ["Anna Muster", "Karl-Heinz Probe"]),
        ("Par Jean Dupont et Marie Curie", ["Jean Dupont", "Marie Curie"]),
        ("By JANE DOE, JOHN ROE and MAX MUSTER", ["JANE DOE", "JOHN ROE", "MAX MUSTER"]),
        ("By Luke Example 11 February 2020", ["Luke Example"]),
        ("Written by Luke Example • Updated on Jul 4, 2024", ["Luke Example"]),
        ("Nicole ExamplePublished August 7, 2023", ["Nicole Example"]),
        ("By Jane Doe, Staff Writer", ["Jane Doe"]),
        ("by Dr. Ang Example, PhD and Jessica Sample, MPH", ["Dr. Ang Example", "Jessica Sample"]),
        ("Christoph von Beispiel", ["Christoph von Beispiel"]),
        ("Maria de la Cruz", ["Maria de la Cruz"]),
        ("By Brian Example USA TODAY", ["Brian Example"]),
        ("Read more stories here", []),
        ("Tuesday, May 16, 2019", []),
    ],
)
def test_names_in_a_visible_line(raw: str, names: list[str]) -> None:
    assert names_in(cut(raw), strict=True) == names


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("zahlenfreundin", ["zahlenfreundin"]),
        ("https://www.facebook.com/paper", []),
        ("@handle", []),
        ("View all posts by Daniel Example", ["Daniel Example"]),
        ("someone@paper.example", []),
    ],
)
def test_names_in_metadata(raw: str, names: list[str]) -> None:
    assert names_in(raw) == names


def test_last_name_first_is_turned_round_for_library_metadata() -> None:
    assert names_in("Doe, Jane", inverted=True) == ["Jane Doe"]


def test_metadata_and_byline_agree() -> None:
    page = article(
        [("Headline", Role.TITLE, "h1", "h1"), ("By Jane Doe", Role.BYLINE, "p", "p byline"), BODY],
        [("jsonld:newsarticle.author.name", "Jane Doe"), ("meta:author", "Jane Doe")],
        "Headline",
    )
    names, decision = decide_authors(author_candidates(page))
    assert names == ("Jane Doe",)
    assert decision.confidence > 0.9


def test_the_house_is_no_author_beside_a_person() -> None:
    page = article(
        [("Headline", Role.TITLE, "h1", "h1"), ("Jane Doe", Role.BYLINE, "div", "div byline"), BODY],
        [
            ("meta:og:site_name", "Hill Paper"),
            ("meta:author", "Hill Paper"),
            ("jsonld:newsarticle.author.name", "Jane Doe"),
        ],
        "Headline",
    )
    assert decide_authors(author_candidates(page))[0] == ("Jane Doe",)


def test_an_agency_is_no_author() -> None:
    page = article(
        [("Headline", Role.TITLE, "h1", "h1"), BODY], [("jsonld:newsarticle.author.name", "Reuters")], "Headline"
    )
    names, decision = decide_authors(author_candidates(page))
    assert names == ()
    assert all("agency" in v.why for v in decision.verdicts)


def test_an_agency_beside_people_is_left_out() -> None:
    page = article(
        [("Headline", Role.TITLE, "h1", "h1"), BODY], [("jsonld:newsarticle.author.name", "Jane Doe, AFP")], "Headline"
    )
    assert decide_authors(author_candidates(page))[0] == ("Jane Doe",)


def test_commenters_and_related_articles_are_not_heard() -> None:
    page = article(
        [
            ("Headline", Role.TITLE, "h1", "h1"),
            ("By Jane Doe", Role.BYLINE, "p", "p byline"),
            BODY,
            ("By Karl Other", Role.FURNITURE, "p", "p byline div related-articles"),
            ("Max Reader", Role.FURNITURE, "p", "p comment-author div comments"),
        ],
        title="Headline",
    )
    assert {c.value for c in author_candidates(page)} == {"Jane Doe"}


def test_authors_on_lines_of_their_own_are_one_list() -> None:
    page = article(
        [
            ("Headline", Role.TITLE, "h1", "h1"),
            ("Ingrid Beispiel", Role.FURNITURE, "div", "div byline__author"),
            ("Marlene Muster", Role.FURNITURE, "div", "div byline__author"),
            BODY,
        ],
        title="Headline",
    )
    assert "Ingrid Beispiel; Marlene Muster" in {c.value for c in author_candidates(page)}


def test_a_byline_in_a_dump() -> None:
    assert decide_authors(author_candidates(dump("Headline of it", "By Marc Perelman", "Published April 04, 2003")))[
        0
    ] == ("Marc Perelman",)


def test_a_byline_behind_source_and_date() -> None:
    names, _ = decide_authors(
        author_candidates(dump("Headline of it", "RUSI Analysis, 17 Jun 2014 By Jane Doe, Research Fellow"))
    )
    assert names == ("Jane Doe",)


def test_nobody_named_nobody_given() -> None:
    names, decision = decide_authors(author_candidates(dump("Headline of it")))
    assert names == ()
    assert decision.value is None


def test_the_poster_of_a_forum_text() -> None:
    page = dump("Hillwalker23", "(30,099 posts)", "Tue Jun 17, 2014, 02:52 PM", "Headline of it")
    decision = decide_posted_by(posted_by_candidates(page))
    assert decision.value == "Hillwalker23"


def test_posted_by_on_a_blog_is_no_forum_poster() -> None:
    assert decide_posted_by(posted_by_candidates(dump("Headline of it", "Posted by Jane"))).value is None


@given(st.text(max_size=120))
def test_any_line_is_survived_and_names_come_from_it(raw: str) -> None:
    for name in names_in(cut(raw), strict=True):
        assert name.split()[0].rstrip(".") in raw


@pytest.mark.parametrize(
    "line",
    [
        "Ann Sample,  03.11.2023 15:32 Uhr",
        "Ann SampleNovember 6, 2023",
        "Ann Sample2 minutes ago",
        "28. Januar 2015 Ann Sample",
        "December 11, 2007 | Ann Sample",
    ],
)
def test_a_name_beside_a_date_under_the_headline_is_a_byline(line: str) -> None:
    found = author_candidates(dump("Bridge opens after eleven years", line))
    assert ("Ann Sample", "byline.dated@1") in {(c.value, c.rule) for c in found}


def test_a_line_that_introduces_a_writer_names_the_author() -> None:
    page = dump(
        "Bridge opens after eleven years",
        "",
        "Ann Sample is a senior reporter at the Hilltown Herald.",
        "Max Other is a baker.",
    )
    bios = [c for c in author_candidates(page) if c.rule == "byline.bio@1"]
    assert [c.value for c in bios] == ["Ann Sample"]
    assert page.document.text[bios[0].start : bios[0].end] == "Ann Sample"


def test_what_stands_behind_a_wide_gap_is_no_part_of_the_name() -> None:
    assert names_in(cut("Ann Sample    Hilltown Telegram & Gazette"), strict=True) == ["Ann Sample"]
