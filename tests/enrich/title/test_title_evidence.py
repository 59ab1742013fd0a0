"""Headlines: heading, shared title, page title without the site."""

from collections.abc import Sequence

import pytest

from dossier_etl.decide.title import decide_title
from dossier_etl.enrich.title import title_candidates
from dossier_etl.enrich.title.suffix import site_keys, without_site
from dossier_etl.model.documents import Article, Document, Line, Meta, OffsetMap, Role
from dossier_etl.model.records import Record


def page(
    headings: Sequence[tuple[str, str, str]], meta: Sequence[tuple[str, str]] = (), hint: str | None = None
) -> Article:
    text, places, at = "", [], 0
    for content, tag, context in (
        *headings,
        ("The talks went on for days and nobody would say how they ended.", "p", ""),
    ):
        places.append(
            Line(at, at + len(content), Role.BODY if tag == "p" else Role.FURNITURE, tag=tag, context=context)
        )
        text += content + "\n"
        at += len(content) + 1
    document = Document(Record("a", "", "text/html", b""), text, tuple(places), tuple(Meta(k, v) for k, v in meta))
    return Article(document, 0, text, OffsetMap(()), hint)


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Bridge opens | Hill Paper", "Bridge opens"),
        ("Bridge opens - Hill Paper", "Bridge opens"),
        ("Bridge opens - Politics | Hill Paper", "Bridge opens - Politics"),
        ("Hill Paper: Bridge opens", "Hill Paper: Bridge opens"),
        ("Hill Paper | Bridge opens", "Bridge opens"),
        ("Bridge opens – The Guardian", "Bridge opens"),
        ("Left - right - centre", "Left - right - centre"),
        ("Hill Paper", "Hill Paper"),
    ],
)
def test_the_site_is_taken_off_a_page_title(title: str, bare: str) -> None:
    assert without_site(title, site_keys(["Hill Paper"])) == bare


def test_heading_and_shared_title_agree() -> None:
    article = page(
        [("Bridge opens after ten years", "h1", "h1 headline")],
        [
            ("meta:og:title", "Bridge opens after ten years"),
            ("html:title", "Bridge opens after ten years | Hill Paper"),
        ],
        "Bridge opens after ten years",
    )
    decision = decide_title(title_candidates(article))
    assert decision.value == "Bridge opens after ten years"
    assert decision.confidence > 0.8


def test_the_masthead_is_no_headline() -> None:
    article = page(
        [("Hill Paper", "h1", "h1 site-title"), ("Bridge opens after ten years", "h1", "h1 entry-title")],
        [("meta:og:title", "Bridge opens after ten years"), ("meta:og:site_name", "Hill Paper")],
    )
    assert decide_title(title_candidates(article)).value == "Bridge opens after ten years"


def test_without_any_heading_the_page_title_serves() -> None:
    article = page(
        [], [("html:title", "Bridge opens after ten years | Hill Paper"), ("meta:og:site_name", "Hill Paper")]
    )
    decision = decide_title(title_candidates(article))
    assert (decision.value or decision.suggestion) == "Bridge opens after ten years"


def test_a_dumps_headline_is_the_cleaners() -> None:
    article = page([("Bridge opens after ten years", "", "")], hint="Bridge opens after ten years")
    decision = decide_title(title_candidates(article))
    assert decision.value == "Bridge opens after ten years"
    (chosen,) = [v.candidate for v in decision.verdicts if v.chosen]
    assert article.document.text[chosen.start : chosen.end] == chosen.snippet


def test_nothing_stated_nothing_given() -> None:
    assert decide_title(title_candidates(page([]))).value is None


def test_every_loser_says_why() -> None:
    article = page([("Bridge opens", "h1", "h1")], [("meta:og:title", "Bridge opens after ten years")])
    decision = decide_title(title_candidates(article))
    assert all(v.why for v in decision.verdicts)
